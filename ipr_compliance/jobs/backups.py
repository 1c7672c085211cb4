"""Makes backups."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

from ipr_compliance.adapters import archives
from ipr_compliance.adapters.archives import Tell, unheard
from ipr_compliance.domain.backups import difference
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.jobs import stores
from ipr_compliance.program import Program

FORMAT = 1
"""Of the manifest; one that this program does not know is not restored."""


def back_up(program: Program, path: Path, tell: Tell = unheard) -> dict[str, Any]:
    """Write the whole store, of one moment, into a new file; answers its manifest.

    People may go on working meanwhile. The file has its name only once it has been read again and found to be right;
    nothing is left of one that has not. `tell` hears how far it is and may end it by raising. Refuses with Invalid.
    """
    try:
        with archives.new_file(path) as unfinished:
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
