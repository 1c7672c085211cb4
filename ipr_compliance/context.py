"""The request at hand: who asks, what they may see, and one reading connection for all its questions."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from typing import Any, cast

from flask import Flask, current_app, g
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.program import Program
from ipr_compliance.services.desk import Desk

_KEY = "ipr"


def init_app(app: Flask, program: Program) -> None:
    """Give every request of the application the program's parts."""
    app.extensions[_KEY] = program
    app.teardown_request(_release)


def program() -> Program:
    """The program that serves this request."""
    return cast(Program, current_app.extensions[_KEY])


def extension(name: str) -> Any:
    """What a family of pages keeps for the whole program, or None."""
    return current_app.extensions.get(name)


def today() -> date:
    """The office's date, the same all through one request."""
    try:
        found = g.today
    except AttributeError:
        found = g.today = program().today()
    return cast(date, found)


def reading() -> Connection:
    """The connection on which this request reads: one unchanging state, opened at the first question."""
    try:
        found = g.reading
    except AttributeError:
        g.open = ExitStack()
        found = g.reading = g.open.enter_context(program().database.reading())
    return cast(Connection, found)


def let_go() -> None:
    """End the reading, so that a writer of the same request can begin and later questions see what it wrote."""
    if (stack := g.pop("open", None)) is not None:
        g.pop("reading", None)
        stack.close()


def _release(_error: BaseException | None) -> None:
    # A reading has nothing to save: that its connection is gone was told where the request failed.
    with suppress(SQLAlchemyError):
        let_go()


def sign_in(asker: Asker, tree: Tree) -> None:
    """Remember who asks; the door that let them in calls this."""
    g.asker, g.tree = asker, tree


def signed_in() -> bool:
    """Whether anybody has been let in."""
    return "asker" in g


def asker() -> Asker:
    """Who asks. Only behind a login."""
    return cast(Asker, g.asker)


def tree() -> Tree:
    """All components, as of this request."""
    return cast(Tree, g.tree)


@contextmanager
def desk(write_key: str | None = None) -> Iterator[Desk]:
    """The desk at which this request writes: its reading ends, and one transaction begins that ends with the block."""
    let_go()
    with program().database.transaction() as session:
        yield Desk(session, asker(), tree(), today(), program().now(), program().settings.zone, write_key)
