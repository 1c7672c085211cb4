"""Makes backups: one when asked, and one each night where a folder is set."""

import logging
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ipr_compliance.adapters import archives
from ipr_compliance.adapters.archives import Tell, unheard
from ipr_compliance.domain.backups import TRY_AGAIN_AFTER, Keep, day_of, difference, file_name, flaws, kept
from ipr_compliance.domain.refusal import Invalid, Refused
from ipr_compliance.jobs import stores
from ipr_compliance.program import Program
from ipr_compliance.queries import backups as told
from ipr_compliance.services import job_runs

log = logging.getLogger(__name__)

FORMAT = 1
"""Of the manifest; one that this program does not know is not restored."""


def back_up(program: Program, path: Path, tell: Tell = unheard) -> dict[str, Any]:
    """Write the whole store, of one moment, into a new file; answers its manifest.

    People may go on working meanwhile. The file has its name only once it has been read again and found to be right;
    nothing is left of one that has not. `tell` hears how far it is and may end it by raising. Refuses with Invalid.
    """
    try:
        with stores.used(program.database), archives.new_file(path) as unfinished:
            manifest = _write(program, unfinished, tell)
            tell("Reading it again")
            _check(program, unfinished, manifest)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise Invalid(f"{path} could not be written: {reason}. Nothing is left of it.", field="file") from problem
    return manifest


def _write(program: Program, unfinished: Path, tell: Tell) -> dict[str, Any]:
    database = program.database
    engine = stores.of(database)
    # One transaction sees one moment: what is measured, and what is copied.
    with archives.writing(unfinished) as archive, database.reading() as connection:
        tell("Reading")
        manifest = {
            "format": FORMAT, "program": version("ipr-compliance"), "engine": stores.engine(database),
            "taken_at": program.now().isoformat(), **stores.meaning(connection),
            **stores.content(database, connection),
        }  # fmt: skip
        with archive.store(compressed=engine.COMPRESSED) as target:
            engine.dump(connection, target, unfinished.parent, lambda far: tell(f"Copying: {far}"))
        archive.manifest(manifest)
    return manifest


def _check(program: Program, unfinished: Path, manifest: dict[str, Any]) -> None:
    with archives.reading(unfinished) as archive, archive.store() as store:
        found = stores.of(program.database).digests_of(store, unfinished.parent)
        differs = difference(manifest, archive.manifest()) or difference(manifest["tables"], found)
    if differs:
        raise Invalid(f"What was written is not what is in the database ({differs}), so it was thrown away. Try again.")


class _Stopped(Exception):
    """This process has to end."""


def nightly(program: Program, stopping: Callable[[], bool]) -> None:
    """Make the day's backup, unless no folder is set or it is there; older ones go by the rule that the office has set.

    One that fails is tried again after an hour; pages, `ipr check` and the metrics tell of it.
    """
    folder = program.settings.backup_dir
    now, local = program.now(), program.clock.local()
    with program.database.reading() as connection:
        last = told.last(connection)
    if folder is None or last.has(local.date()) or (last.failed and now - last.failed < TRY_AGAIN_AFTER):
        return

    def tell(_far: str) -> None:
        if stopping():
            raise _Stopped

    job, path = told.MADE, folder / file_name(local)
    try:
        manifest = back_up(program, path, tell)
        log.info("backup=%s", path)
        for flaw in flaws(manifest):
            log.error("backup=%s %s", path, flaw)
    except _Stopped:
        return
    except Refused as problem:
        log.error("backup failed: %s", problem)  # noqa: TRY400 - the sentence says what is wrong
        job = told.FAILED
    with program.database.transaction(recorded=False) as session:
        job_runs.ran(session, job, for_day=local.date(), begun=now)
    if job is told.MADE:
        _take_away(program, folder)


def _take_away(program: Program, folder: Path) -> None:
    days = {file: day for file in folder.iterdir() if file.is_file() and (day := day_of(file.name))}
    keeping = kept(days.values(), Keep(*program.settings.backups_kept))
    try:
        for file in (file for file, day in days.items() if day not in keeping):
            file.unlink()
            log.info("backup=%s taken away", file)
        archives.clear(folder, (program.now() - timedelta(days=1)).timestamp())
    except OSError as problem:
        log.warning("an older backup stays: %s", problem)
