"""The history's hash chain: each entry's digest covers the entry and the digest before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple

GENESIS = "0" * 64
"""What the first entry is chained to."""


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, dates and instants as ISO 8601."""
    return _ENCODER.encode(value)


class Content(NamedTuple):
    """What an entry's digest covers, in the order in which the text of it names them; day and instant as ISO 8601."""

    actor: str
    changes: str
    kind: str
    note: str | None
    on: str
    person_id: int | None
    recorded_at: str
    subject: str
    subject_id: int
    write_key: str | None


def changes(fields: Mapping[str, tuple[Any, Any]]) -> str:
    """The same text of what was changed: of each field the old and the new value; money has two places.

    There are millions of these small texts, and making an encoder ready takes longer than they do: so they are put
    together here, as the one below is.
    """
    told = [f'"{name}":{{"from":{_value(old)},"to":{_value(new)}}}' for name, (old, new) in sorted(fields.items())]
    return f"{{{','.join(told)}}}"


def _value(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):  # one of the words that are enumerated, too
        return _quoted(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return f'"{value:.2f}"' if isinstance(value, Decimal) else canonical(value)


def _iso(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in history")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_iso)


def digest(previous: str, seq: int, entry: Content) -> str:
    """SHA-256, in hexadecimal, over the previous digest, the entry's number and the canonical text of its content."""
    actor, told, kind, note, on, person_id, recorded_at, subject, subject_id, write_key = entry
    return hashlib.sha256(
        f'{previous}\n{seq}\n{{"actor":{_quoted(actor)},"changes":{_quoted(told)},"kind":{_quoted(kind)},'
        f'"note":{_or_null(note)},"on":"{on}","person_id":{"null" if person_id is None else person_id},'
        f'"recorded_at":"{recorded_at}","subject":{_quoted(subject)},"subject_id":{subject_id},'
        f'"write_key":{_or_null(write_key)}}}'.encode()
    ).hexdigest()


def _or_null(value: str | None) -> str:
    return "null" if value is None else _quoted(value)
