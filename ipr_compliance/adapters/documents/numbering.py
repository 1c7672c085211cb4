"""The numbers that Word puts before paragraphs, which stand nowhere in the document's text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ipr_compliance.adapters.documents.parts import Visitor

NO_LIST = "0"
_BULLET = "•"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_HIGHEST = 10_000


@dataclass
class Level:
    """How the paragraphs of one level of a list are numbered: from where, in what form, in what words ("%1.%2")."""

    start: int = 1
    form: str = "decimal"
    words: str = ""


class Numbering(Visitor):
    """Counts through the lists of a document; it is to be told its numbering and its styles before."""

    def __init__(self) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._list_of: dict[str, str] = {}
        self._starts_anew: set[str] = set()
        self._of_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._abstract = self._number = self._style = ""
        self._level = Level()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element of the numbering or of the styles begins."""
        value = attributes.get("val", "")
        match name:
            case "abstractNum":
                self._abstract = attributes.get("abstractNumId", "")
            case "lvl":
                self._level = Level()
                self._levels.setdefault(self._abstract, {})[_whole(attributes.get("ilvl"))] = self._level
            case "start":
                self._level.start = _whole(value)
            case "numFmt":
                self._level.form = value
            case "lvlText":
                self._level.words = value
            case "num":
                self._number = attributes.get("numId", "")
            case "abstractNumId":
                self._list_of[self._number] = value
            case "startOverride":
                self._starts_anew.add(self._number)
            case _:
                self._of_a_style(name, attributes)

    def _of_a_style(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("styleId", "")
        elif name in {"numId", "ilvl"} and self._style:
            number, level = self._of_style.get(self._style, (NO_LIST, 0))
            value = attributes.get("val", "")
            self._of_style[self._style] = (value, level) if name == "numId" else (number, _whole(value))

    def next(self, style: str, number: str, level: int) -> str:
        """What stands before the next paragraph of that style; nothing where it is in no list.

        Its own list and level count before those of its style, where it names any (not empty, not below 0).
        """
        styled, styled_level = self._of_style.get(style, (NO_LIST, 0))
        number, level = number or styled, styled_level if level < 0 else level
        if number == NO_LIST:
            return ""
        abstract = self._list_of.get(number, "")
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(number if number in self._starts_anew else abstract, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return _in_words(levels, counts, level)


def _in_words(levels: Mapping[int, Level], counts: Mapping[int, int], level: int) -> str:
    if levels[level].form == "bullet":
        return _BULLET

    def counted(mark: re.Match[str]) -> str:
        at = int(mark.group(1)) - 1
        described = levels.get(at, Level())
        return _written(counts.get(at, described.start), described.form)

    return re.sub(r"%([1-9])", counted, levels[level].words)


def _written(count: int, form: str) -> str:
    written = str(count)
    if 0 < count < _HIGHEST and form.endswith("Letter"):
        written = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif 0 < count < _HIGHEST and form.endswith("Roman"):
        written = _roman(count)
    elif form == "none":
        written = ""
    elif form == "decimalZero":
        written = written.zfill(2)
    return written.upper() if form.startswith("upper") else written


def _roman(count: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        times, count = divmod(count, value)
        written += letters * times
    return written


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else 0
