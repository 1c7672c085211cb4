"""Tables in memos that say where each recommendation stands: "1 | Closed", a number and a status in a line."""

import re
from collections.abc import Collection, Iterator, Sequence

from ipr_compliance.domain.extraction import Read
from ipr_compliance.domain.extraction.pages import Line
from ipr_compliance.domain.memos.statements import STANDINGS, STATUS
from ipr_compliance.domain.memos.subjects import NUMBER
from ipr_compliance.domain.words import Status

_NUMBERED = rf"\W{{0,4}}(?:(?:OIG\s+)?Recommendation\s+)?(?:No\.?\s*|#\s?)?(?P<number>{NUMBER})"
_CELL = re.compile(rf"{_NUMBERED}\W*", re.IGNORECASE)
_ROW = re.compile(rf"{_NUMBERED}[\s|:–—-]+(?P<rest>[A-Za-z].{{0,80}})", re.IGNORECASE)
_AROUND = " \t|*_.:"


def standings(lines: Sequence[Line], known: Collection[str]) -> Iterator[tuple[str, Read[Status]]]:
    """Each row's number and status, in order. Where numbers are known, a row has one of them.

    One such line by itself is no table, and may be anything.
    """
    found = [row for row in _rows(lines) if not known or row[0] in known]
    if len({number for number, _status in found}) > 1:
        yield from found


def _rows(lines: Sequence[Line]) -> Iterator[tuple[str, Read[Status]]]:
    for above, line in zip([None, *lines], lines, strict=False):
        if "|" in line.text:
            first, *cells = (cell for cell in line.text.strip(_AROUND).split("|"))
            number, words = _CELL.fullmatch(first.strip()), line.text
        elif row := _ROW.fullmatch(line.text):
            number, cells, words = row, [row.group("rest")], line.text
        else:  # a cell in each line, as the text of a PDF has them
            number = _CELL.fullmatch(above.text) if above is not None and above.page == line.page else None
            cells, words = [line.text], f"{above.text if above else ''} {line.text}"
        told = [status for cell in cells if (status := _status(cell)) is not None] if number else []
        if number and len(set(told)) == 1:
            yield number.group("number"), Read(told[0], line.page, words)


def _status(cell: str) -> Status | None:
    """The status that a cell holds and nothing besides."""
    word = STATUS.fullmatch(cell.strip(_AROUND))
    return STANDINGS.get(str(word.lastgroup)) if word else None
