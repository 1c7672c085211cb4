"""Precision and recall of reading recommendations from real documents, and the time that a document takes.

    python benchmarks/extraction.py ../shared/data

A recommendation counts as found where its number and its exact text, up to white space, are those that a person read;
in the summaries, where a person only counted, its number decides.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ipr_compliance.domain.extraction import read
from tests.acceptance.summaries import NUMBERED, sample

Wanted = list[tuple[str | None, str]]


def spaced(text: str) -> str:
    """Text as it is compared."""
    return " ".join(text.split())


def reports(folder: Path) -> Iterator[tuple[str, Wanted]]:
    """GAO's reports as Markdown."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for name, wanted in expected.items():
        text = (folder / f"{name}.md").read_text(encoding="utf-8")
        yield text, [(one["number"], spaced(one["text"])) for one in wanted]


def letters(folder: Path) -> Iterator[tuple[str, Wanted]]:
    """Letters, which number nothing; only that there is a recommendation is compared."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for path in sorted(folder.glob("*/report.txt")):
        count = expected.get(f"denali/{path.parent.name}", {}).get("recommendations", 0)
        yield path.read_text(encoding="utf-8"), [(None, "")] * count


def summaries(folder: Path) -> Iterator[tuple[str, Wanted]]:
    """The sample of summaries."""
    for row, text in sample(folder).items():
        yield text, [(str(number), "") for number in range(1, NUMBERED.get(row, 0) + 1)]


def measure(name: str, documents: Iterator[tuple[str, Wanted]], *, exact: bool, numbered: bool = False) -> None:
    """Print one line for a kind of document."""
    found = right = wanted_all = count = 0
    spent: list[float] = []
    for text, wanted in documents:
        begun = time.perf_counter()
        read_now = read(text.split("\f"), {}).recommendations
        spent.append(time.perf_counter() - begun)
        got = [(one.number.value if one.number else None, spaced(one.text.value) if exact else "") for one in read_now]
        got = [one for one in got if one[0] or not numbered]
        rest = list(wanted)
        for one in got:
            if one in rest:
                rest.remove(one)
                right += 1
        found, wanted_all, count = found + len(got), wanted_all + len(wanted), count + 1
    precision, recall = right / found if found else 1.0, right / wanted_all if wanted_all else 1.0
    mean, most = 1000 * sum(spent) / count, 1000 * max(spent)
    print(  # noqa: T201 - what the benchmark is run for
        f"{name:12} {count:4} documents {wanted_all:4} recommendations, precision {precision:.3f}, recall {recall:.3f},"
        f" {mean:.0f} ms a document, at most {most:.0f} ms"
    )


def main() -> None:
    """Measure all kinds of documents in a folder."""
    data = Path(sys.argv[1])
    measure("GAO reports", reports(data / "gao"), exact=True)
    measure("letters", letters(data / "oig_letters"), exact=False)
    measure("summaries", summaries(data / "trackers"), exact=False, numbered=True)


if __name__ == "__main__":
    main()
