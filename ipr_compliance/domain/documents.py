"""A document as plain data: what HTML and PDF both print, so that they cannot say different things."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the first page, and the question (in the words of the list's address) that makes it up."""

    label: str
    value: int
    asks: Mapping[str, str] | None = field(default_factory=dict)
    """None where no list is made up of just these."""
    page: str = "/recommendations"
    """The page that is asked."""


@dataclass(frozen=True, slots=True)
class Opens:
    """What a cell of a table opens on the page: the list, and the question that makes it up."""

    page: str
    asks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, its share of the width, and whether it holds numbers."""

    title: str
    share: int
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the text of each cell, how deep it stands in a tree, and the record or report that it is about.

    `opens` says what a cell opens, by its place in the row.
    """

    cells: tuple[str, ...]
    depth: int = 0
    record: int | None = None
    report: str = ""
    opens: Mapping[int, Opens] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows. A wide one takes the whole width and small type."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One recommendation told at length: what it is, its facts, its text and what was reported."""

    heading: str
    record: int
    facts: tuple[tuple[str, str], ...] = ()
    text: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it, in this order: sentences, a table and its checks, cases, terms."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    checks: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    own_page: bool = False
    """Whether it begins a page in print."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: what it is called, what can be seen in it in one sentence, and itself as SVG that stands alone."""

    title: str
    sentence: str
    svg: str

    @property
    def address(self) -> str:
        """The picture as an address that holds it: a file with it in needs nothing else."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg.encode()).decode()}"


@dataclass(frozen=True, slots=True)
class Document:
    """The whole: title, what it is about, the opening sentence, the figures and the sections; wide lies on its side."""

    title: str
    subtitle: str
    author: str
    opening: str
    notice: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    footer: str
    wide: bool = False
    pictures: tuple[Drawing, ...] = ()
