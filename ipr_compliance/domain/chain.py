"""The history's hash chain: each entry's digest covers the entry and the digest before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from json.encoder import encode_basestring
from typing import Any

GENESIS = "0" * 64
"""What the first entry is chained to."""


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, dates and instants as ISO 8601."""
    return _ENCODER.encode(value)


def changes(fields: Mapping[str, tuple[Any, Any]]) -> str:
    """The same text of what was changed: of each field the old and the new value, both as history holds them.

    There are millions of these small texts, and making an encoder ready takes longer than they do.
    """
    told = [f'"{name}":{{"from":{_value(old)},"to":{_value(new)}}}' for name, (old, new) in sorted(fields.items())]
    return f"{{{','.join(told)}}}"


def _value(value: Any) -> str:
    if value is None:
        return "null"
    return encode_basestring(value) if type(value) is str else canonical(value)


def _iso(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in history")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_iso)


def digest(previous: str, *, seq: int, entry: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, over the previous digest, the entry's number and its content."""
    return hashlib.sha256(f"{previous}\n{seq}\n{canonical(entry)}".encode()).hexdigest()
