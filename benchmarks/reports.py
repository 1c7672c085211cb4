"""Reports as files: seconds of computing and peak memory, beside the bare library writing as much.

    python -m benchmarks.reports --database sqlite:////tmp/bench/100000/tracker.sqlite3 --database postgresql+psycopg://…

The databases are full already (`benchmarks.load`). Each file is made in a process of its own, as the command makes it.
"Floor" is the floor of `pages.py`: hand-written SQL on the same database and the bare library. "Bare" is a process that
has the library alone and writes a file of the same columns and rows, which it gets as a CSV: csv and xlsxwriter
(`constant_memory`) row by row; typst compiles the same template with the same words.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ipr_compliance.domain.progress import Format, Kind

STREAMED = [
    (Kind.PROGRESS, Format.CSV), (Kind.PROGRESS, Format.XLSX), (Kind.PROGRESS, Format.JSON), (Kind.SAR, Format.CSV),
    (Kind.SAR, Format.XLSX), (Kind.GAO_IG, Format.CSV), (Kind.GAO_IG, Format.XLSX),
]  # fmt: skip
PRINTED = [(Kind.PROGRESS, Format.PDF)]
AT_MOST = 150
"""MB that a streamed file may need."""


def apart(*words: object) -> dict[str, float]:
    """Do one thing in a new process of this module; what it took, with the processes that it starts."""
    command = [sys.executable, "-m", "benchmarks.reports", "--one", *(str(word) for word in words)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603 - this module
    told: dict[str, float] = json.loads(done.stdout)
    return told


def peak(who: int) -> float:
    """The most memory in MB."""
    return resource.getrusage(who).ru_maxrss / 1024


def product(url: str, kind: str, form: str, output: str) -> None:
    """The product's own way."""
    from ipr_compliance.clock import Clock  # noqa: PLC0415 - the bare processes need none of it
    from ipr_compliance.database import Database  # noqa: PLC0415
    from ipr_compliance.domain.permissions import the_system  # noqa: PLC0415
    from ipr_compliance.queries import people  # noqa: PLC0415
    from ipr_compliance.services.orders import read_order  # noqa: PLC0415
    from ipr_compliance.services.progress import make  # noqa: PLC0415

    database, today = Database(url), Clock(datetime.now().astimezone().tzinfo).today()  # type: ignore[arg-type]
    with database.reading() as connection, Path(output).open("wb") as target:
        tree = people.tree(connection)
        by = the_system("benchmark", tree)
        order = read_order(connection, {"kind": kind}, by, tree, today)
        make(connection, by, tree, order, Format(form), target)


def words_of(url: str, kind: str, output: str) -> None:
    """What the product hands to typst, for `bare_pdf`."""
    from ipr_compliance.adapters import typesetting  # noqa: PLC0415

    def keep(document: Any, template: Path, **_more: Any) -> bytes:
        data = asdict(document)
        svgs = [picture.pop("svg") for picture in data["pictures"]]
        told = {"document": json.dumps(data), "svgs": json.dumps(svgs), "template": template.read_text()}
        return json.dumps(told).encode()

    typesetting.typeset = keep
    product(url, kind, "pdf", output)


def bare_csv(source: str, output: str) -> None:
    """The rows through csv."""
    with Path(source).open(newline="", encoding="utf-8") as rows, Path(output).open("w", newline="") as target:
        csv.writer(target).writerows(csv.reader(rows))


def bare_xlsx(source: str, output: str) -> None:
    """The rows through xlsxwriter."""
    from xlsxwriter import Workbook  # noqa: PLC0415  # type: ignore[import-untyped]

    with Path(source).open(newline="", encoding="utf-8") as rows, Workbook(output, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for place, row in enumerate(csv.reader(rows)):
            for column, value in enumerate(row):
                if value:
                    page.write_string(place, column, value)


def bare_pdf(source: str, output: str) -> None:
    """The words that `words_of` has kept through typst."""
    import typst  # noqa: PLC0415

    told = json.loads(Path(source).read_text(encoding="utf-8"))
    template = told.pop("template").encode()
    made = typst.compile(
        template,
        format="pdf",
        sys_inputs=told,
        pdf_standards=["ua-1"],
        timestamp=datetime.now(UTC).replace(microsecond=0),
    )
    Path(output).write_bytes(made)  # type: ignore[arg-type]


def floor(url: str, form: str, output: str) -> None:
    """Hand-written SQL and the bare library, as the floor serves the file."""
    os.environ |= {"FLOOR_DATABASE_URL": url, "FLOOR_SECRET_KEY": "a secret of the benchmark alone"}
    from benchmarks.floor.app import create  # noqa: PLC0415 - the bare processes need none of it

    client = create().test_client()
    client.get("/begin/1")
    with client.get(f"/progress/file?format={form}") as answer, Path(output).open("wb") as target:
        target.writelines(answer.iter_encoded())


ONE = {
    "product": product,
    "floor": floor,
    "words": words_of,
    "bare-csv": bare_csv,
    "bare-xlsx": bare_xlsx,
    "bare-pdf": bare_pdf,
}


def one(name: str, words: list[str]) -> None:
    """What `apart` has started: do it and tell what it took."""
    begun, before = time.perf_counter(), time.process_time()
    ONE[name](*words)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {
        "computing": time.process_time() - before + children.ru_utime + children.ru_stime,
        "seconds": time.perf_counter() - begun,
        "peak": peak(resource.RUSAGE_SELF), "apart": peak(resource.RUSAGE_CHILDREN),
    }  # fmt: skip
    say(json.dumps(found))


def say(text: str) -> None:
    """A line of the result, as soon as it is known."""
    print(text, flush=True)  # noqa: T201 - what it is for


def told(what: str, found: dict[str, float], *beside: dict[str, float] | None) -> str:
    """A line of the table."""
    said = f"| {what} | {found['computing']:.1f} s | {max(found['peak'], found['apart']):.0f} MB |"
    for other in beside:
        if other is None:
            said += " – | – |"
            continue
        ratio = found["computing"] / max(0.01, other["computing"])
        said += f" {other['computing']:.1f} s, {other['peak']:.0f} MB | {ratio:.2f} |"
    return said


def measured(url: str, folder: Path, wanted: list[tuple[Kind, Format]]) -> None:
    """Make each file, and beside it the bare one."""
    say(f"\n{url.partition(':')[0]}, {date.today()}\n")  # noqa: DTZ011 - the machine's own day
    say("| file | computing | peak | floor | ratio | bare | ratio |\n| --- | --: | --: | --: | --: | --: | --: |")
    for kind, form in wanted:
        output = folder / f"{kind}.{form}"
        found = apart("product", url, kind.value, form.value, output)
        by_hand = beside = None
        if kind is Kind.PROGRESS and form in {Format.CSV, Format.XLSX}:
            by_hand = apart("floor", url, form.value, folder / f"floor.{form}")
        if form in {Format.CSV, Format.XLSX}:
            beside = apart(f"bare-{form}", folder / f"{kind}.csv", folder / f"bare.{form}")
        elif form is Format.PDF:
            apart("words", url, kind.value, folder / "words")
            beside = apart("bare-pdf", folder / "words", folder / "bare.pdf")
        late = "" if form is Format.PDF or max(found["peak"], found["apart"]) <= AT_MOST else " (**too much**)"
        size = output.stat().st_size / 1024**2
        say(told(f"{kind} as {form}, {size:.1f} MB{late}", found, by_hand, beside))


def main() -> None:
    """Measure, or do one thing that is measured."""
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[3:])
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", action="append", required=True)
    parser.add_argument("--printed", action="store_true", help="make the PDF, which is for some thousand at most")
    asked: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for url in asked.database:
            measured(url, Path(folder), PRINTED if asked.printed else STREAMED)


if __name__ == "__main__":
    main()
