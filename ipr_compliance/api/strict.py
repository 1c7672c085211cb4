"""Reads a JSON body as one thing only: what several parsers would read differently is refused."""

import json
from typing import Any, NoReturn

from werkzeug.exceptions import BadRequest

DEPTH = 50


def parse(body: bytes) -> Any:
    """The value. Raises BadRequest for what is not JSON in UTF-8, is nested too deeply, or repeats a name."""
    try:
        value = json.loads(body.decode(), parse_constant=_no_number, object_pairs_hook=_each_name_once)
    except RecursionError as problem:
        raise BadRequest("The body is nested too deeply.") from problem
    except ValueError as problem:
        raise BadRequest(f"The body is not JSON in UTF-8: {problem}.") from problem
    _check(value, 1)
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has the same name twice")
    for name in found:
        _check(name, 1)
    return found


def _check(value: Any, depth: int) -> None:
    if depth > DEPTH:
        raise BadRequest("The body is nested too deeply.")
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as problem:
            raise BadRequest("The body contains half of a surrogate pair.") from problem
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            _check(part, depth + 1)
