"""Pages of plain text and Markdown, in the encodings in which people save them."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from ipr_compliance.domain.refusal import Invalid

SIZE_LIMIT = 20 * 1024**2

_BINARY = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY_SHARE = 0.01


def pages(file: BinaryIO) -> Iterator[str]:
    """The pages of a text, parted by form feeds; without one it is a single page. Raises Invalid where it is none."""
    data = file.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise Invalid(f"The text is larger than {SIZE_LIMIT // 1024**2} MB. Split it.")
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Invalid("There is no text in this file: it is blank.")
    yield from text.removesuffix("\f").split("\f")


def _decoded(data: bytes) -> str:
    text = _in_its_encoding(data)
    if (at := text.find("\0")) >= 0:
        raise Invalid(
            f"Line {text.count(chr(10), 0, at) + 1} holds a NUL character; this is not plain text. Save it again as "
            "text (UTF-8)."
        )
    if len(_BINARY.findall(text)) > len(text) * _BINARY_SHARE:
        raise _not_text()
    return text


def _in_its_encoding(data: bytes) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if encoding := _utf16_without_mark(data):
            return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Invalid("The text begins as UTF-16 but goes on otherwise. Save it again as text (UTF-8).") from problem
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as problem:
        raise _not_text() from problem


def _utf16_without_mark(data: bytes) -> str | None:
    """Of text in Western letters in UTF-16 every other byte is zero."""
    start = data[:4096]
    half = len(start) // 2
    if half < 8:
        return None
    if start[1::2].count(0) > half * 0.7 and not start[0::2].count(0):
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > half * 0.7 and not start[1::2].count(0) else None


def _not_text() -> Invalid:
    return Invalid(
        "This is not a document that can be read. Hand in a PDF, a Word document (.docx), Markdown or text (UTF-8)."
    )
