"""What is made for each viewer, once for all who see the same."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.program import Program
from ipr_compliance.queries import people, progress

Made = TypeVar("Made")


def made_for_each(
    program: Program, make: Callable[[Connection, Asker, Tree], Made | None]
) -> Iterator[tuple[str, Made]]:
    """Each viewer's address with what was made for them; those for whom nothing was made are left out."""
    made: dict[frozenset[int], Made | None] = {}
    with program.database.reading() as connection:
        viewers = [(email, people.by_email(connection, email)) for email in progress.viewers(connection)]
    for email, found in viewers:
        if found is None:
            continue
        asker, tree = found
        seen = asker.components[Action.READ]
        if seen not in made:
            with program.database.reading() as connection:
                made[seen] = make(connection, asker, tree)
        theirs = made[seen]
        if theirs is not None:
            yield email, theirs
