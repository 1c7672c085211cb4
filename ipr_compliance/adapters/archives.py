"""A backup as one file: a ZIP with the copied database and a manifest, which ends with the digest of all before it."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ipr_compliance.domain.refusal import Invalid

MANIFEST, STORE = "manifest.json", "store"
UNFINISHED = ".part"
TOLD = {"format", "program", "engine", "taken_at", "schema", "tables", "history", "files"}
"""What a manifest says, at least."""

Tell = Callable[[str], object]
"""Is told how far a thing is, in a few words; it may end it by raising."""

_DIGEST_LENGTH = 64  # SHA-256 in hexadecimal, which stands in the ZIP's comment: its last bytes
_LARGEST_MANIFEST = 16 * 1024**2
_AT_ONCE = 1024**2


def unheard(_far: str) -> None:
    """Nobody wants to know how far it is."""


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """An empty file beside `path` that only its owner may read; it becomes `path` at the end, or is gone.

    Raises Invalid where something has that name, before anything is made and at the end again.
    """
    if path.exists() or path.is_symlink():
        raise _is_there(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=UNFINISHED, dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        _reaches_the_disk(unfinished)
        _name(unfinished, path)
        _reaches_the_disk(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _is_there(path: Path) -> Invalid:
    return Invalid(f"{path} is there already; a backup replaces no file. Choose another name.", field="file")


def _name(unfinished: Path, path: Path) -> None:
    try:
        os.link(unfinished, path)  # refuses a name that is taken, which a rename would replace
    except FileExistsError as problem:
        raise _is_there(path) from problem
    except OSError:  # a disk that knows no second names
        unfinished.rename(path)


def _reaches_the_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing(path: Path) -> Iterator["Writer"]:
    """Write an archive into that file; it counts as one only when the block has ended well."""
    with zipfile.ZipFile(path, "w", allowZip64=True) as archive:
        archive.comment = b"0" * _DIGEST_LENGTH
        yield Writer(archive)
    _seal(path)


class Writer:
    """An archive that is being made."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def store(self, *, compressed: bool) -> Iterator[IO[bytes]]:
        """Where the copied database is written to; `compressed` where that is left to the archive."""
        entry = zipfile.ZipInfo(STORE)
        entry.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        # Bigger than 4 GiB is possible, which the archive wants to know beforehand.
        with self._archive.open(entry, "w", force_zip64=True) as file:
            yield file

    def manifest(self, told: Mapping[str, Any]) -> None:
        """What the copy is, in JSON."""
        self._archive.writestr(MANIFEST, json.dumps(told, indent=1, sort_keys=True))


def _seal(path: Path) -> None:
    digest = _digest(path)
    with path.open("r+b") as file:
        file.seek(-_DIGEST_LENGTH, os.SEEK_END)
        file.write(digest)


def _digest(path: Path) -> bytes:
    """The digest of all but the last bytes, which hold it."""
    found, left = hashlib.sha256(), path.stat().st_size - _DIGEST_LENGTH
    with path.open("rb") as file:
        while left > 0 and (part := file.read(min(left, _AT_ONCE))):
            found.update(part)
            left -= len(part)
    return found.hexdigest().encode()


@contextmanager
def reading(path: Path) -> Iterator["Reader"]:
    """Open an archive. Raises Invalid, in a sentence, where it is none, or not whole and unaltered."""
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise Invalid(f"{path} is no backup, or its end is missing.", field="file")
        file.seek(-_DIGEST_LENGTH, os.SEEK_END)
        if file.read() != _digest(path):
            raise Invalid(f"{path} is damaged: it is not what was written. Take another backup.", field="file")
        with zipfile.ZipFile(file) as archive:
            yield Reader(path, archive)


class Reader:
    """An archive that is whole."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path, self._archive = path, archive

    def manifest(self) -> dict[str, Any]:
        """What the copy is. Raises Invalid where the archive is of another kind."""
        try:
            with self._archive.open(MANIFEST) as file:
                told = json.loads(file.read(_LARGEST_MANIFEST))
            self._archive.getinfo(STORE)
        except (KeyError, ValueError) as problem:
            raise self._of_another_kind() from problem
        if not isinstance(told, dict) or not told.keys() >= TOLD:
            raise self._of_another_kind()
        return told

    def _of_another_kind(self) -> Invalid:
        return Invalid(f"{self._path} is no backup of this program.", field="file")

    @contextmanager
    def store(self) -> Iterator[IO[bytes]]:
        """The copied database, as it was written."""
        with self._archive.open(STORE) as file:
            yield file


def copy(source: IO[bytes], target: IO[bytes], tell: Tell = unheard) -> None:
    """All bytes of one into the other; as they pass, it is said how many there were."""
    done = 0
    while part := source.read(_AT_ONCE):
        target.write(part)
        done += len(part)
        tell(f"{done // 1024**2} MB")


def clear(folder: Path, before: float) -> None:
    """Take away what unfinished backups have left there that were begun before an instant, in the system's seconds."""
    for left in folder.glob(f".*{UNFINISHED}"):
        if left.stat().st_mtime < before:
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()
