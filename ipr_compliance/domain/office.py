"""What the office sets for itself: the lengths of its clocks, and its rules for extensions."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Self

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.extensions import LIMIT, REASONS
from ipr_compliance.domain.refusal import Invalid

DAYS, MONTHS, GRANTED = range(1, 3651), range(1, 121), range(21)
"""What a length and the limit of granted extensions may be."""

MOST_REASONS, LONGEST_REASON = 30, 100


@dataclass(frozen=True)
class OfficeRules:
    """The office's own rules; each stands at its default until an administrator sets another."""

    lengths: Lengths = field(default_factory=Lengths)
    extension_limit: int = LIMIT
    extension_reasons: tuple[str, ...] = REASONS

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Self:
        """From what is kept or was typed, by name; what is absent or blank stands at its default.

        Refuses with Invalid, naming the field, what is no number, out of range, or not among the rules.
        """
        for name in values.keys() - NAMES.keys():
            raise Invalid(f"“{name}” is not a rule of the office.", field=name)
        given = {name: text for name, text in values.items() if text.strip()}
        lengths = {one.name: _number(one.name, given[one.name]) for one in fields(Lengths) if one.name in given}
        rules = cls(Lengths(**lengths))
        limit = _number("extension_limit", given.get("extension_limit", str(rules.extension_limit)))
        reasons = _reasons(given["extension_reasons"]) if "extension_reasons" in given else rules.extension_reasons
        return cls(rules.lengths, limit, reasons)

    def as_text(self) -> dict[str, str]:
        """As it is kept and typed: numbers in digits, the reasons one a line."""
        numbers = {**asdict(self.lengths), "extension_limit": self.extension_limit}
        return {name: str(value) for name, value in numbers.items()} | {
            "extension_reasons": "\n".join(self.extension_reasons)
        }


NAMES: Mapping[str, str] = {
    "response_days": "Management response",
    "resolution_months": "Resolution",
    "final_action_months": "Final action",
    "closeout_days": "Closeout letter",
    "update_days": "Status update",
    "window_months": "Window of a report",
    "extension_limit": "Extensions before the departmental liaison decides",
    "extension_reasons": "Reasons for an extension",
}
"""Every rule by the name under which it is kept, with what people call it."""


def _number(name: str, text: str) -> int:
    allowed, unit = GRANTED, ""
    if name.endswith("_days"):
        allowed, unit = DAYS, " of days"
    if name.endswith("_months"):
        allowed, unit = MONTHS, " of months"
    # Not int() alone, which also reads "1_0" and digits of other scripts.
    if not re.fullmatch(r"[0-9]{1,4}", text.strip()) or int(text) not in allowed:
        raise Invalid(f"{NAMES[name]}: give a number{unit} from {allowed[0]} to {allowed[-1]:,}.", field=name)
    return int(text)


def _reasons(text: str) -> tuple[str, ...]:
    reasons = tuple(reason for line in text.splitlines() if (reason := " ".join(line.split())))
    where = "extension_reasons"
    if len(reasons) > MOST_REASONS:
        raise Invalid(f"Give at most {MOST_REASONS} reasons, one a line.", field=where)
    for reason in reasons:
        if len(reason) > LONGEST_REASON or not reason.isprintable():
            raise Invalid(f"A reason is one line of at most {LONGEST_REASON} characters: “{reason[:40]}…”", field=where)
    if len({reason.casefold() for reason in reasons}) < len(reasons):
        raise Invalid("A reason stands there twice.", field=where)
    return reasons
