"""What of PDF/UA-1 (ISO 14289-1) can be told by reading a file back: its clauses stand beside what is looked at.

veraPDF cannot be had from the places that this project installs from; this reads what the clauses ask for themselves.
"""

import io
import itertools
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Name

STANDARD = {
    "Document", "Part", "Sect", "Div", "P", "H1", "H2", "H3", "H4", "L", "LI", "Lbl", "LBody", "Table", "THead",
    "TBody", "TFoot", "TR", "TH", "TD", "Caption", "Figure", "Link", "Span", "Note", "TOC", "TOCI", "NonStruct",
    "Strong", "Em", "Title",
}  # fmt: skip
CHILDREN = {
    "Table": {"THead", "TBody", "TFoot", "TR", "Caption"}, "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"},
    "TR": {"TH", "TD"}, "L": {"LI", "Caption"}, "LI": {"Lbl", "LBody"},
}  # fmt: skip
SHOWS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "EI"}


def failures(made: bytes) -> list[str]:
    """What is wrong with the file, each with the clause that it breaks."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        told = [*_document(pdf), *_fonts(pdf)]
        if "/StructTreeRoot" not in pdf.Root:
            return [*told, "7.1: there is no structure"]
        tree = _Tree(pdf)
        return [*told, *tree.failures(), *_pages(pdf, tree)]


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "6.2: the file does not say that it is tagged"
    if root.get("/MarkInfo", {}).get("/Suspects", False):
        yield "7.1: tags may be wrong"
    if not str(root.get("/Lang", "")):
        yield "7.2: no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "7.1: the title is not shown"
    if pdf.is_encrypted:
        yield "7.16: encrypted"
    with pdf.open_metadata() as meta:
        if meta.get("{http://www.aiim.org/pdfua/ns/id/}part") != "1":
            yield "5: it does not say that it is PDF/UA-1"
        if not meta.get("{http://purl.org/dc/elements/1.1/}title"):
            yield "7.1: no title"
    if "/Outlines" not in root:
        yield "7.17: no bookmarks"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for one in pdf.objects:
        if not isinstance(one, pikepdf.Dictionary) or one.get("/Type") != Name.Font:
            continue
        if one.Subtype == Name.Type0 and "/ToUnicode" not in one:
            yield f"7.21.7: {one.BaseFont} does not say what its letters are"
        if one.Subtype not in (Name.Type0, Name.Type3):
            described = one.get("/FontDescriptor", {})
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys()):
                yield f"7.21.4.1: {one.get('/BaseFont')} is not embedded"


class _Tree:
    """The structure: what is in what, and which marks on which page belong to it."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.roles = {str(name): str(role) for name, role in pdf.Root.StructTreeRoot.get("/RoleMap", {}).items()}
        self.elements: list[tuple[str, Any, list[str]]] = []
        self.marks: set[tuple[tuple[int, int], int]] = set()
        self.annotations: dict[tuple[int, int], str] = {}
        self._walk(pdf.Root.StructTreeRoot, "", None)

    def _walk(self, element: Any, kind: str, page: Any) -> None:
        page = element.get("/Pg", page)
        inside: list[str] = []
        for kid in _kids(element):
            if isinstance(kid, int):
                self.marks.add((page.objgen, kid))
            elif kid.get("/Type") == Name.MCR:
                self.marks.add((kid.get("/Pg", page).objgen, int(kid.MCID)))
            elif kid.get("/Type") == Name.OBJR:
                self.annotations[kid.Obj.objgen] = kind
            else:
                name = self._name(kid)
                inside.append(name)
                self._walk(kid, name, page)
        if kind:
            self.elements.append((kind, element, inside))

    def _name(self, element: Any) -> str:
        name = str(element.S)
        return self.roles.get(name, name).removeprefix("/")

    def failures(self) -> Iterator[str]:
        for kind, element, inside in self.elements:
            if kind not in STANDARD:
                yield f"7.1: {kind} is no standard type"
            for child in set(inside) - CHILDREN.get(kind, set(inside)):
                yield f"7.2: {child} in {kind}"
            if kind in {"Figure", "Formula"} and not str(element.get("/Alt", "")).strip():
                yield f"7.3: a {kind} without words"
            if kind == "TH" and not any("/Scope" in one for one in _attributes(element)):
                yield "7.5: a heading of a table without scope"
        yield from self._of_headings()
        yield from self._of_tables()

    def _of_headings(self) -> Iterator[str]:
        # Parents come after what is in them, headings hold no headings: so they stand in their order.
        levels = [int(kind[1]) for kind, _element, _inside in self.elements if kind[0] == "H" and kind[1:].isdigit()]
        if levels and levels[0] != 1:
            yield "7.4.2: the first heading is not of level 1"
        for before, after in itertools.pairwise(levels):
            if after > before + 1:
                yield f"7.4.2: level {after} after level {before}"

    def _of_tables(self) -> Iterator[str]:
        for kind, element, _inside in self.elements:
            if kind != "Table":
                continue
            rows = list(self._rows(element))
            if len({sum(_span(cell) for cell in row) for row in rows}) > 1:
                yield "7.2: rows of a table are not equally long"
            if not any(self._name(cell) == "TH" for row in rows for cell in row):
                yield "7.5: a table without headings"

    def _rows(self, element: Any) -> Iterator[list[Any]]:
        for kid in _kids(element):
            if self._name(kid) == "TR":
                yield list(_kids(kid))
            elif self._name(kid) in {"THead", "TBody", "TFoot"}:
                yield from self._rows(kid)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _attributes(element: Any) -> list[Any]:
    given = element.get("/A", pikepdf.Array())
    return [one for one in given if not isinstance(one, int)] if isinstance(given, pikepdf.Array) else [given]


def _span(cell: Any) -> int:
    return max((int(one.get("/ColSpan", 1)) for one in _attributes(cell)), default=1)


def _pages(pdf: pikepdf.Pdf, tree: _Tree) -> Iterator[str]:
    found: set[tuple[tuple[int, int], int]] = set()
    for number, page in enumerate(pdf.pages, start=1):
        if "/Annots" in page.obj:
            if page.obj.get("/Tabs") != Name.S:
                yield f"7.18.3: page {number} has no order for the keyboard"
            for one in page.obj.Annots:
                if one.get("/Subtype") == Name.Link and tree.annotations.get(one.objgen) != "Link":
                    yield f"7.18.5: a link on page {number} is in no Link"
                if one.get("/Subtype") == Name.Link and not str(one.get("/Contents", "")):
                    yield f"7.18.5: a link on page {number} says nothing"
        marks, untagged = _content(page)
        found |= {(page.obj.objgen, mark) for mark in marks}
        if untagged:
            yield f"7.1: page {number} has content that is neither tagged nor an artifact"
    if lost := found - tree.marks:
        yield f"7.1: {len(lost)} marked parts stand in no structure"


def _content(page: pikepdf.Page) -> tuple[set[int], bool]:
    """The marks of a page, and whether something is shown outside of all marks."""
    marks, open_ones, untagged = set(), [], False
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in {"BDC", "BMC"}:
            mark = _mark(page, operands) if name == "BDC" else None
            marks |= set() if mark is None else {mark}
            open_ones.append(mark is not None or operands[0] == Name.Artifact)
        elif name == "EMC":
            open_ones.pop()
        elif name in SHOWS and not any(open_ones):
            untagged = True
    return marks, untagged


def _mark(page: pikepdf.Page, operands: Any) -> int | None:
    given = operands[1]
    if isinstance(given, Name):
        given = page.obj.Resources.Properties[given]
    return int(given.MCID) if "/MCID" in given else None
