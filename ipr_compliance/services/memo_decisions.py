"""Decisions that a memo of the OIG tells: compared with how each recommendation stands, and recorded with the memo."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.memos import Memo
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Conflict, Invalid, Refused
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.words import Status
from ipr_compliance.domain.workflow import possible
from ipr_compliance.models import DocumentKind, DocumentState, EvidenceKind
from ipr_compliance.queries import documents as handed_in
from ipr_compliance.queries import history as entries
from ipr_compliance.queries.history import Told
from ipr_compliance.services import decisions, documents, evidence, standings
from ipr_compliance.services.desk import Desk, situated
from ipr_compliance.services.inputs import Day, DecisionInput, EvidenceInput, Input, RecordId, Text, Version

_ATTACHED_FIRST = 1
"""Stands for the memo as the letter where only the move is looked at: it will be attached."""


class MemoInput(Input):
    """What holds for all decisions of a memo."""

    decided_on: Day
    next_update_on: Day | None = None


class LineInput(Input):
    """One decision of a memo: which recommendation, as the person saw it, and what the OIG decided."""

    recommendation_id: RecordId
    version: Version
    status: Status
    note: Text | None = None


class LinesRefused(Conflict):
    """Some of a memo's decisions cannot be recorded, so none was; the problems are by recommendation."""

    def __init__(self, problems: Mapping[Any, str]) -> None:
        one = len(problems) == 1
        lines = (
            "1 decision is refused, as its line says" if one else f"{len(problems):,} are refused, as their lines say"
        )
        super().__init__(f"Nothing was recorded: {lines}. Correct {'it, or untick it' if one else 'or untick them'}.")
        self.problems = problems


@dataclass(frozen=True)
class Standing:
    """A recommendation of the memo's report as it stands, and what the OIG can decide from there."""

    record: Row[Any]
    targets: Sequence[Status]
    objection: str | None
    """Why what the memo says cannot be recorded."""


def standing(
    connection: Connection, by: Asker, record: Row[Any], status: Status | None, decided_on: date | None, today: date,
    sha256: str,
) -> Standing:  # fmt: skip
    """How a recommendation stands, and whether the word for it of the memo with that digest can be recorded."""
    if not by.may(Action.RECORD_DECISION, record.component_id):
        return Standing(record, (), "Only liaisons of its component record what the OIG decided.")
    timeline = entries.timeline(connection, standings.SUBJECT, record.id)
    now_stands = situated(record, timeline, today)
    targets = tuple(dict.fromkeys(move.target for move in possible(Action.RECORD_DECISION, now_stands)))
    if status is None:
        return Standing(record, targets, None)
    given = DecisionInput(
        status=status, decided_on=decided_on or today, note="As it says", letter=_ATTACHED_FIRST, version=record.version
    )
    try:
        _refuse_again(timeline, sha256, given.decided_on, status)
        decisions.effective(now_stands, given, today)
    except Refused as refused:
        return Standing(record, targets, refused.message)
    return Standing(record, targets, None)


def record(desk: Desk, document_id: int, file: BinaryIO, given: MemoInput, lines: Sequence[LineInput]) -> None:
    """Record decisions of the OIG with the memo as the letter on each; all of them, or none.

    Refuses with NotFound, with Conflict where the memo is unread, its decisions are recorded already or no line is
    given, with Invalid a date that cannot be, and with LinesRefused, by line, what a single decision would be
    refused for. The transaction must not be committed then.
    """
    document = handed_in.one(desk.connection, desk.by, document_id, DocumentKind.MEMO)
    documents.refuse_unread(document)
    if document.state is not DocumentState.READ:
        raise Conflict("The decisions of this memo are recorded already; they are not recorded twice.")
    if not lines:
        raise Invalid("Tick the decisions to record.", field="lines")
    if given.decided_on > desk.today:
        raise Invalid("This day lies in the future.", field="decided_on")
    if given.next_update_on and given.next_update_on <= given.decided_on:
        raise Invalid("The next update is due after the memo.", field="next_update_on")
    problems = {}
    for line in lines:
        try:
            _record_one(desk, document, file, given, line)
        except Refused as refused:
            problems[line.recommendation_id] = refused.message
    if problems:
        raise LinesRefused(problems)
    told = [{"recommendation_id": line.recommendation_id, "status": line.status} for line in lines]
    about = report_of(document, documents.found_in(document, Memo))
    documents.settle(desk.session, document_id, now=desk.now, said=json.dumps({"report_number": about, "lines": told}))


def _refuse_again(timeline: Sequence[Told], sha256: str, decided_on: date, status: Status) -> None:
    """Refuses with Conflict what a decision that counts has recorded: this memo as its letter, or that day and word."""
    files = (entry.changes for entry in timeline if entry.kind == Kind.EVIDENCE)
    letters = {told["file"]["to"] for told in files if told.get("sha256", {}).get("to") == sha256}
    for entry in entries.that_count(timeline):
        if entry.kind != Kind.DECISION:
            continue
        told = {name: change["to"] for name, change in entry.changes.items()}
        if told.get("letter") in letters:
            raise Conflict(f"This memo is recorded on it already, by the decision of {written_out(entry.on)}.")
        if (entry.on, told["status"]) == (decided_on, status):
            raise Conflict(f"A decision of {written_out(entry.on)} with this status is recorded on it already.")


def report_of(document: Row[Any], memo: Memo) -> str:
    """The number of the report that a memo is about, by its owner or else by the memo; empty where neither says it."""
    said: Mapping[str, Any] = json.loads(document.said) if document.said else {}
    return str(said.get("report_number") or (memo.report_number.value if memo.report_number else ""))


def _record_one(desk: Desk, document: Row[Any], file: BinaryIO, given: MemoInput, line: LineInput) -> None:
    file.seek(0)
    letter = EvidenceInput(kind=EvidenceKind.LETTER, dated_on=given.decided_on)
    attached = evidence.attach(desk, line.recommendation_id, document.file_name, file, letter)
    timeline = entries.timeline(desk.connection, standings.SUBJECT, line.recommendation_id)
    _refuse_again(timeline, document.sha256, given.decided_on, line.status)
    decision = DecisionInput(
        status=line.status,
        decided_on=given.decided_on,
        note=line.note,
        letter=attached,
        next_update_on=given.next_update_on if line.status.is_open else None,
        version=line.version,
    )
    decisions.record(desk, line.recommendation_id, decision)
