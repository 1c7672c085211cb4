"""The form on which people check what was read from a report."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy.engine import Row as DatabaseRow
from werkzeug.datastructures import MultiDict

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.extraction import Extracted, Found, Read, ReportFound
from ipr_compliance.domain.memos import Memo
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.proposals import OF_REPORT, OF_ROW, Proposal, Row
from ipr_compliance.domain.words import Agreement, Status, in_words
from ipr_compliance.models import DocumentKind
from ipr_compliance.services import documents

Choices = list[tuple[str, str]]

LONGEST = 20_000
"""Of one field; a text beyond it is cut here and refused by the rules for texts."""


def pages_of(found: Found) -> list[int]:
    """The pages that a recommendation and what is said of it were read from, in order."""
    return sorted({fact.page for fact in _facts(found)})


def words_on(document: DatabaseRow[Any], place: str, page: int) -> list[str]:
    """The words on that page from which the recommendation at that place was read, or the report, or a whole memo."""
    if not document.found:
        return []
    if document.kind is DocumentKind.MEMO:
        memo = documents.found_in(document, Memo)
        facts = [*_facts(memo), *memo.statuses.values(), *memo.agreements.values()]
    else:
        found = documents.found_in(document, Extracted)
        number = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else 0
        facts = _facts(found.recommendations[number - 1] if 1 <= number <= len(found.recommendations) else found.report)
    return [fact.words for fact in facts if fact.page == page]


def _facts(found: Found | ReportFound | Memo) -> list[Read[Any]]:
    return [fact for one in fields(found) if isinstance(fact := getattr(found, one.name), Read)]


def read(form: MultiDict[str, str], before: Proposal | None) -> Proposal:
    """What was typed; a field that is not sent stays as it was."""
    if before is None:
        return Proposal()
    report = {name: _typed(form.get(name, before.report.get(name, ""))) for name in OF_REPORT}
    lists = {name: form.getlist(name) for name in (*OF_ROW, "called")}
    left_out, remembered = set(form.getlist("left_out")), set(form.getlist("remember"))
    rows = tuple(_row(place, row, lists, left_out, remembered) for place, row in enumerate(before.rows, start=1))
    return Proposal(report, rows)


def _row(
    place: int, before: Row, lists: Mapping[str, Sequence[str]], left_out: set[str], remembered: set[str]
) -> Row:  # fmt: skip
    def sent(name: str, earlier: str) -> str:
        values = lists[name]
        return _typed(values[place - 1]) if place <= len(values) else earlier

    typed = {name: sent(name, before.fields.get(name, "")) for name in OF_ROW}
    return Row(typed, str(place) in left_out, sent("called", before.called)[:200], str(place) in remembered)


def _typed(text: str) -> str:
    return text.replace("\r\n", "\n").strip()[: LONGEST + 1]


def choices(asker: Asker, tree: Tree) -> Mapping[str, Choices]:
    """What can be chosen: the components whose records this person keeps, and the words for status and agreement."""
    kept = asker.components[Action.EDIT]
    offices = [(one.code, f"{one.code} – {one.name}") for _depth, one in tree.in_order() if one.id in kept]
    return {
        "component": [("", "Choose"), *offices],
        "status": [("", "Not said"), *((one.value, in_words(one)) for one in Status)],
        "agreement": [("", "Not said"), *((one.value, in_words(one)) for one in Agreement)],
    }
