"""The forms of a recommendation's page: what each shows, and what came back with a refusal."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ipr_compliance.domain.offers import Deed
from ipr_compliance.domain.refusal import Refused

NOT_INPUT = frozenset({"csrf_token", "key", "seen"})
"""What a form carries for the page itself: `seen` is the newest entry of history that the person had before them."""

_WRITE_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def written_key(typed: Mapping[str, str]) -> str | None:
    """The key that the form came with; sent a second time it has no second effect."""
    key = typed.get("key", "")
    return key if _WRITE_KEY.fullmatch(key) else None


@dataclass(frozen=True)
class Returned:
    """A form that was sent and refused: which it was, what was typed, and why."""

    deed: Deed
    n: int
    typed: Mapping[str, str]
    problem: Refused | None = None
    version: int | None = None
    """The version of the record that the person had seen, where the form could be read."""

    @property
    def seen(self) -> int | None:
        """The newest entry that they had seen, where the form tells it."""
        typed = self.typed.get("seen", "")
        return int(typed) if re.fullmatch("[0-9]{1,10}", typed) else None


@dataclass(frozen=True)
class Forms:
    """What the templates ask about the forms of one page."""

    returned: Returned | None = None
    defaults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def is_open(self, deed: str, n: int = 0) -> bool:
        """Whether this is the form that came back."""
        return self.returned is not None and (self.returned.deed, self.returned.n) == (deed, n)

    def values(self, deed: str, n: int = 0) -> Mapping[str, Any]:
        """What stands in its fields: what was typed, or else what the record says."""
        if self.returned is not None and self.is_open(deed, n):
            return self.returned.typed
        return self.defaults.get(deed, _NOTHING)

    def problem(self, deed: str, n: int = 0) -> Refused | None:
        """The refusal that it came back with."""
        return self.returned.problem if self.returned is not None and self.is_open(deed, n) else None

    def key(self, deed: str, n: int = 0) -> str:
        """The form's own key: the one it came back with, or a new one."""
        came_with = self.returned and self.is_open(deed, n) and written_key(self.returned.typed)
        return came_with or str(uuid.uuid4())

    @staticmethod
    def prefix(deed: str, n: int = 0) -> str:
        """What the ids of its fields begin with; those of the update form, which is always there, with nothing."""
        if deed == Deed.UPDATE:
            return ""
        return f"{deed}-{n}-" if n else f"{deed}-"

    @property
    def place(self) -> str:
        """The id of the form that came back, where the person goes on."""
        if self.returned is None:
            return ""
        return f"{self.prefix(self.returned.deed, self.returned.n) or 'update-'}form"

    @property
    def summary(self) -> Refused | None:
        """The refusal for the summary on top of the page, with the id of the field that it leads to."""
        back = self.returned
        if back is None or back.problem is None:
            return None
        where = back.problem.field
        if where is not None and where not in {"version", "evidence"}:
            where = f"{self.prefix(back.deed, back.n)}{where}"
        return Refused(back.problem.message, field=where)
