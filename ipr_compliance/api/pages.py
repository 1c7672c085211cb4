"""Lists as they are answered: page by page, by a `cursor` where addresses of pages say `after`, or whole."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ipr_compliance.domain.refusal import Invalid


@contextmanager
def by_cursor() -> Iterator[None]:
    """Let a page marker that is refused be named as the caller named it."""
    try:
        yield
    except Invalid as problem:
        problem.field = "cursor" if problem.field == "after" else problem.field
        raise


def whole(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A list that is answered in one page, whatever its length."""
    return {"items": items, "total": len(items), "next": None}
