"""What every command needs: the program, and who acts."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import click

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.permissions import Asker, the_system
from ipr_compliance.program import NotReady, Program
from ipr_compliance.queries import people
from ipr_compliance.settings import SettingsProblem, read_settings

Arguments = ParamSpec("Arguments")


def with_program(command: Callable[Concatenate[Program, Arguments], None]) -> Callable[Arguments, None]:
    """Start the program on the settings from the environment, only when the command really runs.

    What needs the database finds it ready, or the command ends with the sentence that says what is wrong.
    """
    return _started(command, Program.check_ready)


def with_program_if_any(command: Callable[Concatenate[Program | None, Arguments], None]) -> Callable[Arguments, None]:
    """The same for a command that only does better with a database: it gets None where there is none to ask.

    Nothing is made on the way: a SQLite file that is not there stays away.
    """

    @functools.wraps(command)
    def started(*args: Arguments.args, **options: Arguments.kwargs) -> None:
        program = _program_if_any()
        try:
            command(program, *args, **options)
        finally:
            if program:
                program.database.engine.dispose()

    return started


def _program_if_any() -> Program | None:
    try:
        program = Program.start(read_settings())
        file = program.database.url.database
        if program.database.is_sqlite and not (file and Path(file).exists()):
            return None
        program.check_ready()
    except (SettingsProblem, NotReady):
        return None
    return program


def with_any_database(command: Callable[Concatenate[Program, Arguments], None]) -> Callable[Arguments, None]:
    """The same for a command that makes the database ready."""
    return _started(command, lambda _program: None)


def _started(
    command: Callable[Concatenate[Program, Arguments], None], check: Callable[[Program], None]
) -> Callable[Arguments, None]:

    @functools.wraps(command)
    def started(*args: Arguments.args, **options: Arguments.kwargs) -> None:
        program = Program.start(read_settings())
        try:
            check(program)
            command(program, *args, **options)
        finally:
            program.database.engine.dispose()

    return started


def the_office(program: Program) -> tuple[Asker, Tree]:
    """The operator at the command line acts for the office: everything is theirs, and history says so."""
    with program.database.reading() as connection:
        tree = people.tree(connection)
    return the_system("command line", tree), tree


@contextmanager
def progress(label: str) -> Iterator[Callable[[int], None]]:
    """Somebody to tell how far something is, in percent: a bar for whoever watches the terminal, else nobody."""
    if not sys.stderr.isatty():
        yield lambda _percent: None
        return
    with click.progressbar(length=100, label=label, file=sys.stderr) as bar:
        yield lambda percent: bar.update(percent - bar.pos)
        bar.update(100 - bar.pos)


class Day(click.ParamType[date]):
    """A date, in the ways people write it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it, or say what is wrong with it."""
        try:
            return value if isinstance(value, date) else read_date(value)
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


DAY = Day()
