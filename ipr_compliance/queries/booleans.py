"""How a boolean column is asked about on SQLite: by itself, not by comparing it with 1.

SQLite uses a partial index (`WHERE is_open`) only where a statement has the very words of its condition, and an IN that
is compared with 1 is worked out for every row instead of being looked up.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import AsBoolean


@compiles(AsBoolean, "sqlite")
def _by_itself(element: AsBoolean, compiler: Any, **options: Any) -> str:
    words: str = compiler.process(element.element, **options)
    if element.operator is operators.is_true:
        return words
    return f"NOT {words}" if isinstance(element.element, sa.Column) else f"NOT ({words})"
