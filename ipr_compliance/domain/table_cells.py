"""Reads the cells of an imported table: text as somebody typed it becomes one of our facts, or a reason why not.

Every reader takes a cell that is not blank and refuses with ValueError, in a sentence.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from ipr_compliance.domain import numbers
from ipr_compliance.domain.addresses import is_address
from ipr_compliance.domain.aliases import as_compared
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import read_date, written_out
from ipr_compliance.domain.words import SENTENCES, Agreement, Status

Reader = Callable[[str], Any]
Word = TypeVar("Word", bound=StrEnum)

CELL_LIMIT = 100_000
DEFUSED = re.compile(r"'+[=+\-@\t\r]")
"""What an export makes of a cell that a spreadsheet would take for a formula: one apostrophe more before it."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MONEY = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+|\d{1,14})(\.\d{1,2})?", re.ASCII)
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_MOST_DOLLARS = Decimal("999999999999.99")
_TRUE = frozenset({"1", "yes", "y", "true", "x"})
_FALSE = frozenset({"0", "no", "n", "false"})


def undefused(cell: str) -> str:
    """The cell as it was before an export defused it; all others are as they are."""
    return cell[1:] if cell.startswith("'") and DEFUSED.match(cell) else cell


def folded(words: str) -> str:
    """Words as they are compared: without regard to case, spaces, dashes and other punctuation."""
    return re.sub(r"[\W_]+", "-", words.casefold()).strip("-")


def text(limit: int) -> Reader:
    """Reads text of several lines."""

    def read(cell: str) -> str:
        if not cell.isprintable() and _CONTROL.search(cell):
            raise ValueError("The cell holds a control character, which no text has; remove it.")
        if len(cell) > limit:
            raise ValueError(f"The text is {len(cell):,} characters long; at most {limit:,} can be kept.")
        return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell

    return read


def line(limit: int) -> Reader:
    """Reads text of one line; line breaks and runs of spaces become one space."""
    within = text(CELL_LIMIT)

    def read(cell: str) -> str:
        words = " ".join(within(cell).split())
        if len(words) > limit:
            raise ValueError(f"The text is {len(words):,} characters long; at most {limit:,} can be kept.")
        return words

    return read


_number = line(60)


def report_number(cell: str) -> str:
    """Reads the number of a report."""
    return numbers.report_number(_number(cell))


def word(kind: type[Word]) -> Callable[[str], Word]:
    """Reads one of the office's words, as in files or as on pages."""
    known = {folded(one.value): one for one in kind} | {folded(SENTENCES[one]): one for one in kind}

    def read(cell: str) -> Word:
        found = known.get(folded(cell))
        if found is None:
            raise ValueError(f"“{cell}” is not one of our words, which are {', '.join(kind)}. Translate it.")
        return found

    return read


agreement = word(Agreement)
status = word(Status)
day = lru_cache(maxsize=20_000)(read_date)


def past_day(today: date) -> Callable[[str], date]:
    """Reads the date of something that has happened: not one in the future."""

    def read(cell: str) -> date:
        found = day(cell)
        if found > today:
            raise ValueError(f"{written_out(found)} lies in the future.")
        return found

    return read


def component(tree: Tree, names: Mapping[str, str]) -> Callable[[str], str]:
    """Reads which component is meant: by its code without regard to case, or by a name that stands for its code."""
    known = {as_compared(name): code for name, code in names.items()}

    def read(cell: str) -> str:
        found = tree.find(cell)
        code = found.code if found else known.get(as_compared(cell))
        if code is None:
            raise ValueError(f"There is no component {cell}; add it first, or translate the word.")
        return code

    return read


def dollars(cell: str) -> Decimal:
    """US dollars with at most two places, with or without a dollar sign and commas; never negative."""
    found = _MONEY.fullmatch(cell)
    if found is None:
        raise ValueError(f"“{cell}” is not an amount in dollars such as 1234.50 or $1,234.50.")
    amount = Decimal(found[1].replace(",", "") + (found[2] or "")).quantize(Decimal("0.01"))
    if amount > _MOST_DOLLARS:
        raise ValueError(f"“{cell}” is more than can be kept, $999,999,999,999.99.")
    return amount


def yes_or_no(cell: str) -> bool:
    """A mark: 1, yes or true; 0, no or false."""
    said = cell.casefold()
    if said not in _TRUE | _FALSE:
        raise ValueError(f"“{cell}” is neither yes nor no; write 1 or 0.")
    return said in _TRUE


def email(cell: str) -> str:
    """An e-mail address."""
    if not is_address(cell) or not _EMAIL.fullmatch(cell):
        raise ValueError(f"“{cell}” is not an e-mail address.")
    return cell
