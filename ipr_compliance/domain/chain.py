"""The history's hash chain: each entry's digest covers the entry and the digest before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

GENESIS = "0" * 64
"""What the first entry is chained to."""


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, dates and instants as ISO 8601."""
    return _ENCODER.encode(value)


def _iso(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in history")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_iso)


def digest(previous: str, *, seq: int, entry: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, over the previous digest, the entry's number and its content."""
    return hashlib.sha256(f"{previous}\n{seq}\n{canonical(entry)}".encode()).hexdigest()
