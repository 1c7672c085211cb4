"""What the component answered and what the OIG made of it: agreement, date of completion, resolution, closing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.extraction import mentions
from ipr_compliance.domain.extraction.draft import Draft
from ipr_compliance.domain.extraction.openings import ANALYSIS, HEAD, RESPONSE
from ipr_compliance.domain.extraction.passages import Passage
from ipr_compliance.domain.extraction.proposal import Read
from ipr_compliance.domain.extraction.sections import Part
from ipr_compliance.domain.extraction.wording import sentences
from ipr_compliance.domain.words import Agreement, Status

Facts = dict[str, Read[Any]]

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
DAY = (
    rf"(?:{MONTH}\s+\d{{1,2}},\s*\d{{4}}|\d{{1,2}}\s+{MONTH}\s+\d{{4}}"
    r"|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})"
)
"""A full date as reports write it."""

_DUE = re.compile(
    r"(?:(?:Estimated|Expected|Target(?:ed)?|Planned|Anticipated|Projected|Proposed)\s+(?:\w+\s+)?(?:Completion"
    r"|Implementation|Closure|Action)"
    r"(?:\s+Date)?|\bECD|(?:Completion|Implementation) Date|Target Date)\b(?:\s*\((?:ECD|ECDs"
    r"|estimated)\))?\s*(?:is|of|:|-|–|by|date)*\s*"
    rf"(?P<day>{DAY})"
    rf"|\b(?:expects?|plans?|anticipates?|estimates?|intends?|scheduled|expected|anticipated|estimated"
    rf"|targeted)\b[^.;]{{0,120}}?\b(?:complet|implement)\w*\b[^.;]{{0,80}}?\b(?:by|on"
    rf"|no later than)\s+(?P<said>{DAY})",
    re.IGNORECASE,
)
_AGREEMENT = re.compile(
    r"(?P<none>\b(?:neither (?:agreed|concurred)(?: nor \w+)?|(?:did|does) not (?:\w+ly |indicate |state |provide "
    r"|say ){1,3}(?:whether |if )?(?:it |they )?(?:concur|agree)\w*|did not indicate \w*concur\w*"
    r"|generally (?:concur|agree)\w*))"
    r"|(?P<partly>\b(?:partial(?:ly)?|partly)[\s-](?:concur|agree)\w*|\b(?:concur|agree)(?:s|d|red)?\s+(?:in part"
    r"|partially|in principle, but)\b|\bpartial concurrence\b)"
    r"|(?P<against>\bnon-?\s?concur\w*|\b(?:does|do|did)\s+not\s+(?:fully\s+)?(?:concur|agree)\b|\bdisagree[sd]?\b)"
    r"|(?P<pro>\bconcur(?:s|red|rence)?\b|\bagree[sd]?\b)",
    re.IGNORECASE,
)
SENTENCE_LENGTH = 3000

_KINDS = {"partly": Agreement.PARTIALLY_CONCUR, "against": Agreement.NON_CONCUR, "pro": Agreement.CONCUR}
_STANDING = re.compile(
    r"(?P<closed>\b(?:resolved|implemented)\s+and\s+closed\b|\bclosed\s+and\s+(?:resolved|implemented)\b|\b(?:is"
    r"|are|as|now|recommendations?\s[\d.,\sand]{0,40}|considers?|consider (?:this|the) recommendation|have|has|was"
    r"|were|been|We)\s+closed?\b)"
    r"|(?P<unresolved>\bunresolved\b)|(?P<resolved>\bresolved\b)",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:until|unless|once|when|if|before|after|upon|prior to|so that|in order to|to be|can be|may be|would be"
    r"|will be|not be)\b[^.;]*",
    re.IGNORECASE,
)
_OIG_SAYS = re.compile(r"\b(?:we|OIG|recommendations?|it)\b", re.IGNORECASE)
_STANDS = {"closed": Status.CLOSED_IMPLEMENTED, "unresolved": Status.OPEN_UNRESOLVED, "resolved": Status.OPEN_RESOLVED}
_HANDS_OVER = re.compile(
    r"\byour office\b|\bbased on (?:this|your|the) (?:\w+ )?response\b|\b(?:this|the|our) (?:final "
    r"|attached )?report (?:contains|makes|includes|made)\b",
    re.IGNORECASE,
)
_DATED_MEMO = re.compile(r"\b(?:Agency|Management) Response Dated\b", re.IGNORECASE)


@dataclass
class Answers:
    """What has been read about each recommendation by its number; the first counts, of dates the last."""

    numbers: Sequence[str]
    facts: dict[str, Facts] = field(default_factory=dict)

    def note(self, number: str, name: str, fact: Read[Any], *, again: bool = False) -> None:
        """Keep a fact about a recommendation."""
        known = self.facts.setdefault(number, {})
        if again or name not in known:
            known[name] = fact


def read(
    passages: Sequence[Passage], parts: Sequence[Part], drafts: Sequence[Draft], numbers: Sequence[str]
) -> dict[str, Facts]:
    """For each number the agreement, due date and status that the document states.

    What is said about a recommendation by itself goes before what is said about several, the body before an appendix.
    Sentences before the first recommendation count only in the letter that hands the report over: others look back.
    """
    taken = {index for draft in drafts for index in range(draft.at, draft.until)}
    behind = {draft.until - 1: draft.text.text[-60:] for draft in drafts if draft.until}
    begin = min((draft.at for draft in drafts), default=0)
    layers = [Answers(numbers) for _layer in range(4)]
    for index, passage, number, role in _in_turn(passages, drafts, numbers):
        if parts[index] in {Part.BEFORE, Part.CONTENTS}:
            continue
        appended = int(parts[index] is Part.APPENDIX)
        rest = _behind(passage, behind[index]) if index in behind else passage
        if number is not None and rest.text and (index in behind or index not in taken):
            _about_one(layers[appended], number, rest, role)
        if index >= begin or _HANDS_OVER.search(passage.text):
            _about_named(layers[2 + appended], passage)
    merged: dict[str, Facts] = {number: {} for number in numbers}
    for layer in reversed(layers):
        for number in numbers:
            merged[number] |= layer.facts.get(number, {})
    return merged


def _behind(passage: Passage, last: str) -> Passage:
    """What a paragraph says after the recommendation that it ends with those words."""
    place = passage.text.rfind(last)
    return passage.part(place + len(last) if place >= 0 else len(passage.text))


def _in_turn(
    passages: Sequence[Passage], drafts: Sequence[Draft], numbers: Sequence[str]
) -> Iterator[tuple[int, Passage, str | None, str]]:
    """Each passage with the recommendation that it is about, and whether the agency or the OIG speaks."""
    begins = {draft.at: number for draft, number in zip(drafts, numbers, strict=True)}
    number, role = None, ""
    for index, passage in enumerate(passages):
        response, head = RESPONSE.match(passage.text[:300]), HEAD.match(passage.text)
        if index in begins:
            number, role = begins[index], ""
        elif head:
            number, role = (head.group("number") if head.group("number") in numbers else None), ""
        elif ANALYSIS.match(passage.text[:160]):
            number, role = _renamed(passage, number, numbers), "oig"
        elif response or _DATED_MEMO.match(passage.text):
            number, role = _renamed(passage, number, numbers), "agency"
        elif passage.heading and len(mentions.listed(passage.text, numbers)) != 1:
            number, role = None, ""
        yield index, passage, number, role


def _renamed(passage: Passage, number: str | None, numbers: Sequence[str]) -> str | None:
    """The number that a response or analysis names at its beginning; else it goes on about the same."""
    named = mentions.listed(passage.text[:120].split(":")[0], numbers)
    return named[0] if len(named) == 1 else number


def _about_one(answers: Answers, number: str, passage: Passage, role: str) -> None:
    for due in _DUE.finditer(passage.text):
        group = "day" if due.group("day") else "said"
        day = _day(due.group(group))
        if day:
            answers.note(number, "due_on", passage.read(day, due.start(), due.end()), again=True)
    for index, (start, end) in enumerate(_readable(passage.text)):
        sentence = passage.text[start:end]
        found = _AGREEMENT.search(sentence)
        others = [one for one in mentions.spoken_of(sentence, answers.numbers) if one != number]
        if found and _kind(found) and not others and _is_answer(sentence, index, role):
            answers.note(number, "agreement", passage.read(_kind(found), start, end))
        stands = _stands(sentence)
        if stands and not others:
            answers.note(number, "status", passage.read(stands, start, end), again=True)


def _readable(text: str) -> list[tuple[int, int]]:
    """The sentences of a text, but for those that are too long to be any."""
    return [(start, end) for start, end in sentences(text) if end - start <= SENTENCE_LENGTH]


def _is_answer(sentence: str, index: int, role: str) -> bool:
    """Whether a sentence beside a recommendation may be the agency's answer to it; OIGs agree and disagree as well."""
    if role == "oig":
        return False
    return "recommendation" in sentence or (index < 3 if role else len(sentence.split()) <= 8)


def _about_named(answers: Answers, passage: Passage) -> None:
    """Sentences that name the recommendations they are about, each part of a sentence for itself."""
    if "ecommendation" not in passage.text:
        return
    named: list[str] = []
    for start, end in _readable(passage.text):
        sentence = passage.text[start:end]
        if "ecommendation" not in sentence:
            continue
        for kind, numbers in _clauses(sentence, list(_AGREEMENT.finditer(sentence)), answers.numbers, named):
            agreement = _kind(kind)
            for number in numbers if agreement else ():
                answers.note(number, "agreement", passage.read(agreement, start, end))
        clean = _real(sentence)
        for kind, numbers in _clauses(clean, list(_STANDING.finditer(clean)), answers.numbers, named, behind=True):
            for number in numbers:
                answers.note(number, "status", passage.read(_STANDS[str(kind.lastgroup)], start, end), again=True)
        named = mentions.spoken_of(sentence, answers.numbers) or named


def _clauses(
    sentence: str,
    verbs: Sequence[re.Match[str]],
    numbers: Sequence[str],
    named_before: Sequence[str],
    *,
    behind: bool = False,
) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Each verb of a sentence with the recommendations it is about.

    Those are named after the verb, or before it where it comes last; "the others" are those not named yet.
    """
    named = list(named_before)
    for index, verb in enumerate(verbs):
        before = sentence[verbs[index - 1].end() if index else 0 : verb.start()]
        after = sentence[verb.end() : verbs[index + 1].start() if index + 1 < len(verbs) else len(sentence)]
        first, second = (before, after) if behind else (after, before)
        about = mentions.spoken_of(first, numbers, named_before=named)
        if not about and not (index and not behind):
            about = mentions.spoken_of(second, numbers, named_before=named)
        named = about if not index else [*named, *about]
        yield verb, about


def _kind(found: re.Match[str]) -> Agreement | None:
    return _KINDS.get(str(found.lastgroup))


def _real(sentence: str) -> str:
    """A sentence without what it only says may come: "until …", "once it is closed"; its length is not kept."""
    return _UNREAL.sub("", sentence)


def _stands(sentence: str) -> Status | None:
    clean = _real(sentence)
    found = _STANDING.search(clean)
    return _STANDS[str(found.lastgroup)] if found and _OIG_SAYS.search(clean) else None


def _day(text: str) -> date | None:
    try:
        return read_date(text)
    except ValueError:
        return None
