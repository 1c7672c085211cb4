"""Files as the answer to a request: always a download, of a name and type that harm nobody."""

import os
import unicodedata
from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import quote

from flask import Response
from sqlalchemy.engine import Row
from werkzeug.http import quote_header_value

from ipr_compliance import context
from ipr_compliance.database import Database
from ipr_compliance.queries import evidence
from ipr_compliance.services import closeout
from ipr_compliance.services.closeout import Package

UNKNOWN = "application/octet-stream"

IN_MEMORY = 8 * 2**20
"""Bytes of what is made for one answer up to which no file is made for it."""

PART = 64 * 1024
_TOLD = frozenset({"application/pdf", "application/msword", "application/rtf", "text/plain", "text/csv"})
_TOLD_FAMILIES = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.",
                  "application/vnd.ms-", "image/")  # fmt: skip


def download(file: Row[Any]) -> Response:
    """The file's bytes, chunk by chunk. The caller has found the file for the person who asks."""
    response = Response(_chunks(context.program().database, file.sha256), mimetype=told_type(file.media_type))
    response.content_length = file.size
    response.headers["Content-Disposition"] = attachment(file.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def just_made(write: Callable[[IO[bytes]], object], media_type: str, name: str) -> Response:
    """What `write` makes, as a download of that name; nothing stays open where it cannot be made or is not fetched."""
    target = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when it has been sent
    try:
        write(target)
        size = target.seek(0, os.SEEK_END)
    except BaseException:
        target.close()
        raise
    response = Response(_parts(target), mimetype=media_type)
    response.call_on_close(target.close)
    response.content_length = size
    response.headers["Content-Disposition"] = attachment(name)
    return response


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while part := file.read(PART):
            yield part


def closeout_pdf(recommendation_id: int) -> Response:
    """What the office keeps of a recommendation. Raises NotFound where it is not the asker's to see."""
    made = _package(recommendation_id)
    response = Response(made.pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = attachment(f"{made.name}.pdf")
    return response


def closeout_zip(recommendation_id: int) -> Response:
    """The same with every file that was not withdrawn, and the list of their SHA-256."""
    made = _package(recommendation_id)
    response = Response(_zipped(context.program().database, made), mimetype="application/zip")
    response.headers["Content-Disposition"] = attachment(f"{made.name}.zip")
    return response


def _package(recommendation_id: int) -> Package:
    return closeout.package(context.reading(), context.asker(), context.tree(), recommendation_id, context.today())


def _zipped(database: Database, made: Package) -> Iterator[bytes]:
    # The request's own reading ends before the last part is sent.
    with database.reading() as connection:
        yield from made.zipped(lambda sha256: evidence.content(connection, sha256))


def _chunks(database: Database, sha256: str) -> Iterator[bytes]:
    # The request's own reading ends before the last chunk is sent.
    with database.reading() as connection:
        yield from evidence.content(connection, sha256)


def told_type(media_type: str) -> str:
    """The media type that a browser is told: only of kinds that people exchange and that run nothing."""
    known = media_type in _TOLD or media_type.startswith(_TOLD_FAMILIES)
    return media_type if known and media_type != "image/svg+xml" else UNKNOWN


def attachment(name: str) -> str:
    """The header that makes a file a download of that name (RFC 6266), with a plain name for old programs."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip() or "file"
    plain = "".join("_" if character in '"\\%/;' else character for character in plain)
    old, new = quote_header_value(plain, allow_token=False), quote(name, safe="")
    return f"attachment; filename={old}; filename*=UTF-8''{new}"
