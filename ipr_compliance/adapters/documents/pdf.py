"""Pages of a PDF as text in reading order, and the picture of one."""

import os
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from pypdfium2 import PdfDocument, PdfiumError, PdfPage
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

from ipr_compliance.adapters.documents.lines import Place, in_reading_order
from ipr_compliance.adapters.documents.marks import mark
from ipr_compliance.domain.refusal import Invalid, NotFound

PAGE_LIMIT = 2000
PICTURE_PIXELS = 1400
"""The longer side of a page's picture: small print can be read, and every page's takes about as much memory."""

DAMAGED = (
    "The PDF is damaged or cut off, perhaps by a download that broke. Download it again, or save it again in the "
    "program that made it."
)
_TAIL = 4096
_HYPHENS = str.maketrans({"\ufffe": "-\n", "\x02": "-\n"})
"""What PDFium puts for a hyphen at the end of a line, together with the line's end."""


def pages(file: BinaryIO, count: Callable[[int], None]) -> Iterator[str]:
    """The text of each page; tells first how many there are. Raises Invalid, with what to do, where it cannot be read.

    A document in which no page has text is refused when all have been seen.
    """
    with _opened(file) as document:
        if len(document) > PAGE_LIMIT:
            raise Invalid(f"The file has {len(document):,} pages; at most {PAGE_LIMIT:,} can be read. Split it.")
        count(len(document))
        found = False
        for number in range(len(document)):
            text = _text(_page(document, number))
            found = found or bool(text.strip())
            yield text
        if not found:
            raise Invalid(
                "There is no text in this file, only pictures of pages, or empty ones. Scan its text first: have the "
                "file recognised (OCR) and saved as a PDF with text."
            )


def picture(file: BinaryIO, number: int, words: Sequence[str] = ()) -> bytes:
    """A page, of which the first is 1, as PNG, with the words marked. Raises NotFound where there is no such page."""
    with _opened(file) as document:
        if not 1 <= number <= len(document):
            raise NotFound(f"The file has no page {number}.")
        page = _page(document, number - 1)
        scale = PICTURE_PIXELS / max(*page.get_size(), 1)
        bitmap = page.render(scale=scale, rev_byteorder=True, no_smoothtext=False)
        rows = memoryview(bitmap.buffer).cast("B")
        if bitmap.n_channels > 1:
            mark(page, words, rows, bitmap.width, bitmap.height, bitmap.stride)
        width = bitmap.width * bitmap.n_channels
        return _png(
            bitmap.width, bitmap.height, bitmap.n_channels,
            (rows[at : at + width] for at in range(0, bitmap.height * bitmap.stride, bitmap.stride)),
        )  # fmt: skip


@contextmanager
def _opened(file: BinaryIO) -> Iterator[PdfDocument]:
    # PDFium makes the best of a document without its end; nobody would learn what is missing.
    file.seek(-min(_TAIL, file.seek(0, os.SEEK_END)), os.SEEK_END)
    if b"%%EOF" not in file.read():
        raise Invalid(DAMAGED)
    try:
        document = PdfDocument(file)
    except PdfiumError as problem:
        if getattr(problem, "err_code", None) in {FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY}:
            raise Invalid(
                "The PDF is encrypted: it opens with a password only. Save it without one, and hand that in."
            ) from problem
        raise Invalid(DAMAGED) from problem
    try:
        if not len(document):
            raise Invalid("The PDF has no pages. Save it again in the program that made it.")
        yield document
    finally:
        document.close()


def _page(document: PdfDocument, number: int) -> PdfPage:
    try:
        return document[number]
    except PdfiumError as problem:
        raise Invalid(f"Page {number + 1} is damaged. {DAMAGED}") from problem


def _text(page: PdfPage) -> str:
    try:
        textpage = page.get_textpage()
    except PdfiumError:
        # A page that holds only a picture may have no text page at all.
        return ""
    try:
        length = textpage.count_chars()
        text = textpage.get_text_range() if length > 0 else ""
        upright = page.get_rotation() == 0
        if len(text) == length and upright:
            pieces = [Place(*textpage.get_rect(piece)) for piece in range(textpage.count_rects())]
            text = in_reading_order(text, lambda at: Place(*textpage.get_charbox(at, loose=True)), pieces)
        return text.translate(_HYPHENS).replace("\r\n", "\n").replace("\r", "\n")
    finally:
        textpage.close()
        page.close()


def _png(width: int, height: int, channels: int, rows: Iterator[memoryview]) -> bytes:
    """A picture of grey (1 channel), RGB (3) or RGBA (4, its last one ignored by PDFium) as PNG."""
    colour = {1: 0, 3: 2, 4: 6}[channels]
    packer = zlib.compressobj(6)
    packed = b"".join([*(packer.compress(b"\0" + row) for row in rows), packer.flush()])
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
