"""Recommendations in running text: "We recommend that CMS: (1) …; (2) …", or "We recommend that …" in a letter."""

import re
from collections.abc import Iterator, Sequence

from ipr_compliance.domain.extraction.draft import Draft
from ipr_compliance.domain.extraction.passages import Passage, together
from ipr_compliance.domain.extraction.sections import Part
from ipr_compliance.domain.extraction.wording import PAST, RECOMMENDS, sentences, trimmed

SUMMARY_LENGTH = 12_000
"""A text of at most so many characters may be a summary, in which an office tells in the past what it recommends."""

_NUMBERED = re.compile(r"(?<![\w(])\((\d{1,2})\)\s*(?=\S)")
_COUNTS_CONDITIONS = re.compile(
    r"\b(?:ensur|determin|verif|confirm|demonstrat|includ|whether|condition|because|stat)\w*\b[^;]{0,80}\b(?:that"
    r"|whether|when|if)\s*:?\s*$",
    re.IGNORECASE,
)
_GERUND = re.compile(r"[a-z]+ing\b")
_LOOKS_BACK = re.compile(
    r"\b(?:previously|earlier)\b|\b(?:prior|draft)\s+(?:\w+\s+){0,2}(?:reports?|audits?|reviews?|recommendations?|work)\b"
    r"|\bin (?:our|a|an|the) [^,.]{0,60}\breport\b|\bin (?:19|20)\d\d\b"
    r"|\b(?:report|audit|review)s? (?:issued|published|dated)\b",
    re.IGNORECASE,
)
_NAMES_WHAT = re.compile(r"\s*(?:that\b|\(\d|the\b|to\b|:|,|[A-Z])")
_NO_MORE = re.compile(r"\s*(?:that\s)?(?:no|against|any)\b")
_LEANS = re.compile(
    r"(?:This|These|It|Such|At a minimum|The (?:review|plan|guidance|polic(?:y|ies)|procedures?|process))\b[^.]{0,80}?"
    r"\b(?:should|must|could|may)\b"
)


def found(passages: Sequence[Passage], parts: Sequence[Part], *, brief: bool) -> list[Draft]:
    """The recommendations of running text. In a brief text the past tense is the office's own; else it looks back."""
    drafts: list[Draft] = []
    for at, passage in _flowing(passages, parts):
        drafts += _in_passage(passage, Draft(passage, None, None, parts[at], at, at + 1), brief=brief)
    return drafts


def _flowing(passages: Sequence[Passage], parts: Sequence[Part]) -> Iterator[tuple[int, Passage]]:
    """The paragraphs, those put together that only a number at the start of a line had parted."""
    start = 0
    for index in range(1, len(passages) + 1):
        parted = index == len(passages) or passages[index].heading or passages[index].gap or passages[index - 1].heading
        if not parted and _NUMBERED.match(passages[index].text):
            continue
        if parts[start] in {Part.BODY, Part.SUMMARY} and not passages[start].heading:
            yield start, together(passages[start:index])
        start = index


def _in_passage(passage: Passage, place: Draft, *, brief: bool) -> list[Draft]:
    """The recommendations of one paragraph, whose numbers may go on from sentence to sentence."""
    drafts: list[Draft] = []
    lead: Passage | None = None
    counted = 0
    spans = sentences(passage.text)
    for index, (start, end) in enumerate(spans):
        verb = _recommends(passage.text[start:end], brief=brief)
        mark = _NUMBERED.match(passage.text, start, end)
        if verb is None and not (counted and mark and int(mark.group(1)) == counted + 1):
            continue
        after = start + verb.end() if verb else start
        marks = _series(passage.text, after, end, counted)
        if marks:
            lead = passage.part(start, marks[0].start()) if verb or lead is None else lead
            counted += len(marks)
            drafts += _numbered(passage, marks, end, lead, place)
        elif verb:
            stop = trimmed(passage.text, _with_leaning(passage.text, spans, index))
            text = passage.part(start + verb.start(), stop)
            drafts.append(Draft(text, None, None, place.part, place.at, place.until))
    return drafts


def _recommends(sentence: str, *, brief: bool) -> re.Match[str] | None:
    """Where a sentence recommends something to somebody, now and here."""
    verb = RECOMMENDS.search(sentence)
    if verb is None:
        return None
    begins = verb.start() if verb.group().startswith("We") else 0  # a table's cell joins sentences with commas
    if _LOOKS_BACK.search(sentence, begins, verb.end()):
        return None
    if PAST.search(verb.group()) and not (brief and verb.start() - begins < 160):
        return None
    named = _NAMES_WHAT.match(sentence, verb.end()) and not _NO_MORE.match(sentence, verb.end())
    return verb if named else None


def _series(text: str, after: int, end: int, counted: int) -> list[re.Match[str]]:
    """The marks that count on, "(1)", "(2)", …, unless they only count what one recommendation is about."""
    marks: list[re.Match[str]] = []
    for mark in _NUMBERED.finditer(text, after, end):
        if int(mark.group(1)) == counted + len(marks) + 1:
            marks.append(mark)
    alone = len(marks) == 1 and not counted
    if not marks or (alone and not (marks[0].start() - after < len(" that:  ") and "(2)" in text[end:])):
        return []
    about = _COUNTS_CONDITIONS.search(text[max(after - 1, marks[0].start() - 200) : marks[0].start()])
    return [] if about or _GERUND.match(text, marks[0].end()) else marks


def _numbered(
    passage: Passage, marks: Sequence[re.Match[str]], end: int, lead: Passage, place: Draft
) -> Iterator[Draft]:
    ends = [*(mark.start() for mark in marks[1:]), end]
    for mark, stop in zip(marks, ends, strict=True):
        number = passage.read(mark.group(1), mark.start(), mark.end())
        yield Draft(
            passage.part(mark.end(), trimmed(passage.text, stop)), number, lead, place.part, place.at, place.until
        )


def _with_leaning(text: str, spans: Sequence[tuple[int, int]], index: int) -> int:
    """Where a recommendation ends whose next sentences say more of the same: "This should include …"."""
    while index + 1 < len(spans) and _LEANS.match(text, spans[index + 1][0]):
        index += 1
    return spans[index][1]
