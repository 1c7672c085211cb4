"""Pages of a Word document as text: paragraphs, tables, numbers of lists, footnotes, headers and footers."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO
from zipfile import ZipFile

from ipr_compliance.adapters.documents import parts
from ipr_compliance.adapters.documents.numbering import Numbering
from ipr_compliance.adapters.documents.parts import Relation, Visitor
from ipr_compliance.domain.refusal import Invalid

_LEFT_OUT = frozenset({"Fallback", "moveFrom", "del"})
"""What is there a second time for older programs, and what was moved away or deleted."""

_SHOWN_AS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "lastRenderedPageBreak": "\f"}
_LEVELS = frozenset("012345678")


def pages(file: BinaryIO) -> Iterator[str]:
    """The text of each page, as Word parted them when it last saved the document. Raises Invalid where it is none.

    Headers stand before the first page and footers after the last; a footnote stands at the end of its page.
    """
    with parts.opened(file) as packed:
        main = next((one.target for one in parts.relations(packed, "") if one.kind == "officeDocument"), "")
        related = parts.relations(packed, main)
        numbering = Numbering()
        for part in (*_of(related, "numbering"), *_of(related, "styles")):
            parts.walk(packed, part, numbering)
        notes = {number: text for part in _of(related, "footnotes") for number, text in _notes(packed, part).items()}
        body = _Text(numbering, notes)
        parts.walk(packed, main, body)
        text = "\n".join((*_plain(packed, related, "header"), body.whole(), *_plain(packed, related, "footer")))
    if not text.strip():
        raise Invalid(
            "There is no text in this file, only pictures or nothing. Scan its text first: have it recognised (OCR), "
            "and hand in the document with text."
        )
    yield from text.split("\f")


def _of(related: list[Relation], kind: str) -> Iterator[str]:
    return (one.target for one in related if one.kind == kind)


def _plain(packed: ZipFile, related: list[Relation], kind: str) -> Iterator[str]:
    """The different texts of the headers or footers; most documents have the same one several times."""
    texts = dict.fromkeys(_text(packed, part) for part in _of(related, kind))
    return (text for text in texts if text.strip())


def _text(packed: ZipFile, part: str) -> str:
    visitor = _Text(Numbering(), {})
    parts.walk(packed, part, visitor)
    return visitor.whole().replace("\f", "\n")


def _notes(packed: ZipFile, part: str) -> dict[str, str]:
    visitor = _Notes()
    parts.walk(packed, part, visitor)
    return visitor.notes


class _Text(Visitor):
    """Gathers the text of a part; pages are parted by form feeds, paragraphs outside tables by empty lines."""

    def __init__(self, numbering: Numbering, notes: Mapping[str, str]) -> None:
        self._numbering, self._noted = numbering, notes
        self._pieces: list[str] = []
        self._at_the_foot: list[str] = []
        self._left_out = self._tables = 0
        self._in_properties = self._in_words = self._begun = False
        self._style, self._list, self._level = "", "", -1

    def whole(self) -> str:
        """All that was gathered."""
        self._end_page()
        return "".join(self._pieces).removesuffix("\f")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._left_out += name in _LEFT_OUT
        if self._left_out:
            return
        if self._in_properties:
            self._property(name, attributes.get("val", ""))
        elif name == "pPr":
            self._in_properties, self._style, self._list, self._level = True, "", "", -1
        elif name == "tbl":
            self._tables += 1
        elif name == "t":
            self._in_words = True
        elif name == "br":
            self._add("\f" if attributes.get("type") == "page" else "\n")
        elif name == "footnoteReference":
            self._at_the_foot.append(self._noted.get(attributes.get("id", ""), ""))
        else:
            self._add(_SHOWN_AS.get(name, ""))

    def end(self, name: str) -> None:
        """An element ends."""
        if name in _LEFT_OUT:
            self._left_out -= 1
        elif self._left_out:
            return
        elif name == "pPr":
            self._in_properties = False
            if number := self._numbering.next(self._style, self._list, self._level):
                self._add(f"{number} ")
        elif name == "t":
            self._in_words = False
        elif name == "p":
            self._add("\n" if self._tables else "\n\n")
        elif name == "tbl":
            self._tables -= 1

    def text(self, text: str) -> None:
        """Some text; what is not words of a paragraph (a field's formula, say) is passed over."""
        if self._in_words and not self._left_out:
            self._add(text)

    def _property(self, name: str, value: str) -> None:
        if name == "pStyle":
            self._style = value
        elif name == "numId":
            self._list = value
        elif name == "ilvl":
            self._level = int(value) if value in _LEVELS else 0
        elif name == "pageBreakBefore" and value not in {"0", "false"}:
            self._add("\f")

    def _add(self, text: str) -> None:
        if text == "\f":
            self._end_page()
        elif text:
            self._pieces.append(text)
            self._begun = self._begun or not text.isspace()

    def _end_page(self) -> None:
        # A break that somebody made and the one that Word found there when it last saved are the same.
        if self._begun:
            self._pieces += [f"\n{note}\n" for note in self._at_the_foot]
            self._pieces.append("\f")
            self._at_the_foot, self._begun = [], False


class _Notes(_Text):
    """Gathers the footnotes, each by the number by which the text refers to it."""

    def __init__(self) -> None:
        super().__init__(Numbering(), {})
        self.notes: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name == "footnote":
            self._id, self._pieces = attributes.get("id", ""), []
        super().start(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        super().end(name)
        if name == "footnote":
            self.notes[self._id] = " ".join(self.whole().split())
