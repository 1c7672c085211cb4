"""The office's own rules, as an administrator has set them."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.office import NAMES, OfficeRules
from ipr_compliance.models import OfficeSetting
from ipr_compliance.queries.kept import Kept

_setting = OfficeSetting.__table__  # type: ignore[attr-defined]

_KEPT = sa.select(_setting.c.name, _setting.c.value).where(_setting.c.name.in_(tuple(NAMES)))
UPDATE_DAYS = sa.select(_setting.c.value).where(_setting.c.name == "update_days").scalar_subquery()
"""The length of the clock of status updates as it is kept, to be read with another question; nothing where it is not
set."""


_RULES: Kept[OfficeRules] = Kept(8)


def update_days(kept: str | None) -> int:
    """That length in days. Raises Invalid where what is kept cannot be read."""
    return OfficeRules.read({"update_days": kept or ""}).lengths.update_days


def kept(connection: Connection) -> dict[str, str]:
    """What is set, by name, as it is kept; what is not set is absent."""
    return {name: value for name, value in connection.execute(_KEPT)}  # noqa: C416 - a row is no pair to dict()


def rules(connection: Connection) -> OfficeRules:
    """The rules that hold. Raises Invalid where what is kept cannot be read: a wrong length is never guessed."""
    return _RULES.get(connection, (), lambda: OfficeRules.read(kept(connection)))
