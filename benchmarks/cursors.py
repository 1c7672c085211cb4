"""Reading every record through the API's cursor: what a page costs at the start and at the end, beside the floor.

    python -m benchmarks.cursors /tmp/bench --records 10000 --postgresql postgresql+psycopg://ipr@127.0.0.1/bench

Walks the whole list once, a page of the product and a page of the floor in turn, each served by one worker, and takes
the median of the workers' CPU over the first and over the last tenth of the pages. Ends with 1 where the last pages
cost more than 1.25 times the first ones, where a page costs more than twice the floor's, or where a record is missing
or comes twice.
"""

import argparse
import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import servers
from benchmarks.clients import Visitor
from benchmarks.pages import a_copy, made_and_loaded
from benchmarks.servers import Server

PAGES = 200
MOST_GROWTH, MOST_OF_FLOOR = 1.25, 2.0


@dataclass(frozen=True)
class Walk:
    """Milliseconds of each page, in the order of the list."""

    product: list[float]
    floor: list[float]

    def tenth(self, side: list[float], *, last: bool) -> float:
        """The median of the first or last tenth of the pages."""
        part = max(1, len(side) // 10)
        return statistics.median(side[-part:] if last else side[:part])

    @property
    def growth(self) -> float:
        """What a page costs at the end, by what one costs at the start."""
        return self.tenth(self.product, last=True) / self.tenth(self.product, last=False)

    @property
    def ratio(self) -> float:
        """What a page costs, by what it costs the floor."""
        return statistics.median(self.product) / statistics.median(self.floor)


def walked(server: Server, token: str, limit: int) -> Iterator[tuple[float, list[int]]]:
    """Each page's milliseconds and the numbers of its records."""
    visitor, cursor = Visitor(server.port, {"Authorization": f"Bearer {token}"}), ""
    address = f"/api/v1/recommendations?limit={limit}"
    visitor.ask(address.replace(f"limit={limit}", "limit=1"))  # the first one counts the whole list
    while cursor is not None:
        before = server.cpu()
        answer = visitor.ask(f"{address}&cursor={cursor}" if cursor else address)
        spent = server.cpu() - before
        page: dict[str, Any] = answer.json()
        cursor = page["next"]
        yield spent * 1000, [item["id"] for item in page["items"]]


def measured(folder: Path, records: int, url: str) -> Walk:
    """Walk both on a copy of the database. Raises SystemExit where a record is missing or comes twice."""
    made_and_loaded(folder, records, url)
    engine = sa.make_url(url).get_backend_name()
    token = json.loads((folder / f"office-{engine}.json").read_text(encoding="utf-8"))["token"]
    limit = min(500, max(1, records // PAGES))
    with (
        a_copy(url) as copy,
        servers.product(copy, folder, 1, 1).wait() as product,
        servers.floor(copy, folder, 1, 1).wait() as floor,
    ):
        both = list(zip(walked(product, token, limit), walked(floor, token, limit), strict=True))
    for side in (0, 1):
        seen = [number for pages in both for number in pages[side][1]]
        if len(seen) != records or len(set(seen)) != records:
            raise SystemExit(f"{len(seen)} records came, {len(set(seen))} of them different; there are {records}.")
    return Walk([ours[0] for ours, _theirs in both], [theirs[0] for _ours, theirs in both])


def main() -> None:
    """Measure each database and say what a page costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the files and the SQLite databases are kept")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--postgresql", default="", help="beginning of the address: _100000 and so on is added")
    parser.add_argument("--no-sqlite", action="store_true")
    asked = parser.parse_args()
    folder, failed = asked.folder / str(asked.records), False
    urls = [] if asked.no_sqlite else [f"sqlite:///{folder / 'tracker.sqlite3'}"]
    urls += [f"{asked.postgresql}_{asked.records}"] if asked.postgresql else []
    for url in urls:
        walk = measured(folder, asked.records, url)
        first, last = (walk.tenth(walk.product, last=end) for end in (False, True))
        print(  # noqa: T201 - what it is run for
            f"{sa.make_url(url).get_backend_name():<10} {asked.records:>7,} records, {len(walk.product)} pages: "
            f"{first:.1f} ms at the start, {last:.1f} ms at the end ({walk.growth:.2f} times), "
            f"{walk.ratio:.2f} times the floor's {statistics.median(walk.floor):.1f} ms"
        )
        failed = failed or walk.growth > MOST_GROWTH or walk.ratio > MOST_OF_FLOOR
    raise SystemExit(int(failed))


if __name__ == "__main__":
    main()
