"""How many numbered recommendations a person counts in the summaries of ../shared/data/trackers/hhs_oig_reports.csv.

The sample was drawn once with a fixed seed and read by eye before the rules were tried on it.
"""

import csv
import random
from pathlib import Path

SEED, SIZE = 8, 60

NUMBERED = {
    44: 3, 99: 4, 145: 3, 196: 2, 264: 4, 273: 5, 346: 3, 384: 2, 410: 3, 412: 3, 470: 2, 485: 4, 496: 3, 499: 3,
    518: 2, 621: 3,
}  # fmt: skip
"""By the number in the table's first column; all other rows of the sample have none."""


def sample(folder: Path) -> dict[int, str]:
    """The summaries of the sample by the number in their row."""
    with (folder / "hhs_oig_reports.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    places = sorted(random.Random(SEED).sample(range(len(rows)), SIZE))  # noqa: S311 - the same sample every time
    return {int(rows[place][0]): rows[place][3] for place in places}
