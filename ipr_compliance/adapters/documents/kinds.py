"""What a document really is, found from its first bytes; its name only tells what somebody meant it to be."""

import codecs
from enum import StrEnum
from pathlib import PurePath

from ipr_compliance.domain.refusal import Invalid

LONGEST_START = 4096
"""So many bytes tell what a file is."""


class Kind(StrEnum):
    """The kinds of documents that can be read."""

    PDF = "PDF document"
    DOCX = "Word document"
    TEXT = "text"


WANTED = "Hand in a PDF, a Word document (.docx), Markdown or text."

_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "This is an old Word document (.doc), or one with a password. Save it as .docx without one."),
    (b"{\\rtf", "This is a document in Rich Text Format. Save it as .docx or PDF."),
    (b"\x1f\x8b", "This is a compressed file. Unpack it, and hand in the document."),
    *(
        (start, "This is a picture. Have its text recognised (OCR), and save it as a PDF with text.")
        for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
    ),
)
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")
_MEANT = {".pdf": Kind.PDF, ".docx": Kind.DOCX, ".docm": Kind.DOCX}


def kind_of(start: bytes, name: str) -> Kind:
    """What a file is that begins with these bytes. Raises Invalid, with what to do, where it is nothing to read."""
    plain = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if not plain:
        raise Invalid(f"The file is empty. {WANTED}")
    for beginning, sentence in _OTHERS:
        if start.startswith(beginning):
            raise Invalid(sentence)
    meant = _MEANT.get(PurePath(name).suffix.lower())
    if plain.lower().startswith(_MARKUP):
        raise Invalid(
            f"This is not a {meant or 'document'} but a web page, perhaps a site's answer that it has no such file or "
            "asks for a login. Download the document again, and open it once to see that it is the right one."
        )
    found = _found(start)
    if meant and found is Kind.TEXT:
        raise Invalid(
            f"By its name this is a {meant}, but it does not begin as one: it is cut off, damaged or something else. "
            "Download it again, or save it again in the program that made it."
        )
    return found


def _found(start: bytes) -> Kind:
    if start.startswith(b"PK\x03\x04"):
        return Kind.DOCX
    # Some mailers and scanners put a few bytes before the document.
    return Kind.PDF if b"%PDF-" in start[:1024] and not start.startswith(b"PK") else Kind.TEXT
