"""How many calls a token, or an address without one, may make in a minute; all processes of a server count together.

The counts lie in memory that the server's workers share, as the program is put together before they are forked. Nothing
is written to the database, and a restart forgets them.
"""

import fcntl
import mmap
import os
import struct
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from threading import Lock

WINDOW = 60
"""Seconds; they begin with a caller's first call, and again with the first one after their end."""

SLOTS, TRIED = 4096, 8
"""So many callers are known at a time; where the places for one are taken, the one who began first is forgotten."""

_SLOT = struct.Struct("<8sdI")


@dataclass(frozen=True)
class Count:
    """What a caller has left of the window, and in how many seconds the next one can begin."""

    limit: int
    left: int
    seconds: int
    refused: bool


class Rate:
    """The calls of the present minute, by caller."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._memory = mmap.mmap(-1, SLOTS * _SLOT.size)
        # Threads wait for the one lock, processes for the other; that one ends with a process that dies.
        self._threads, self._file = Lock(), os.memfd_create("ipr-rate")
        weakref.finalize(self, os.close, self._file)

    def count(self, caller: str, now: datetime) -> Count:
        """Count a call, unless the caller has made all of theirs."""
        name, second = blake2b(caller.encode(), digest_size=8).digest(), now.timestamp()
        with self._alone():
            place, begun, made = self._find(name, second)
            refused = made >= self.limit
            made += not refused
            _SLOT.pack_into(self._memory, place, name, begun, made)
        # A whole second more than none: who comes back then is not refused.
        return Count(self.limit, self.limit - made, int(begun + WINDOW - second) + 1, refused)

    def _find(self, name: bytes, second: float) -> tuple[int, float, int]:
        """The caller's place with its window, a new one where there is none or its window is over."""
        first = int.from_bytes(name, "little")
        places = [(first + step) % SLOTS * _SLOT.size for step in range(TRIED)]
        found = [(place, *_SLOT.unpack_from(self._memory, place)) for place in places]
        for place, known, begun, made in found:
            if known == name and second < begun + WINDOW:
                return place, begun, made
        place = next((one[0] for one in found if one[1] == name), None)
        return (min(found, key=lambda one: one[2])[0] if place is None else place), second, 0

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
