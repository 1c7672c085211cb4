"""Writes ZIP files as a stream: nothing is kept but the part that is being sent."""

from collections.abc import Iterable, Iterator
from datetime import date
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_UTF8_REGULAR = 0o100644 << 16


class _Pipe(RawIOBase):
    """Takes what is written and gives it out; it cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def stream(files: Iterable[tuple[str, Iterable[bytes]]], *, made_on: date) -> Iterator[bytes]:
    """A ZIP with those files, each a path and its bytes in parts. The same files and day give the same bytes."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as package:
        for name, parts in files:
            entry = ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, _UTF8_REGULAR
            with package.open(entry, "w", force_zip64=True) as file:
                for part in parts:
                    file.write(part)
                    if data := pipe.taken():
                        yield data
    yield pipe.taken()
