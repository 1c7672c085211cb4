"""Bytes kept once, by content, in rows of one mebibyte: files are streamed in and out."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from ipr_compliance.domain.refusal import TooLarge
from ipr_compliance.models import Content, ContentChunk

CHUNK = 1024**2

_content, _chunk = Content.__table__, ContentChunk.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Kept:
    """What a file's bytes are known by, and how it begins."""

    sha256: str
    size: int
    start: bytes


def keep(connection: Connection, file: BinaryIO, limit: int) -> Kept:
    """Read the file twice: once for its digest and size, once, where it is new, to store it chunk by chunk.

    Refuses with TooLarge, before anything is stored, a file of more than `limit` bytes.
    """
    digest, size, start = hashlib.sha256(), 0, b""
    for chunk in _chunks(file):
        start = start or chunk
        digest.update(chunk)
        size += len(chunk)
        if size > limit:
            raise TooLarge(
                f"The file is larger than {limit // 1024**2} MB. Split it, or send what matters.", field="file"
            )
    sha256 = digest.hexdigest()
    if size and _is_new(connection, sha256, size):
        file.seek(0)
        for n, chunk in enumerate(_chunks(file)):
            connection.execute(sa.insert(_chunk), {"sha256": sha256, "n": n, "data": chunk})
    return Kept(sha256, size, start)


def _is_new(connection: Connection, sha256: str, size: int) -> bool:
    """Whether the bytes are still to be stored. Of two who keep the same file at once the later waits for the other."""
    engine = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = engine.insert(_content).on_conflict_do_nothing().returning(_content.c.sha256)
    return connection.execute(row, {"sha256": sha256, "size": size}).first() is not None


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
