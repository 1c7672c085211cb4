"""Pages of a list: programs say `cursor` where the address of a page of people says `after`."""

from collections.abc import Iterator
from contextlib import contextmanager

from ipr_compliance.domain.refusal import Invalid


@contextmanager
def by_cursor() -> Iterator[None]:
    """Let a page marker that is refused be named as the caller named it."""
    try:
        yield
    except Invalid as problem:
        problem.field = "cursor" if problem.field == "after" else problem.field
        raise
