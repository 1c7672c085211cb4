"""Databases for tests: the schema is made once by the migrations, and every test gets a copy of its own."""

import copy
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlmodel import Session

from ipr_compliance.database import Database
from ipr_compliance.schema import migrate

ENOUGH = 2 * 1024**3


def fast_folder() -> Path:
    """Memory where there is plenty of it: a commit that waits for a disk makes a test ten times slower."""
    memory = Path("/dev/shm")  # noqa: S108  # a folder with a name of its own is made in it
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ENOUGH else Path(tempfile.gettempdir())


class Databases(ABC):
    """The databases of one engine."""

    def __init__(self) -> None:
        self._told: dict[str, Any] = {}
        self._taken: set[str] = set()
        self._opened: dict[str, Database] = {}

    @contextmanager
    def copy_of(self, template: str, fill: Callable[[Database], Any]) -> Iterator[str]:
        """Give the address of a copy of what `fill` made the first time; afterwards the copy is gone."""
        if template not in self._told:
            self.create(template)
            database = Database(self.url(template))
            self._told[template] = fill(database)
            database.engine.dispose()
        name = next(name for name in map("copy_{}".format, count(1)) if name not in self._taken)
        self._taken.add(name)
        self.copy(template, name)
        try:
            yield self.url(name)
        finally:
            self.drop(name)
            self._taken.remove(name)

    @contextmanager
    def beginning_with(self, record: Callable[[Session], Any]) -> Iterator[tuple[str, Any]]:
        """Give the address of a database in which that is recorded, and a copy of what the recording answered.

        It is recorded once in a process: `record` is a function of a module, which it names the template after.
        """

        def fill(database: Database) -> Any:
            migrate(database)
            with database.transaction() as session:
                return record(session)

        template = f"{record.__module__}_{record.__qualname__}".replace(".", "_").lower()
        with self.copy_of(template, fill) as url:
            yield url, copy.deepcopy(self._told[template])

    @contextmanager
    def opened(self, url: str) -> Iterator[Database]:
        """Open a database. Statements that were compiled for an earlier one of that address need not be again.

        Nothing else of the earlier one is left: its connections were closed, and answers that were kept for its states
        are not found for this one, whose readers are told apart by an engine of their own.
        """
        if url not in self._opened:
            self._opened[url] = Database(url)
        database = copy.copy(self._opened[url])
        database._reader = database._reader.execution_options()
        try:
            yield database
        finally:
            database.engine.dispose()

    @abstractmethod
    def create(self, name: str) -> None:
        """Make an empty database."""

    @abstractmethod
    def copy(self, template: str, name: str) -> None:
        """Make a database that equals another one, to which nobody is connected."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Remove a database."""

    @abstractmethod
    def url(self, name: str) -> str:
        """Address of a database, as IPR_DATABASE_URL has it."""


class Files(Databases):
    """SQLite's databases: files in a folder."""

    def __init__(self, parent: Path) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ipr-sqlite-", dir=parent))

    def stop(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)

    def create(self, name: str) -> None:
        """SQLite makes the file when it is first opened."""

    def copy(self, template: str, name: str) -> None:
        """Copy the file; the last connection to the template folded its write-ahead log into it."""
        shutil.copyfile(self._file(template), self._file(name))

    def drop(self, name: str) -> None:
        """Remove the file and its write-ahead log."""
        for file in self.folder.glob(f"{name}.sqlite3*"):
            file.unlink()

    def url(self, name: str) -> str:
        """Address of the file."""
        return f"sqlite:///{self._file(name)}"

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"
