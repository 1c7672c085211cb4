"""Marks words in the picture of a page, as a felt pen would."""

import ctypes
from collections.abc import Iterator, Sequence

from pypdfium2 import PdfiumError, PdfPage, PdfTextPage
from pypdfium2.raw import FPDF_PageToDevice

_INK = bytes(value * 3 // 5 for value in range(256))
"""What the pen makes of the blue of a pixel: white becomes yellow, black stays."""
_SHORTEST = 4
"""Fewer characters stand anywhere on a page, and would be marked in the wrong place."""

Box = tuple[int, int, int, int]


def mark(page: PdfPage, words: Sequence[str], pixels: memoryview, width: int, height: int, stride: int) -> None:
    """Mark words where they first stand on the page, in its picture of that many pixels (RGB, or RGB and a fourth)."""
    channels = stride // width
    for left, top, right, bottom in _boxes(page, words, width, height):
        for row in range(top, bottom):
            blue = slice(row * stride + left * channels + 2, row * stride + right * channels, channels)
            pixels[blue] = pixels[blue].tobytes().translate(_INK)


def _boxes(page: PdfPage, words: Sequence[str], width: int, height: int) -> Iterator[Box]:
    try:
        textpage = page.get_textpage()
    except PdfiumError:
        return
    try:
        text = textpage.get_text_range() if textpage.count_chars() > 0 else ""
        if len(text) != textpage.count_chars():
            return  # characters of two units: places in the text are not those on the page
        places = [at for at, character in enumerate(text) if character.isalnum()]
        squeezed = "".join(text[at] for at in places)
        for one in words:
            wanted = "".join(filter(str.isalnum, one))
            at = squeezed.find(wanted) if len(wanted) >= _SHORTEST else -1
            if at >= 0:
                yield from _around(page, textpage, places[at], places[at + len(wanted) - 1], width, height)
    finally:
        textpage.close()


def _around(page: PdfPage, textpage: PdfTextPage, first: int, last: int, width: int, height: int) -> Iterator[Box]:
    """The boxes around a run of characters, one for each line, in pixels within the picture."""
    for index in range(textpage.count_rects(first, last - first + 1)):
        left, bottom, right, top = textpage.get_rect(index)
        ends = (_pixel(page, left, bottom, width, height), _pixel(page, right, top, width, height))
        (x0, x1), (y0, y1) = (sorted(one) for one in zip(*ends, strict=True))
        yield max(x0 - 1, 0), max(y0 - 2, 0), min(x1 + 2, width), min(y1 + 2, height)


def _pixel(page: PdfPage, x: float, y: float, width: int, height: int) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value
