"""Which recommendations a sentence speaks of: "recommendations 1 and 3", "1.1 through 4.1", "the first two", "both"."""

import re
from collections.abc import Sequence

from ipr_compliance.domain.extraction.openings import NUMBER
from ipr_compliance.domain.numbers import counting_order

_LISTED = re.compile(
    rf"\brecommendations?\s+(?:numbers?\s+|nos?\.\s+|#\s?)?((?:{NUMBER})(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and"
    rf"|or|through|to|thru)\s+|\s?[–—-]\s?)(?:recommendations?\s+)?(?:{NUMBER}))*)",
    re.IGNORECASE,
)
_ONE = re.compile(NUMBER)
_UNTIL = re.compile(r"\s+(?:through|thru|to)\s+|\s?[–—-]\s?", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)})\b(?=[^.;]{{0,60}}\brecommendations?\b)", re.IGNORECASE)
_COUNTED = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3})"
_ALL = re.compile(
    rf"\b(?:all|both|each|every)\s+(?:(?:of\s+)?(?:the|our|these|its|OIG[\u2019']s"
    rf"|GAO[\u2019']s)?\s*)(?:{_COUNTED}\s+)?(?:of\s+(?:the|our)\s+)?(?:findings and\s+)?recommendations?\b"
    rf"|\b(?:the|our|these|its|OIG[\u2019']s|GAO[\u2019']s)\s+(?:{_COUNTED}\s+)?(?:(?:findings"
    rf"|conclusions)(?:,)? and\s+)?recommendations\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:the|our|this|OIG[\u2019']s|GAO[\u2019']s)\s+(?:(?:one|sole|single)\s+)?recommendation\b(?!\s+\d)",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:other|remaining)\b[^.;]{0,30}\brecommendations?\b", re.IGNORECASE)
_THESE = re.compile(r"\bthese\s+(?:\w+\s+)?recommendations\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|other than|with the exception of)\b.*$", re.IGNORECASE)


def listed(text: str, numbers: Sequence[str]) -> list[str]:
    """The numbers that a text names after the word "recommendation", ranges filled in from those that there are."""
    named: list[str] = []
    for group in _LISTED.finditer(text):
        ones = list(_ONE.finditer(group.group(1)))
        for index, one in enumerate(ones):
            between = group.group(1)[ones[index - 1].end() : one.start()] if index else ""
            if index and _UNTIL.fullmatch(between):
                named += _between(ones[index - 1].group(), one.group(), numbers)
            else:
                named.append(one.group())
    return [number for number in dict.fromkeys(named) if number in numbers]


def spoken_of(text: str, numbers: Sequence[str], *, named_before: Sequence[str] = ()) -> list[str]:
    """The numbers of the recommendations that a part of a sentence is about; [] where it names none plainly."""
    excepted = _EXCEPT.search(text)
    if excepted:
        without = spoken_of(excepted.group(), numbers) if _ALL.search(text[: excepted.start()]) else []
        return [number for number in numbers if number not in without] if without else []
    named = listed(text, numbers)
    if named:
        return named
    places = [_ORDINALS.index(found.group(1).casefold()) for found in _ORDINAL.finditer(text)]
    if places:
        return [numbers[place] for place in places if place < len(numbers)]
    if _OTHERS.search(text):
        return [number for number in numbers if number not in named_before] if named_before else []
    return _together(text, numbers, named_before)


def _together(text: str, numbers: Sequence[str], named_before: Sequence[str]) -> list[str]:
    """Those that a text speaks of as "these", "all" or "the recommendation"."""
    if _THESE.search(text) and named_before:
        return list(named_before)
    return list(numbers) if _ALL.search(text) or (len(numbers) == 1 and _ONLY.search(text)) else []


def _between(first: str, last: str, numbers: Sequence[str]) -> list[str]:
    low, high = counting_order(first), counting_order(last)
    return [number for number in numbers if low <= counting_order(number) <= high]
