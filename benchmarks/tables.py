"""The results as a line and as the README's tables."""

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.turns import Result


def line(result: Result) -> str:
    """One page, while the run goes on."""
    (ours, floor), (more, less), (fast, faster) = result.cpu, result.database, result.rate
    database = f"  database {more:.2f} / {less:.2f}" if more or less else ""
    differs = "  (other words than the floor's)" if result.same_text is False else ""
    return (
        f"{result.name:36} {ours:9.2f} / {floor:9.2f} ms = {result.ratio:5.2f}{_judged(result.ratio, result.limit)}"
        f"  {fast:8.1f} / {faster:8.1f} a second = {fast / faster:4.2f}{database}{differs}"
    )


def _judged(ratio: float, limit: float | None) -> str:
    return "" if limit is None else f" (of {limit:g})" if ratio <= limit else f" (OVER {limit:g})"


def markdown(results: list[dict[str, Any]]) -> str:
    """The tables, one engine after the other."""
    parts = []
    for engine in dict.fromkeys(row["engine"] for row in results):
        rows = [row for row in results if row["engine"] == engine]
        parts += _tables({"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine], rows)
    return "\n".join(parts)


def _tables(engine: str, rows: list[dict[str, Any]]) -> list[str]:
    sizes = sorted({row["records"] for row in rows})
    by = {(row["name"], row["records"]): row for row in rows}
    names = list(dict.fromkeys(row["name"] for row in rows))
    heads = [f"{size:,}" for size in sizes]
    cpu = [
        f"**{engine}**, milliseconds of the workers' CPU a request, product / floor = ratio:",
        "",
        f"| page | {' | '.join(heads)} | at most | growth |",
        f"| --- |{' --: |' * len(sizes)} --: | --: |",
        *(
            f"| {name} | {' | '.join(_cpu(by.get((name, size))) for size in sizes)} | "
            f"{_limit(by, name, sizes)} | {_growth(by, name, sizes)} |"
            for name in names
        ),
        "",
    ]
    rates = [
        f"**{engine}**, requests a second, product / floor = ratio:",
        "",
        f"| page | {' | '.join(heads)} |",
        f"| --- |{' --: |' * len(sizes)}",
        *(f"| {name} | {' | '.join(_rate(by.get((name, size))) for size in sizes)} |" for name in names),
        "",
    ]
    if not any(max(row["database"]) for row in rows):
        return cpu + rates
    database = [
        f"**{engine}**, the same with the CPU of the database's own processes:",
        "",
        f"| page | {' | '.join(heads)} |",
        f"| --- |{' --: |' * len(sizes)}",
        *(f"| {name} | {' | '.join(_both(by.get((name, size))) for size in sizes)} |" for name in names),
        "",
    ]
    return cpu + database + rates


def _cpu(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    ratio = f"{row['ratio']:.2f}"
    over = row["limit"] is not None and row["ratio"] > row["limit"]
    return f"{_short(row['cpu'][0])} / {_short(row['cpu'][1])} = {f'**{ratio}**' if over else ratio}"


def _both(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    ours, floor = (row["cpu"][side] + row["database"][side] for side in (0, 1))
    return f"{_short(ours)} / {_short(floor)} = {ours / floor:.2f}"


def _rate(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    ours, floor = row["rate"]
    return f"{_short(ours)} / {_short(floor)} = {ours / floor:.2f}"


def _short(number: float) -> str:
    return f"{number:.2f}" if number < 10 else f"{number:.1f}" if number < 100 else f"{number:,.0f}"


def _limit(by: dict[Any, Any], name: str, sizes: list[int]) -> str:
    limits = {by[name, size]["limit"] for size in sizes if (name, size) in by}
    return ", ".join(f"{limit:g}" for limit in limits if limit is not None) or "–"


def _growth(by: dict[Any, Any], name: str, sizes: list[int]) -> str:
    known = [by[name, size]["cpu"][0] for size in sizes if (name, size) in by]
    return f"{known[-1] / known[0]:.1f}" if len(known) > 1 else "–"


if __name__ == "__main__":
    print(markdown(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))  # noqa: T201 - prints kept results again
