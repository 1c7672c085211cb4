"""Where the time of each page goes: a profile of the product in one process, the largest parts first.

    python -m benchmarks.profiles /tmp/bench/100000 sqlite:////tmp/bench/100000/tracker.sqlite3 [--pages list]

The database is not written to, but must have the newest schema.
"""

import argparse
import cProfile
import json
import pstats
import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from benchmarks import load
from benchmarks.clients import Answer
from benchmarks.data import right_answers
from benchmarks.tasks import Task, all_tasks
from ipr_compliance.factory import create_app
from ipr_compliance.settings import Settings

SHOWN = 14
SECONDS = 3.0


class Visitor:
    """Asks the program in this process."""

    def __init__(self, client: FlaskClient, headers: dict[str, str] | None = None) -> None:
        self._client, self._headers = client, headers or {}

    def ask(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """As a server is asked."""
        with self._client.get(path, headers=self._headers | (headers or {})) as answer:
            return Answer(answer.status_code, {name.lower(): value for name, value in answer.headers}, answer.data)


def visitors(folder: Path, url: str) -> dict[str, Any]:
    """The viewer and the program, let in."""
    engine = sa.make_url(url).get_backend_name()
    office = json.loads((folder / f"office-{engine}.json").read_text(encoding="utf-8"))
    app = create_app(Settings(database_url=url, home=folder, secret_key="only for this measurement"))  # noqa: S106
    client = app.test_client()
    found = re.search('name="csrf_token" value="([^"]+)"', client.get("/login").text)
    form = {"email": office["people"][0], "password": office["password"], "csrf_token": found[1] if found else ""}
    if client.post("/login", data=form).status_code != 303:
        raise SystemExit("The viewer cannot log in.")
    token = {"Authorization": f"Bearer {office['token']}"}
    return {"viewer": Visitor(client), "api": Visitor(app.test_client(), token)}


def profiled(task: Task, who: Visitor) -> None:
    """Ask for a while and print where the time went, in milliseconds a request."""
    headers = {}
    if task.unchanged:
        headers = {"If-None-Match": who.ask(task.paths[0]).headers.get("etag", "")}
    for path in task.paths[:2]:
        who.ask(path, headers)
    started, count = time.process_time(), 0
    while time.process_time() - started < SECONDS / 3:
        who.ask(task.paths[count % len(task.paths)], headers)
        count += 1
    plain = (time.process_time() - started) * 1000 / count
    profile = cProfile.Profile()
    profile.enable()
    for number in range(count):
        who.ask(task.paths[number % len(task.paths)], headers)
    profile.disable()
    say(f"\n## {task.name}: {plain:.2f} ms of CPU a request without the profiler")
    stats: Any = pstats.Stats(profile)
    rows = [(own, whole, calls, *place) for place, (_, calls, own, whole, _callers) in stats.stats.items()]
    total = sum(row[0] for row in rows)
    for own, whole, calls, file, line, name in sorted(rows, reverse=True)[:SHOWN]:
        say(f"  {own / total:5.1%} own {whole / total:6.1%} with what it calls {calls / count:8.1f} times  "
            f"{_short(file)}:{line} {name}")  # fmt: skip
    say("  of our own, with what they call:")
    ours = [row for row in rows if "ipr_compliance" in row[3] or "templates" in row[3]]
    for _own, whole, calls, file, line, name in sorted(ours, key=lambda row: -row[1])[:SHOWN]:
        say(f"  {whole / total:6.1%} {calls / count:8.1f} times  {_short(file)}:{line} {name}")


def _short(file: str) -> str:
    return re.sub(r".*/(site-packages|lib/python3\.\d+|ipr_compliance|templates)/", r"\1/", file)


def say(text: str) -> None:
    """On the terminal."""
    print(text, flush=True)  # noqa: T201 - what it is run for


def main() -> None:
    """Profile what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("database")
    parser.add_argument("--pages", action="append", default=[])
    asked = parser.parse_args()
    found = visitors(asked.folder, asked.database)
    right = right_answers(asked.folder, datetime.now(load.ZONE).date())
    for task in all_tasks(right, found["api"]):
        if not asked.pages or any(part in task.name for part in asked.pages):
            profiled(task, found[task.who])


if __name__ == "__main__":
    main()
