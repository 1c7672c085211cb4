"""Makes a government's recommendations with their past: the same files for the same number and day.

    python -m benchmarks.data 1000 /tmp/bench [--day 2026-11-24]

Writes the tables that the product imports, `recommendations-1.csv`, `updates-1.csv` and so on, and `answers.json`. It
holds what every page of the benchmark has to answer: it is worked out from these rows in the plainest way, with
nothing of the product's.
"""

import argparse
import csv
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import answers, phrases

TREE = (
    ("DHS", "", "Department of Homeland Security", 1), ("CBP", "DHS", "Customs and Border Protection", 2),
    ("CBP-OFO", "CBP", "Office of Field Operations", 12), ("CBP-OT", "CBP", "Office of Trade", 5),
    ("CBP-USBP", "CBP", "Border Patrol", 7), ("ICE", "DHS", "Immigration and Customs Enforcement", 2),
    ("ICE-ERO", "ICE", "Enforcement and Removal Operations", 6),
    ("ICE-HSI", "ICE", "Homeland Security Investigations", 4),
    ("TSA", "DHS", "Transportation Security Administration", 3), ("TSA-SO", "TSA", "Security Operations", 5),
    ("TSA-ACQ", "TSA", "Acquisition", 2), ("FEMA", "DHS", "Federal Emergency Management Agency", 4),
    ("FEMA-ORR", "FEMA", "Office of Response and Recovery", 9), ("FEMA-GPD", "FEMA", "Grant Programs Directorate", 7),
    ("FEMA-FIMA", "FEMA", "Federal Insurance and Mitigation", 3), ("USCG", "DHS", "Coast Guard", 6),
    ("USCIS", "DHS", "Citizenship and Immigration Services", 3), ("USCIS-FOD", "USCIS", "Field Operations", 3),
    ("USSS", "DHS", "Secret Service", 3), ("CISA", "DHS", "Cybersecurity and Infrastructure Security Agency", 4),
    ("MGMT", "DHS", "Management Directorate", 2), ("MGMT-CFO", "MGMT", "Chief Financial Officer", 3),
    ("MGMT-CIO", "MGMT", "Chief Information Officer", 4), ("PLCY", "DHS", "Office of Strategy, Policy, and Plans", 2),
    ("ST", "DHS", "Science and Technology Directorate", 1),
)  # fmt: skip
"""Code, code of the parent, name, and how often the component is addressed."""

POSTS = ("Director", "Deputy Director", "Chief of Staff", "Executive Assistant Commissioner", "Audit Liaison",
         "Chief Financial Officer", "Assistant Director for Operations",
         "Assistant Director for Compliance")  # fmt: skip
PER_REPORT = (4, 12)
UPDATES = (5, 12)
OLDEST = 3650
YOUNGEST = 25
"""Days since the issue of the oldest and of the youngest report."""

PART = 40_000
"""Recommendations in one file; the import takes files of up to 100 MB."""

OPEN_UP_TO = ((182, 0.96), (365, 0.82), (730, 0.55), (1095, 0.32), (1825, 0.13), (OLDEST, 0.05))
"""Of the reports up to so many days old, that share of the recommendations is open: about 30 percent of all."""

PATHS = {
    "response-due": (),
    "open-unresolved": ("open-unresolved",),
    "open-resolved": ("open-unresolved", "open-resolved"),
    "closure-requested": ("open-unresolved", "open-resolved", "closure-requested"),
    "closed-implemented": ("open-unresolved", "open-resolved", "closure-requested", "closed-implemented"),
    "closed-not-implemented": ("open-unresolved", "closed-not-implemented"),
    "closed-superseded": ("open-unresolved", "open-resolved", "closed-superseded"),
}
"""The statuses that a recommendation came through."""

RECORD_COLUMNS = (
    "report_number", "report_title", "issued_on", "number", "text", "component", "agreement", "status", "due_on",
    "original_due_on", "closed_on", "responsible_official", "responsible_email", "priority", "questioned_cost",
    "unsupported_cost", "funds_put_to_better_use",
)  # fmt: skip
UPDATE_COLUMNS = ("report_number", "number", "on", "author", "status", "due_on", "note")


@dataclass(frozen=True, slots=True)
class Told:
    """One update: when, by whom, the new status and due date where they changed, and what was said."""

    on: date
    author: str
    status: str
    due_on: date | None
    note: str


@dataclass(slots=True)
class Made:
    """One recommendation as the tables tell it."""

    report_number: str
    report_title: str
    issued_on: date
    number: str
    text: str
    component: str
    responsible_official: str
    responsible_email: str
    agreement: str = ""
    status: str = "response-due"
    due_on: date | None = None
    original_due_on: date | None = None
    closed_on: date | None = None
    priority: bool = False
    questioned_cost: Decimal | None = None
    unsupported_cost: Decimal | None = None
    funds_put_to_better_use: Decimal | None = None
    updates: list[Told] = field(default_factory=list)


def made(records: int, day: date) -> Iterator[Made]:
    """So many recommendations, of a government as it stands on that day."""
    chance = random.Random(f"{records} {day}")  # noqa: S311 - data that can be made again
    codes, weights = [code for code, *_rest in TREE], [weight for *_rest, weight in TREE]
    left, report = records, 0
    while left:
        report += 1
        age = YOUNGEST + int((OLDEST - YOUNGEST) * chance.random() ** 1.3)
        issued_on = day - timedelta(days=age)
        number = f"OIG-{issued_on:%y}-{report:05}"
        office = chance.choices(codes, weights)[0]
        title = phrases.title(chance, office, issued_on.year)
        for place in range(1, min(left, chance.randint(*PER_REPORT)) + 1):
            left -= 1
            code = office if chance.random() < 0.7 else chance.choices(codes, weights)[0]
            post = chance.choice(POSTS)
            text = phrases.recommendation(chance, f"{post}, {code}")
            email = f"{post.lower().replace(' ', '.')}@{code.lower()}.example"
            official = (f"{post}, {code}", email) if chance.random() < 0.92 else ("", "")
            one = Made(number, title, issued_on, str(place), text, code, *official)
            _lives(one, chance, day)
            yield one


def _lives(one: Made, chance: random.Random, day: date) -> None:
    """Give it a status, a past and dates that fit together."""
    age = (day - one.issued_on).days
    is_open = chance.random() < next(share for days, share in OPEN_UP_TO if age <= days)
    one.status = _open_status(chance, age) if is_open else chance.choices(list(PATHS)[4:], (84, 9, 7))[0]
    span = age - chance.randrange(min(80, age - 14)) if is_open else _lifetime(chance, age)
    if not is_open:
        one.closed_on = one.issued_on + timedelta(days=span)
    _due(one, chance, day)
    _updates(one, chance, span, is_open=is_open)
    if one.status != "response-due":
        one.agreement = chance.choices(("concur", "partially-concur", "non-concur", ""), (85, 8, 4, 3))[0]
    one.priority = chance.random() < 0.12
    if chance.random() < 0.1:
        one.questioned_cost = Decimal(chance.randrange(100_000, 900_000_000)).scaleb(-2)
        one.unsupported_cost = (
            (one.questioned_cost * 2 / 5).quantize(Decimal("0.01")) if chance.random() < 0.4 else None
        )
    if chance.random() < 0.06:
        one.funds_put_to_better_use = Decimal(chance.randrange(100_000, 2_000_000_000)).scaleb(-2)


def _open_status(chance: random.Random, age: int) -> str:
    if age < 90 and chance.random() < 0.6:
        return "response-due"
    return chance.choices(list(PATHS)[:4], (3, 12, 75, 10))[0]


def _lifetime(chance: random.Random, age: int) -> int:
    days = int(chance.triangular(120, 1400, 450))
    return days if days <= age else chance.randint(16, age)


def _due(one: Made, chance: random.Random, day: date) -> None:
    if chance.random() < (0.07 if one.closed_on is None else 0.03):
        return
    if one.closed_on is not None:
        due_on = one.closed_on + timedelta(days=chance.randint(-200, 120))
    else:
        kind = chance.random()
        if kind < 0.38:
            due_on = day - timedelta(days=1 + int(chance.expovariate(1 / 120)))
        else:
            due_on = day + timedelta(days=chance.randint(0, 30 if kind < 0.5 else 90 if kind < 0.65 else 540))
    one.due_on = one.original_due_on = max(due_on, one.issued_on + timedelta(days=20))
    if chance.random() < 0.35:
        first = one.due_on - timedelta(days=chance.randint(60, 400))
        one.original_due_on = max(first, one.issued_on + timedelta(days=10))


def _updates(one: Made, chance: random.Random, span: int, *, is_open: bool) -> None:
    count = chance.randint(*UPDATES)
    days = [*sorted(chance.sample(range(1, span), min(count, span - 1) - 1)), span]
    path = PATHS[one.status]
    places = sorted(chance.sample(range(len(days)), len(path)))
    if not is_open:
        places[-1:] = [len(days) - 1]
        places = sorted({*places}) if len({*places}) == len(path) else list(range(len(days) - len(path), len(days)))
    statuses = dict(zip(places, path, strict=True))
    moved = chance.randrange(len(days)) if one.due_on != one.original_due_on else -1
    for place, offset in enumerate(days):
        due_on = one.due_on if place == moved else None
        author = one.responsible_official or f"Program office, {one.component}"
        on = one.issued_on + timedelta(days=offset)
        one.updates.append(Told(on, author, statuses.get(place, ""), due_on, phrases.update(chance)))


def write(folder: Path, records: int, day: date) -> dict[str, object]:
    """Write the tables and the answers; gives the answers."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = answers.Kept()
    everything = made(records, day)
    for part in range(1, -(-records // PART) + 1):
        some = list(islice(everything, PART))
        with _csv(folder / f"recommendations-{part}.csv", RECORD_COLUMNS) as rows:
            for one in some:
                kept.keep(one, part)
                rows.writerow([_cell(getattr(one, name)) for name in RECORD_COLUMNS])
        history = [(one, told) for one in some for told in one.updates]
        random.Random(part).shuffle(history)  # noqa: S311 - a history may come in any order
        with _csv(folder / f"updates-{part}.csv", UPDATE_COLUMNS) as rows:
            for one, told in history:
                rows.writerow([one.report_number, one.number, *(_cell(getattr(told, name)) for name in Told.__slots__)])
    found = kept.answers(day) | {"records": records, "made_for": day.isoformat()}
    (folder / "answers.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    return found


@contextmanager
def _csv(path: Path, columns: Sequence[str]) -> Iterator[Any]:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(columns)
        yield rows


def right_answers(folder: Path, today: date) -> dict[str, object]:
    """The answers for today, worked out again where the files were made for another day."""
    found: dict[str, object] = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    if found["today"] == today.isoformat():
        return found
    records, made_for = int(str(found["records"])), date.fromisoformat(str(found["made_for"]))
    kept = answers.Kept()
    for place, one in enumerate(made(records, made_for)):
        kept.keep(one, place // PART + 1)
    found = kept.answers(today) | {"records": records, "made_for": made_for.isoformat()}
    (folder / "answers.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    return found


def _cell(value: object) -> object:
    return "" if value is None else int(value) if isinstance(value, bool) else value


def main() -> None:
    """Write the files that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--day", type=date.fromisoformat, default=date.today())  # noqa: DTZ011 - it can be named
    asked = parser.parse_args()
    write(asked.folder, asked.records, asked.day)


if __name__ == "__main__":
    main()
