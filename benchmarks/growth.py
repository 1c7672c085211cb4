"""What a page costs with 100,000 recommendations beside the same page with 1,000: the product in turns with itself.

    python -m benchmarks.growth /tmp/bench --postgresql postgresql+psycopg://ipr@127.0.0.1/bench

The speed of a machine changes in minutes, so two figures of `pages.py` that were taken a quarter of an hour apart say
little of growth. Both are served at once here, as `pages.py` serves the product beside the floor.
"""

import argparse
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from benchmarks import load, servers, tables
from benchmarks.clients import Generator
from benchmarks.data import right_answers
from benchmarks.pages import THREADS, a_copy, made_and_loaded, say, side
from benchmarks.tasks import Task, all_tasks
from benchmarks.turns import Bench, Result, Side
from benchmarks.updates import Updates

FEW, MANY, WORKERS = 1_000, 100_000, 1


@dataclass
class Office:
    """The product served on so many records, what is asked of it, and its updates."""

    side: Side
    tasks: dict[str, Task]
    updates: Updates
    url: str


def served(folder: Path, url: str, stack: ExitStack) -> Office:
    """Serve one, until the stack ends."""
    made_and_loaded(folder, int(folder.name), url)
    copy = stack.enter_context(a_copy(url))
    its = side(url, folder, stack.enter_context(servers.product(copy, folder, WORKERS, THREADS).wait()))
    tasks = all_tasks(right_answers(folder, datetime.now(load.ZONE).date()), its.visitors["api"])
    # Large files are made beside the pages; what follows a write is told by `pages.py`.
    pages = {
        task.name: replace(task, floor_paths=(), floor_status=task.status, same_page=False, limit=None)
        for task in tasks
        if not task.after_a_write and task.at_once > 1
    }
    return Office(its, pages, Updates(copy, load.MANAGED), copy)


def measured(folder: Path, urls: dict[int, str], turns: int, seconds: float) -> Iterator[Result]:
    """Each page, many records by few."""
    with ExitStack() as stack:
        few, many = (served(folder / str(records), urls[records], stack) for records in (FEW, MANY))
        of = {id(office.side): office for office in (few, many)}
        generator = Generator()
        stack.callback(generator.close)
        bench = Bench(
            many.side, few.side, generator, servers.Backends(many.url), lambda: None, turns=turns, seconds=seconds
        )
        for name, task in many.tasks.items():
            for office in (few, many):
                bench.check(office.side, office.tasks[name])
            yield bench.take_turns(
                task, lambda side, count, name=name: bench.batches(of[id(side)].tasks[name], side, count)
            )
        yield bench.take_turns(
            replace(Updates.TASK, limit=None), lambda side, count: of[id(side)].updates.batches(side, count)
        )
        for office in (few, many):
            office.updates.check()


def main() -> None:
    """Measure each database that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="that of `pages.py`")
    parser.add_argument("--postgresql", default="", help="beginning of the addresses: _1000 and so on is added")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.8, help="about how long a turn takes")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a run that is told to end ends its servers
    both = [{records: f"sqlite:///{asked.folder / str(records) / 'tracker.sqlite3'}" for records in (FEW, MANY)}]
    if asked.postgresql:
        both.append({records: f"{asked.postgresql}_{records}" for records in (FEW, MANY)})
    for urls in both:
        for result in measured(asked.folder, urls, asked.turns, asked.seconds):
            say(f"{urls[MANY].split(':')[0]:<20} {tables.line(result)}")


if __name__ == "__main__":
    main()
