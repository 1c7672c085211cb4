"""The legal reference and the definition of each line of the semiannual tables, as printed beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ipr_compliance.domain.semiannual import Line, Table


@dataclass(frozen=True)
class Wording:
    """What a line is called, where the law asks for it, and what is counted in it."""

    title: str
    law: str
    definition: str


HEADINGS: Mapping[Table, str] = {
    Table.QUESTIONED_COSTS: "Reports with questioned costs",
    Table.BETTER_USE: "Reports with recommendations that funds be put to better use",
}

_PARAGRAPH = {Table.QUESTIONED_COSTS: "8", Table.BETTER_USE: "9"}
_AMOUNT = {Table.QUESTIONED_COSTS: "questioned costs", Table.BETTER_USE: "funds to be put to better use"}

_TITLES = {
    Line.A: "A. No management decision when the period began",
    Line.B: "B. Issued in the period",
    Line.CORRECTIONS: "of B: corrections of earlier reports",
    Line.C: "C. Management decision made in the period",
    Line.AGREED: "of C: agreed",
    Line.NOT_AGREED: "of C: not agreed",
    Line.D: "D. No management decision when the period ended",
}
_PARTS = {
    Line.A: "(A)", Line.B: "(B)", Line.C: "(C)", Line.AGREED: "(C)(i)", Line.NOT_AGREED: "(C)(ii)", Line.D: "(D)",
}  # fmt: skip
_NOW = {
    Line.B: "405(b)(5)(B)", Line.C: "405(b)(5)(B) and (6)", Line.AGREED: "405(b)(6)", Line.NOT_AGREED: "405(b)(6)",
    Line.D: "405(b)(5)(B)",
}  # fmt: skip
_DEFINITIONS = {
    Line.A: "Issued before the period; the last recommendation was undecided the day before it. Last period's D.",
    Line.B: "Issued on a day of the period, valued at its end or on the day of decision, with the corrections below.",
    Line.CORRECTIONS: "Amounts of line A that were edited in the period, and those that came from or went to another "
    "component.",
    Line.C: "The last recommendation of the report was decided on a day of the period; valued on that day.",
    Line.AGREED: "What the decisions say management agrees to.",
    Line.NOT_AGREED: "The rest; a decision that names no amount agrees to none.",
    Line.D: "A and B without C: the last recommendation of the report is undecided on the period's last day.",
}

TERMS: Mapping[Table, tuple[tuple[str, str], ...]] = {
    Table.QUESTIONED_COSTS: (
        (
            "Questioned cost",
            (
                "A cost that the OIG questions as a violation, as not supported when audited, or as unnecessary or "
                "unreasonable (5 U.S.C. 405(a)(4))."
            ),
        ),
        (
            "Unsupported cost",
            "The part of the questioned costs that was not supported by adequate documentation (5 U.S.C. 405(a)).",
        ),
    ),
    Table.BETTER_USE: (
        (
            "Funds to be put to better use",
            "What could be used more efficiently if management carried out the recommendation (5 U.S.C. 405(a)(5)).",
        ),
        (
            "Management decision",
            (
                "Management's evaluation of the findings and its final decision on them (5 U.S.C. 405(a)(3)). Here: "
                "the first acceptance of the plan by the OIG or, where none came before, the closing."
            ),
        ),
        (
            "Final action",
            (
                "The completion of all actions that the decision calls necessary (5 U.S.C. 405(a)(2)). Here: the "
                "closing by the OIG."
            ),
        ),
    ),
}


def wording(table: Table, line: Line) -> Wording:
    """The words of one line."""
    if line is Line.CORRECTIONS:
        return Wording(_TITLES[line], "No paragraph of its own", _DEFINITIONS[line])
    law = f"5 U.S.C. 405(b)({_PARAGRAPH[table]}){_PARTS[line]} before P.L. 117-263"
    if line in _NOW:
        law += f"; since then {_NOW[line]}"
    return Wording(_TITLES[line], law, _DEFINITIONS[line])


def amount_in_words(table: Table) -> str:
    """What the amounts of a table are called."""
    return _AMOUNT[table]
