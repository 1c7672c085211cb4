"""Long work on a table that was handed in: asked for, one piece at a time."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session

from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Conflict
from ipr_compliance.models import ImportBatch
from ipr_compliance.queries import imports as batches
from ipr_compliance.services import work
from ipr_compliance.services.orders import Told

CHECK, ACCEPT, UNDO = "import-check", "import-accept", "import-undo"
KINDS = {CHECK: "Check of {}", ACCEPT: "Import of {}", UNDO: "Undoing the import of {}"}
"""The kinds of work, and what each is called."""

_batch = ImportBatch.__table__  # type: ignore[attr-defined]


def ask(
    session: Session, by: Asker, batch_id: int, kind: str, *, now: datetime, zone: ZoneInfo, **more: str | None
) -> int:  # fmt: skip
    """Ask for a piece of work on a table; answers its number. Refuses with Conflict while another one goes on."""
    name, table, number = session.connection().execute(
        sa.select(_batch.c.file_name, _batch.c.kind, _batch.c.work_id).where(_batch.c.id == batch_id)
    ).one()  # fmt: skip
    refuse_while_under_way(batches.work_on(session.connection(), number))
    title = KINDS[kind].format(name)[:200]
    asked = {"batch": batch_id, "table": table, "zone": zone.key, **more}
    work_id = work.ask(session, by, kind, title, asked, now=now)
    session.connection().execute(sa.update(_batch).where(_batch.c.id == batch_id).values(work_id=work_id))
    return work_id


def refuse_while_under_way(under_way: Row[tuple[object, ...]] | None) -> None:
    """Refuses with Conflict where a piece of work on the table is not over."""
    if under_way is not None and not under_way.state.is_over:
        raise Conflict(f"“{under_way.title}” is still under way; wait for it, or stop it.")


def key_of(asked_for: Row[tuple[object, ...]]) -> str | None:
    """The key of the call that asked for a piece of work, by which it is known when it is sent again."""
    key: str | None = json.loads(asked_for.asked).get("key")
    return key


def part(tell: Told, first: int, last: int) -> Told:
    """Tells the percents of a part as percents of the whole."""
    return lambda percent: tell(first + percent * (last - first) // 100)
