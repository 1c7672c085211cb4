"""What was read from a document of the OIG, beside the records, as it is answered."""

import json
from dataclasses import fields
from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.domain.extraction import Extracted, Found, Read, ReportFound
from ipr_compliance.domain.imports import plain
from ipr_compliance.domain.memos import Memo
from ipr_compliance.domain.proposals import Row as Proposed
from ipr_compliance.handed_in import situation
from ipr_compliance.models import DocumentState
from ipr_compliance.queries import documents as kept
from ipr_compliance.services import document_records, documents, memo_decisions
from ipr_compliance.services.document_comparison import Beside, beside


def proposal_read(document: Row[Any]) -> dict[str, Any]:
    """What a report proposes, and what accepting it would do now."""
    at, found = situation(), documents.found_in(document, Extracted)
    proposal = document_records.proposal_of(context.reading(), at, document)
    checked = document_records.compared(context.reading(), proposal, at)
    compared = beside(proposal, checked)
    outcome = compared.outcome
    return {
        "report": dict(proposal.report),
        "read": _facts(found.report),
        "recommendations": [
            _recommendation(place, row, read, compared.rows.get(place))
            for place, (row, read) in enumerate(zip(proposal.rows, found.recommendations, strict=True), start=1)
        ],
        "digest": checked.digest,
        "problem": compared.problem,
        **{name: outcome[name] for name in ("new", "changed", "unchanged", "refused", "conflicts")},
    }


def memo_read(document: Row[Any]) -> dict[str, Any]:
    """What a memo says, beside how the recommendations of its report stand now."""
    memo = documents.found_in(document, Memo)
    number = memo_decisions.report_of(document, memo)
    records = kept.of_report(context.reading(), context.asker(), number)
    known = {row.number for row in records}
    is_recorded = document.state is DocumentState.ACCEPTED
    return {
        "report_number": number,
        "dated_on": str(memo.dated_on.value) if memo.dated_on else None,
        "next_update_on": str(memo.next_update_on.value) if memo.next_update_on else None,
        "unknown": [one for one in memo.statuses if one not in known],
        "lines": [_line(memo, document, row) for row in records],
        "recorded": json.loads(document.said)["lines"] if is_recorded else [],
    }


def _recommendation(place: int, row: Proposed, read: Found, said: Beside | None) -> dict[str, Any]:
    return {
        "place": place,
        "fields": dict(row.fields),
        "left_out": row.left_out,
        "called": row.called,
        "remember": row.remember,
        "read": _facts(read),
        "would_be": said.kind if said else "",
        "recommendation_id": said.recommendation_id if said else None,
        "recorded": dict(said.recorded) if said else {},
    }


def _line(memo: Memo, document: Row[Any], row: Row[Any]) -> dict[str, Any]:
    said, agreed = memo.statuses.get(row.number), memo.agreements.get(row.number)
    stands = memo_decisions.standing(
        context.reading(), context.asker(), row, said.value if said else None,
        memo.dated_on.value if memo.dated_on else None, context.today(), document.sha256,
    )  # fmt: skip
    return {
        "recommendation_id": row.id,
        "version": row.version,
        "number": row.number,
        "status": row.status.value,
        "said": said.value.value if said else None,
        "agreement": agreed.value.value if agreed else None,
        "page": said.page if said else None,
        "words": said.words if said else None,
        "targets": [status.value for status in stands.targets],
        "objection": stands.objection,
    }


def _facts(found: Found | ReportFound) -> dict[str, dict[str, Any]]:
    facts = {one.name: getattr(found, one.name) for one in fields(found)}
    return {
        name: {"value": plain(fact.value), "page": fact.page, "words": fact.words}
        for name, fact in facts.items()
        if isinstance(fact, Read)
    }
