"""Reads a memo, paragraph by paragraph."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TypeVar

from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.extraction import Read, covers
from ipr_compliance.domain.extraction.answers import DAY
from ipr_compliance.domain.extraction.openings import ANALYSIS
from ipr_compliance.domain.extraction.pages import Line, lines_of
from ipr_compliance.domain.extraction.passages import Passage, paragraphs
from ipr_compliance.domain.extraction.wording import sentences
from ipr_compliance.domain.memos import tables
from ipr_compliance.domain.memos.memo import Memo, Said
from ipr_compliance.domain.memos.statements import STANDINGS, STATUS, answers, standings
from ipr_compliance.domain.memos.subjects import COUNT, COUNTS, NUMBER, Known, Meant
from ipr_compliance.domain.numbers import counting_order
from ipr_compliance.domain.words import Agreement, Status

Value = TypeVar("Value")

_HEAD = re.compile(rf"\W{{0,4}}Recommendation\s+(?:No\.?\s*|#\s?)?(?P<number>{NUMBER})\s*[:.–—-]", re.IGNORECASE)
_AGENCY = re.compile(r"\W{0,4}(?:\w+[\s\u2019']){0,3}Response\b[^:]{0,60}:", re.IGNORECASE)
_LABELLED = re.compile(r"\bStatus(?:\s+of\s+recommendation)?\s*[:–—-]\s*", re.IGNORECASE)
_RESPONSE_DATED = re.compile(rf"\bresponse\s+(?:was\s+)?dated\s+(?P<day>{DAY})", re.IGNORECASE)
_CONTAINS = re.compile(
    rf"\b(?:report|audit|review|memorandum)\s+(?:contains|makes|made|includes|included|contained)\s+(?P<count>{COUNT})\s+"
    r"(?:\w+\s+)?recommendations?\b",
    re.IGNORECASE,
)
_UPDATE = re.compile(
    rf"\b(?:status|update)\b[^.;]{{0,160}}?\b(?:by|before|no\s+later\s+than|not\s+later\s+than|due(?:\s+on)?)\s+(?P<day>{DAY})"
    rf"|\b(?:by|before|no\s+later\s+than)\s+(?P<first>{DAY})[^.;]{{0,80}}?\b(?:status|update)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    rf"\b(?:within|no\s+later\s+than|not\s+later\s+than)\s+(?P<days>{COUNT}|thirty|forty-five|sixty|ninety)"
    r"(?:\s*\(\s*(?P<figure>\d{1,3})\s*\))?\s+(?:calendar\s+)?days\b",
    re.IGNORECASE,
)
_TENS = {"thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90}
_CLOSING_LETTER = re.compile(r"\bclose-?\s?out\b|\bclosure\s+(?:letter|request|memorandum)\b", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:please|provide|submit|request|next|due)\b", re.IGNORECASE)
_ANSWER = re.compile(
    r"\b(?:respon(?:ses?|ds?|ding)|reply|replies|corrective\s+action\s+plan|comments)\b", re.IGNORECASE
)


def read(pages: Sequence[str], numbers: Sequence[str] = ()) -> Memo:
    """What a memo says, given the text of its pages and the numbers of the report's recommendations, if on record.

    Ranges, "all" and "the remaining ones" are resolved against these numbers; without them they stay as they are said.
    """
    lines = lines_of(pages)
    passages = paragraphs(lines)
    told = list(_in_turn(passages))
    heads = {one.section for one in told if one.section}
    only = next(iter(heads)) if len(heads) == 1 else None
    known = sorted(numbers, key=counting_order)
    report = covers.read(pages)
    oig = [one for one in told if not one.agency]
    return Memo(
        report_number=report.number,
        report_title=report.title,
        dated_on=report.issued_on,
        response_on=_first(_day(one, _RESPONSE_DATED) for one in told),
        recommendations=_first(map(_contained, oig)),
        said_statuses=(*_statuses(told, Known(known, only)), *_tabled(lines, known)),
        said_agreements=tuple(_agreements(told, Known(known, only))),
        next_update_on=_first(_day(one, _UPDATE) for one in oig if _ASKS.search(one.text)),
        response_days=_first(
            _allowed(one) for one in oig if _ANSWER.search(one.text) and not _CLOSING_LETTER.search(one.text)
        ),
        closing_letter_days=_first(_allowed(one) for one in oig if _CLOSING_LETTER.search(one.text)),
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence, below the heading of which recommendation it stands, and whether the agency speaks there."""

    passage: Passage
    section: str | None
    agency: bool

    @property
    def text(self) -> str:
        return self.passage.text


def _in_turn(passages: Sequence[Passage]) -> Iterator[_Sentence]:
    section, agency = None, False
    for passage in passages:
        head = _HEAD.match(passage.text)
        if head:
            section = head.group("number")
        if head or _LABELLED.match(passage.text) or ANALYSIS.match(passage.text):
            agency = False
        elif section and _AGENCY.match(passage.text):
            agency = True
        for start, end in sentences(passage.text):
            yield _Sentence(passage.part(start, end), section, agency)


def _statuses(told: Sequence[_Sentence], known: Known) -> Iterator[Said[Status]]:
    for one in told:
        known.section = one.section
        # What the component says of its own work is not the OIG's word.
        for status, meant in () if one.agency else chain(standings(one.text, known), _labelled(one)):
            yield _said(one, status, meant)


def _tabled(lines: Sequence[Line], known: Sequence[str]) -> Iterator[Said[Status]]:
    for number, status in tables.standings(lines, known):
        yield Said(status, (number,))


def _agreements(told: Sequence[_Sentence], known: Known) -> Iterator[Said[Agreement]]:
    for one in told:
        known.section = one.section
        for agreement, meant in answers(one.text, known):
            yield _said(one, agreement, meant)


def _labelled(one: _Sentence) -> Iterator[tuple[Status, Meant]]:
    """The status below a recommendation's own heading: "Status: Open: Resolved."."""
    label = _LABELLED.search(one.text)
    word = STATUS.match(one.text, label.end()) if label and one.section else None
    status = STANDINGS.get(str(word.lastgroup)) if word else None
    if status and one.section:
        yield status, Meant((one.section,))


def _said(one: _Sentence, what: Value, meant: Meant) -> Said[Value]:
    return Said(_whole(one, what), meant.numbers, meant.ranges, meant.everything)


def _whole(one: _Sentence, value: Value) -> Read[Value]:
    return one.passage.read(value, 0, len(one.text))


def _day(one: _Sentence, form: re.Pattern[str]) -> Read[date] | None:
    for found in form.finditer(one.text):
        try:
            return _whole(one, read_date(next(day for day in found.groups() if day)))
        except ValueError:
            continue
    return None


def _count(text: str) -> int:
    word = text.casefold()
    return _TENS[word] if word in _TENS else COUNTS.index(word) + 1 if word in COUNTS else int(word)


def _contained(one: _Sentence) -> Read[int] | None:
    found = _CONTAINS.search(one.text)
    return _whole(one, _count(found.group("count"))) if found else None


def _allowed(one: _Sentence) -> Read[int] | None:
    found = _WITHIN.search(one.text)
    return _whole(one, _count(found.group("figure") or found.group("days"))) if found else None


def _first(found: Iterable[Read[Value] | None]) -> Read[Value] | None:
    return next((one for one in found if one is not None), None)
