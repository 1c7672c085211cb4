from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from ipr_compliance.api.strict import DEPTH, parse


def test_plain_json_is_read() -> None:
    assert parse('{"a": ["ü", 1, null, {"b": 0.5}]}'.encode()) == {"a": ["ü", 1, None, {"b": 0.5}]}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nul", b"\xff", b"NaN", b"[-Infinity]", b'{"a": 1, "a": 1}', b'"\\ud800"', b'{"\\udfff": 1}'],
)
def test_what_parsers_read_differently_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        parse(body)


def test_nesting_has_a_limit() -> None:
    assert parse(b"[" * (DEPTH - 1) + b"]" * (DEPTH - 1))
    for depth in (DEPTH + 1, 3000, 200_000):
        with pytest.raises(BadRequest, match="nested too deeply"):
            parse(b"[" * depth + b"]" * depth)


@given(st.binary(max_size=200))
def test_anything_is_read_or_refused(body: bytes) -> None:
    with suppress(BadRequest):
        parse(body)
