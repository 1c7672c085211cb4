"""The benchmark's office with a few recommendations, made and imported once for each engine."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks import data, load
from ipr_compliance.clock import FixedClock
from ipr_compliance.database import Database
from ipr_compliance.schema import migrate
from tests.setup.databases import Databases

DAY = date(2026, 11, 24)
RECORDS = 200

_tokens: dict[bool, str] = {}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    data.write(folder, RECORDS, DAY)
    return folder


@pytest.fixture(scope="session")
def right(made: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((made / "answers.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def database_url(databases: Databases, made: Path, clock: FixedClock) -> Iterator[str]:
    def fill(database: Database) -> None:
        migrate(database)
        _tokens[database.is_sqlite] = load.add_office(database, clock)
        for kind in ("recommendations", "updates"):
            load.import_file(database, made / f"{kind}-1.csv", clock, updates=kind == "updates")

    with databases.copy_of("benchmark", fill) as url:
        yield url


@pytest.fixture
def token(database: Database) -> dict[str, str]:
    return {"Authorization": f"Bearer {_tokens[database.is_sqlite]}"}
