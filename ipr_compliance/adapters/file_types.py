"""What a file really is, found from its content; its name says nothing."""

import puremagic

UNKNOWN = "application/octet-stream"


def media_type(start: bytes) -> str:
    """The media type of a file that begins with these bytes."""
    try:
        return puremagic.from_string(start, mime=True) or UNKNOWN
    except (puremagic.PureError, ValueError):
        return _text_or_unknown(start)


def _text_or_unknown(start: bytes) -> str:
    try:
        start.decode()
    except UnicodeDecodeError as problem:
        # The last character may be cut in two.
        if problem.end < len(start) - 3:
            return UNKNOWN
    return UNKNOWN if b"\0" in start else "text/plain"
