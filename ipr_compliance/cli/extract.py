"""The command that reads recommendations from the OIG's reports and letters."""

import json
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from ipr_compliance.adapters.documents import reading
from ipr_compliance.cli.running import the_office, with_program_if_any
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.extraction import Extracted, Found, Read
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.words import in_words
from ipr_compliance.program import Program
from ipr_compliance.queries import aliases

_WIDTH = 100
_SILENT_SECONDS = 1
_NO_COMPONENTS = "\nNo database is ready, so no component is known."


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_program_if_any
def extract(program: Program | None, file: Path, *, as_json: bool) -> None:
    """Propose the recommendations that a report makes: FILE is a PDF, a Word document, Markdown or text.

    Nothing is saved. Components are known by code, name and alias where there is a database; without one they stay
    empty. Exit 1 when there is no recommendation, or the file cannot be read.
    """
    progress = _Progress()
    with file.open("rb") as document:
        found = reading.recommendations(document, file.name, _names(program), progress.show)
    progress.clear()
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        click.echo("\n".join((*_told(found), *([] if program else [_NO_COMPONENTS]))))
    if not found.recommendations:
        raise Invalid(f"{file}: it makes no recommendations.")


def _names(program: Program | None) -> Mapping[str, str]:
    if program is None:
        return {}
    office, tree = the_office(program)
    with program.database.reading() as connection:
        return aliases.names(connection, office, tree)


class _Progress:
    """Tells on a terminal how far a long document is, on a line that vanishes."""

    def __init__(self) -> None:
        self._speaks_after = time.monotonic() + _SILENT_SECONDS if sys.stderr.isatty() else float("inf")
        self._said = False

    def show(self, done: int, of: int) -> None:
        """The pages that are read, and how many there are (0: not known yet)."""
        if time.monotonic() > self._speaks_after:
            self._said = True
            click.echo(
                f"\r\033[KReading page {done:,}{f' of {of:,}' if of else ''} (Ctrl+C stops it)", err=True, nl=False
            )

    def clear(self) -> None:
        """Take the line away."""
        if self._said:
            click.echo("\r\033[K", err=True, nl=False)


def _as_json(found: Extracted) -> dict[str, Any]:
    report = found.report
    return {
        "report": {
            "number": _value(report.number),
            "title": _value(report.title),
            "issued_on": report.issued_on and report.issued_on.value.isoformat(),
        },
        "recommendations": [
            {
                "number": _value(one.number),
                "text": one.text.value,
                "page": one.page,
                "component": _value(one.component),
                "agreement": _value(one.agreement),
                "due_on": one.due_on and one.due_on.value.isoformat(),
                "status": _value(one.status),
            }
            for one in found.recommendations
        ],
    }


def _value(read: Read[str] | None) -> str | None:
    return read.value if read else None


def _told(found: Extracted) -> Iterator[str]:
    report = found.report
    title = ": ".join(read.value for read in (report.number, report.title) if read)
    yield title or "The document does not say which report it is."
    if report.issued_on:
        yield f"Issued {written_out(report.issued_on.value)}."
    yield f"{_counted(len(found.recommendations))} proposed; check them against the document before you enter them."
    if found.earlier:
        yield f"{_counted(len(found.earlier))} of earlier reports listed as open; not proposed."
    for one in found.recommendations:
        yield ""
        yield f"{f'Recommendation {one.number.value}' if one.number else 'Without a number'}, page {one.page}"
        yield from (f"  {fact}" for fact in _facts(one))
        yield textwrap.fill(one.text.value, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False)


def _facts(one: Found) -> Iterator[str]:
    if one.component:
        yield f"For {one.component.value}"
    elif one.addressee:
        yield f"For “{one.addressee.value}”, no component of ours by that name"
    words = [in_words(read.value) for read in (one.agreement, one.status) if read]
    if words:
        yield "; ".join(words)
    if one.due_on:
        yield f"Due {written_out(one.due_on.value)}"


def _counted(number: int) -> str:
    return f"{number:,} recommendation{'' if number == 1 else 's'}"


COMMANDS = (extract,)
