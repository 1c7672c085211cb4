"""Which recommendations a sentence means: "1 and 4", "1.1 through 4.1", "both", "the remaining two", "this one"."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from ipr_compliance.domain.numbers import counting_order

NUMBER = r"(?<![\w.$/])(?:[A-Z][.-])?\d{1,3}(?:\.\d{1,3}){0,3}(?:\([a-z]\)|\.?[a-z](?![a-z]))?(?![\w%/]|\.\d)"
"""A recommendation's number: 2, 1.1, 2b, 3(a), and with letters as parts: 1.a, A.1.a."""
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
          "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
COUNT = rf"(?:{'|'.join(COUNTS)}|\d{{1,3}})"

_UNTIL = r"(?:\s+(?:through|thru|to)\s+|\s?[–—-]\s?)"
_THEN = rf"(?:\s*,\s*(?:and\s+|or\s+)?|\s*;\s*and\s+|\s+(?:and|or|&)\s+|{_UNTIL})"
_NUMBERS = rf"#?{NUMBER}(?:{_THEN}(?:recommendations?\s+)?#?{NUMBER})*"
_OF = r"(?:\s+of)?(?:\s+(?:the|these|those|our|its|your))?"
_WHICH = r"(?:\s+(?:open|closed|resolved|unresolved|audit|report|OIG|agreed-upon|formal|new|above|following)){0,3}"
_REST = r"(?:remaining|other|rest\s+of\s+the)"
_SUBJECT = re.compile(
    rf"(?P<part>\b(?:{COUNT}|some|several|most|many|none|any)\s+of(?:\s+(?:the|these|those|our|its|your))?"
    rf"\s+(?:{COUNT}\s+)?recommendations?\b"
    rf"|\b(?:some|several|most|many|any|no)\s+recommendations?\b)"
    rf"|(?P<rest>\b(?:all{_OF}|the|both)?\s*\b{_REST}(?:\s+{COUNT})?{_WHICH}\s+recommendations?\b)"
    rf"|(?P<both>\bboth{_OF}{_WHICH}\s+recommendations\b(?!\s+{NUMBER}))"
    rf"|(?P<all>\b(?:all|each|every){_OF}(?:\s+{COUNT})?{_WHICH}\s+recommendations?\b"
    rf"|\b(?:the|our)(?:\s+{COUNT})?{_WHICH}\s+recommendations\b(?!\s+{NUMBER}))"
    rf"|(?P<these>\b(?:these|those|such)(?:\s+{COUNT})?{_WHICH}\s+recommendations\b(?!\s+{NUMBER})"
    r"|\bthey\b(?=\s+(?:are|were|remain)\b))"
    rf"|(?P<one>\b(?:the|this|that|our|your)(?:\s+(?:one|sole|single|only))?{_WHICH}\s+recommendation\b"
    rf"(?!\s+(?:numbers?|nos?\.|#)?\s*{NUMBER}))"
    rf"|\brecommendations?\s+(?:numbers?\s+|nos?\.\s*|#\s?)?(?P<named>{_NUMBERS})"
    rf"|(?:(?<=[,;]\s)|\band\s+)(?P<bare>{_NUMBERS})(?=\s+(?:is|are|was|were|remains?|has|have)\b)",
    re.IGNORECASE,
)
_ONE = re.compile(NUMBER)
_EXCEPT = re.compile(
    r"\s*,?\s*\b(?:except|other\s+than|with\s+the\s+exception\s+of|excluding|but)(?:\s+for)?\s+(?=recommendations?\s+\W?\d)",
    re.IGNORECASE,
)


class Whom(Enum):
    """The ways in which a memo means recommendations."""

    NAMED = auto()
    ALL = auto()
    BOTH = auto()
    REST = auto()
    THESE = auto()
    ONE = auto()
    PART = auto()


@dataclass(frozen=True, slots=True)
class Subject:
    """Recommendations as a sentence means them, and where: by numbers and ranges, or in another way than by number."""

    whom: Whom
    start: int
    end: int
    numbers: tuple[str, ...] = ()
    ranges: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """The recommendations that are meant, as far as they can be told."""

    numbers: tuple[str, ...] = ()
    ranges: tuple[tuple[str, str], ...] = ()
    everything: bool = False

    def __bool__(self) -> bool:
        """Whether it could be told at all."""
        return bool(self.numbers or self.ranges or self.everything)


@dataclass(slots=True)
class Known:
    """What is known where a sentence stands: the report's numbers, if any, and what was spoken of before.

    `latest` are those spoken of last, `named` all of which something has been said.

    `only` is the one recommendation that the memo itself is about, where its headings show no other.
    """

    numbers: Sequence[str]
    only: str | None = None
    section: str | None = None
    latest: Meant = field(default_factory=Meant)
    named: set[str] = field(default_factory=set)

    def meant(self, subject: Subject) -> Meant:
        """The recommendations that a subject means here. One of several is nothing that can be told."""
        found = self._meant(subject)
        if found:
            self.latest = found
        return found

    def _meant(self, subject: Subject) -> Meant:
        match subject.whom:
            case Whom.NAMED:
                found = _resolved(subject, self.numbers)
            case Whom.ALL:
                found = Meant(_without(self.numbers, subject.without)) if self.numbers else _everything(subject)
            case Whom.REST:
                found = Meant(_without(self.numbers, {*self.named, *subject.without})) if self.named else Meant()
            case Whom.BOTH:
                found = self._both()
            case Whom.THESE:
                found = self.latest
            case Whom.ONE:
                found = self._one()
            case Whom.PART:
                found = Meant()
        return found

    def _both(self) -> Meant:
        if len(self.numbers) == 2 or not self.numbers:
            return Meant(tuple(self.numbers), everything=not self.numbers)
        return self.latest if len(self.latest.numbers) == 2 else Meant()

    def _one(self) -> Meant:
        if self.section:
            return Meant((self.section,))
        if only := self.numbers[0] if len(self.numbers) == 1 else self.only:
            return Meant((only,))
        return self.latest if len(self.latest.numbers) == 1 and not self.latest.ranges else Meant()


def subjects(sentence: str) -> Iterator[Subject]:
    """The recommendations that a sentence speaks of, in its order."""
    at = 0
    while found := _SUBJECT.search(sentence, at):
        kind = str(found.lastgroup)
        at = found.end()
        numbers, ranges = _read(found.group(kind)) if kind in {"named", "bare"} else ((), ())
        without: tuple[str, ...] = ()
        if kind in {"all", "rest", "named"} and (excepted := _EXCEPT.search(sentence, at)):
            following = _SUBJECT.match(sentence, excepted.end())
            if following and following.group("named"):
                without = _read(following.group("named"))[0]
                # "All but 3 are closed" says nothing of 3; "all are closed but 3, which is …" does.
                at = following.end() if excepted.start() == at else at
        whom = Whom.NAMED if numbers or ranges else Whom[kind.upper()]
        yield Subject(whom, found.start(), at, numbers, ranges, without)


def _read(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Numbers and ranges of a list; the ends of a range are not among the numbers."""
    ones = list(_ONE.finditer(text))
    numbers, ranges = [one.group() for one in ones], []
    for above, below in pairwise(ones):
        if re.fullmatch(_UNTIL, text[above.end() : below.start()], re.IGNORECASE):
            ranges.append((above.group(), below.group()))
    ends = {end for pair in ranges for end in pair}
    return tuple(number for number in numbers if number not in ends), tuple(ranges)


def _resolved(subject: Subject, known: Sequence[str]) -> Meant:
    numbers = list(subject.numbers)
    for first, last in subject.ranges if known else ():
        low, high = counting_order(first), counting_order(last)
        numbers += [first, *(number for number in known if low < counting_order(number) < high), last]
    ordered = sorted(_without(dict.fromkeys(numbers), subject.without), key=counting_order)
    return Meant(tuple(ordered), () if known else subject.ranges)


def _everything(subject: Subject) -> Meant:
    return Meant() if subject.without else Meant(everything=True)


def _without(numbers: Collection[str], others: Collection[str]) -> tuple[str, ...]:
    return tuple(number for number in numbers if number not in others)
