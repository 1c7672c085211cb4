"""Sends fewer bytes: what the API answers, its description, and static files, to whoever takes gzip.

Pages are not compressed: they hold the tokens of their forms beside words from the address, and from the length of a
compressed answer the one can be guessed by trying the other (BREACH). A program's token is in no answer, and no browser
sends one by itself.
"""

import zlib
from functools import lru_cache

from flask import Flask, Response, request

PATHS = ("/api", "/static/")
TYPES = frozenset({"application/json", "application/problem+json", "text/css", "text/javascript", "image/svg+xml"})
LEAST = 1024
"""Bytes; below that a packet on the network is sent all the same."""

QUICK, SMALL = 1, 9
"""For an answer that is made once, and for a file that is kept compressed."""


def init_app(app: Flask) -> None:
    """Compress at the very end, when an answer has its tag."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if not request.path.startswith(PATHS) or response.mimetype not in TYPES or response.status_code not in {200, 201}:
        return response
    response.vary.add("Accept-Encoding")
    if response.is_streamed and request.endpoint != "static":
        return response  # a file that was made, of any length
    wanted = request.method != "HEAD" and request.accept_encodings.quality("gzip") > 0
    if not wanted or (response.content_length or 0) < LEAST:
        return response
    if request.endpoint == "static":
        response.direct_passthrough = False
        response.set_data(_kept(response.get_data()))
    else:
        response.set_data(_gzip(response.get_data(), QUICK))
    response.headers["Content-Encoding"] = "gzip"
    tag, _weak = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)  # of the same content in other bytes
    return response


@lru_cache(maxsize=64)
def _kept(data: bytes) -> bytes:
    return _gzip(data, SMALL)


def _gzip(data: bytes, level: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(data) + packer.flush()
