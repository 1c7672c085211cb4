"""Full-text search behind one condition, on FTS5 and on tsvector alike."""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

# What fills the gap is the name of a bound parameter, never what somebody typed.
_FTS5 = "recommendation.id IN (SELECT rowid FROM recommendation_search WHERE recommendation_search MATCH {})"
_TSVECTOR = "recommendation.id IN (SELECT id FROM recommendation_search WHERE words @@ to_tsquery('simple', {}))"

_WORD = re.compile(r"[^\W_]+")


class Matching(sa.ColumnElement[bool]):
    """Whether a recommendation's words contain all words asked for; bound as the parameter `words`."""

    inherit_cache = True
    type = sa.Boolean()

    def __init__(self) -> None:
        self.words = sa.bindparam("words", type_=sa.String)


@compiles(Matching, "sqlite")
def _sqlite(element: Matching, compiler: Any, **options: Any) -> str:
    return _FTS5.format(compiler.process(element.words, **options))


@compiles(Matching, "postgresql")
def _postgresql(element: Matching, compiler: Any, **options: Any) -> str:
    return _TSVECTOR.format(compiler.process(element.words, **options))


def words_asked(text: str, dialect: str) -> str | None:
    """The engine's query for texts with all these words, each as a beginning; None where there is no word in it."""
    # Both engines fold upper and lower case, in their own way; a word folded here they might not know again.
    words = _WORD.findall(text.replace("\0", " "))
    if not words:
        return None
    if dialect == "sqlite":
        # In quotes FTS5 takes a word as it is, whatever it means in its own language.
        return " ".join(f'"{word}"*' for word in words)
    return " & ".join(f"{word}:*" for word in words)
