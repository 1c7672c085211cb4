"""The closeout package in words: what is sent to the OIG to show that a recommendation is implemented."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ipr_compliance.domain import change_words
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.documents import Case, Column, Document, Row, Section, Table
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.words import in_words

SIGNERS = ("Responsible official", "Audit liaison of the component", "Departmental audit liaison")

_DONE = frozenset({Kind.UPDATE, Kind.REPORTED, Kind.CLOSURE, Kind.MILESTONE})


@dataclass(frozen=True)
class Closeout:
    """All that the package tells of one recommendation: its record, plan, files and history, newest entry first."""

    office: str
    component: str
    record: Any
    steps: Sequence[Any]
    files: Sequence[Any]
    timeline: Sequence[Any]
    head: tuple[int, str]
    made_on: date


def document(told: Closeout) -> Document:
    """The sections in the order in which the OIG's auditor checks them; the last page is for signatures."""
    record = told.record
    name = f"{record.report_number}, recommendation {record.number}"
    return Document(
        title="Closeout package",
        subtitle=name,
        author=told.office,
        opening=f"{name}: what was recommended, agreed and done, as of {written_out(told.made_on)}.",
        notice="" if not record.voided else "This record was entered in error.",
        figures=(),
        sections=(
            _facts(told),
            Section("What the OIG recommends", (record.text,)),
            Section("Agreed action", (record.plan or "No plan is recorded.",)),
            _done(told),
            _steps(told.steps),
            _files(told.files),
            Section("History", cases=_entries(told.timeline, record.id)),
            _made(told),
            _signatures(),
        ),
        footer=f"Closeout package · {name}",
    )


def _facts(told: Closeout) -> Section:
    record = told.record
    facts = [
        ("Report", f"{record.report_number} {record.report_title or ''}".strip()),
        ("Issued", _day(record.issued_on)),
        ("Component", told.component),
        ("Responsible official", record.responsible_official or "None is recorded"),
        ("Agreement", in_words(record.agreement)),
        ("Status", in_words(record.status)),
        ("Due", _day(record.due_on)),
        ("Implemented on", _day(record.implemented_on)),
        ("Closed on", _day(record.closed_on)),
    ]
    return Section("Facts", terms=tuple(facts))


def _day(day: date | None) -> str:
    return written_out(day) if day else "–"


def _done(told: Closeout) -> Section:
    reported = [entry for entry in told.timeline if entry.kind in _DONE and entry.note]
    if not reported:
        return Section("What was done", ("Nothing has been reported.",))
    return Section("What was done", cases=_entries(reported, told.record.id))


def _steps(steps: Sequence[Any]) -> Section:
    heading = "Milestones"
    if not steps:
        return Section(heading, ("The plan has no milestones.",))
    columns = (Column("Step", 8), Column("Owner", 4), Column("Due", 4), Column("Done", 4))
    rows = tuple(Row((step.title, step.owner or "–", written_out(step.due_on), _day(step.done_on))) for step in steps)
    return Section(heading, table=Table(columns, rows))


def _files(files: Sequence[Any]) -> Section:
    heading = "Evidence"
    if not files:
        return Section(heading, ("No file is attached.",))
    columns = (Column("File", 7), Column("Kind", 3), Column("Dated", 3), Column("Bytes", 2, number=True),
               Column("SHA-256", 9))  # fmt: skip
    rows = tuple(
        Row((_file(file), str(file.kind).capitalize(), _day(file.dated_on), f"{file.size:,}", file.sha256))
        for file in files
    )
    return Section(heading, table=Table(columns, rows))


def _file(file: Any) -> str:
    return f"{file.name} (withdrawn {written_out(file.withdrawn_on)})" if file.withdrawn_on else str(file.name)


def _entries(timeline: Iterable[Any], record: int) -> tuple[Case, ...]:
    return tuple(
        Case(f"{written_out(entry.on)}, {entry.actor}", record,
             lines=tuple(change_words.sentences(entry.kind, entry.changes, entry.note)))
        for entry in sorted(timeline, key=lambda entry: (entry.on, entry.seq))
    )  # fmt: skip


def _made(told: Closeout) -> Section:
    seq, digest = told.head
    facts = (
        ("As of", written_out(told.made_on)),
        ("History head", f"entry {seq}, SHA-256 {digest}"),
        ("Files", "Each file of the package can be checked against its SHA-256 in the list of evidence."),
    )
    return Section("How this package was made", terms=facts)


def _signatures() -> Section:
    columns = (Column("Role", 5), Column("Name", 6), Column("Signature", 7), Column("Date", 4))
    rows = tuple(Row((role, "\n\n", "", "")) for role in SIGNERS)
    said = "We have reviewed this package. What it tells is complete, and the evidence shows what was done."
    return Section("Signatures", (said,), Table(columns, rows), own_page=True)
