"""Whether the bytes of files are still those that their names, the SHA-256 digests, promise."""

import hashlib
from dataclasses import dataclass, field
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.models import Content, ContentChunk

_content, _chunk = Content.__table__, ContentChunk.__table__  # type: ignore[attr-defined]

_IN_ORDER = (
    sa.select(_content.c.sha256, _content.c.size, _chunk.c.data)
    .outerjoin(_chunk, _chunk.c.sha256 == _content.c.sha256)
    .order_by(_content.c.sha256, _chunk.c.n)
)


@dataclass
class Examined:
    """How many files there are, with how many bytes, and the names of those whose bytes are others."""

    files: int = 0
    size: int = 0
    damaged: list[str] = field(default_factory=list)


def examine(connection: Connection) -> Examined:
    """Read every file of evidence, every letter and every report that is kept, and compare it with its digest."""
    found = Examined()
    with connection.execute(_IN_ORDER, execution_options={"yield_per": 8}) as rows:
        for (name, promised), chunks in groupby(rows, key=lambda row: (row.sha256, row.size)):
            digest, size = hashlib.sha256(), 0
            for chunk in chunks:
                digest.update(chunk.data or b"")
                size += len(chunk.data or b"")
            found.files += 1
            found.size += size
            if size != promised or digest.hexdigest() != name:
                found.damaged.append(name)
    return found
