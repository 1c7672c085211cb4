"""Restores a backup into an empty place, whole or not at all, and so that it tells nobody anything twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ipr_compliance import schema
from ipr_compliance.adapters import archives
from ipr_compliance.adapters.archives import Reader, Tell, unheard
from ipr_compliance.domain.backups import difference
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.jobs import stores
from ipr_compliance.jobs.appointments import APPOINTMENTS, keep
from ipr_compliance.jobs.backups import FORMAT
from ipr_compliance.jobs.leadership import lead
from ipr_compliance.program import Program
from ipr_compliance.services import job_runs, restored


@dataclass(frozen=True)
class Restored:
    """What was restored, how many messages wait for a person's word, and what could not be planned, with the reason."""

    manifest: Mapping[str, Any]
    held: int
    unplanned: Mapping[str, str]


def restore(program: Program, path: Path, *, moved: bool = False, tell: Tell = unheard) -> Restored:
    """Put a backup into the empty place that the settings name, and bring its schema to the newest.

    All that was due to be told by now is held for a person's word, since the original may have told it after the
    backup; with `moved` nothing was sent since, and the outbox goes on where it was. Refuses with Invalid or Conflict,
    and leaves the place empty.
    """
    tell("Reading the backup")
    with archives.reading(path) as archive:
        manifest = archive.manifest()
        taken_at = _readable(manifest, program)
        # Nobody sends from the place before it is as it is to be.
        with stores.used(program.database), lead(program.database) as held:
            if held is None:
                raise Conflict("A scheduler runs on this database. Stop it and the web server, then restore.")
            return _fill(program, archive, manifest, taken_at, moved=moved, tell=tell)


def _fill(
    program: Program, archive: Reader, manifest: Mapping[str, Any], taken_at: datetime, *, moved: bool, tell: Tell
) -> Restored:
    tell("Loading")
    with archive.store() as store, stores.of(program.database).place(program.database, store) as database:
        inside = replace(program, database=database)
        tell("Comparing with what was backed up")
        _compare(inside, manifest)
        tell("Planning what was due")
        return _settle(inside, manifest, taken_at, moved=moved)


def _readable(manifest: Mapping[str, Any], program: Program) -> datetime:
    """When it was taken. Raises Invalid, in a sentence, where it cannot be restored here."""
    if manifest["format"] != FORMAT:
        raise Invalid("This backup has a form that this program does not know; use the version that it was made by.")
    here, there = stores.engine(program.database), str(manifest["engine"])
    if here != there:
        raise Invalid(
            f"This backup is of a store on {stores.SPOKEN.get(there, there)}, and IPR_DATABASE_URL names one on "
            f"{stores.SPOKEN[here]}. A backup is restored on the engine that it was taken from."
        )
    if not schema.knows(str(manifest["schema"])):
        raise Invalid(
            f"This backup was made by a newer program: {manifest['program']}, schema {manifest['schema']}. Install "
            "that version or a newer one, then restore."
        )
    return datetime.fromisoformat(manifest["taken_at"])


def _compare(program: Program, manifest: Mapping[str, Any]) -> None:
    with program.database.reading() as connection:
        found = stores.content(program.database, connection)
    differs = difference({name: manifest[name] for name in found}, found)
    if not differs:
        schema.migrate(program.database)
        with program.database.reading() as connection:
            found = stores.meaning(connection)
        differs = difference({name: manifest[name] for name in found}, found)
    if differs:
        raise Invalid(f"What was restored is not what was backed up ({differs}). The place is empty as before.")


def _settle(program: Program, manifest: Mapping[str, Any], taken_at: datetime, *, moved: bool) -> Restored:
    now = program.now()
    with program.database.transaction(recorded=False) as session:
        restored.release(session, now=now)
    if moved:
        return Restored(manifest, 0, {})
    # What has fallen due since the backup may have been told by the original: planned here, it counts as told, too.
    unplanned = {appointment.job: reason for appointment in APPOINTMENTS if (reason := _planned(program, appointment))}
    day = written_out(taken_at.astimezone(program.clock.zone).date())
    reason = (
        f"Held when the backup of {day} was restored: the tracker that it is a copy of may have sent this since. "
        "“Try again” sends it."
    )
    with program.database.transaction(recorded=False) as session:
        return Restored(manifest, restored.hold(session, reason, now=now), unplanned)


def _planned(program: Program, appointment: Any) -> str | None:
    """Plan what it was due to; where that fails, answers why: it counts as done, and the restoring goes on."""
    try:
        keep(program, appointment)
    except Exception as problem:  # noqa: BLE001 - a report that cannot be drawn must not keep an office from its records
        day = appointment.newest(program.clock.local())
        with program.database.transaction(recorded=False) as session:
            job_runs.ran(session, appointment.job, for_day=day, begun=program.now())
        return str(problem) or type(problem).__name__
    return None
