import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ipr_compliance.adapters.documents import reading
from ipr_compliance.domain.refusal import Invalid

Read = Callable[..., list[str]]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BREAK = '<w:br w:type="page"/>'


def text(words: str, before: str = "") -> str:
    return f'<w:r>{before}<w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def listed(words: str, number: int, level: int = 0) -> str:
    return paragraph(text(words), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def relations(*of: tuple[str, str, str]) -> str:
    told = "".join(
        f'<Relationship Id="r{at}" Type="{TYPES}/{kind}" Target="{target}" {more}/>'
        for at, (kind, target, more) in enumerate(of)
    )
    return f"<Relationships>{told}</Relationships>"


def a_document(body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    parts = dict(parts or {})
    kinds = [(name.rstrip("0123456789.xml"), f"{name}", "") for name in parts if "/" not in name]
    packed = {
        "_rels/.rels": relations(("officeDocument", "/word/document.xml", "")),
        "word/_rels/document.xml.rels": relations(*kinds),
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        **{name if "/" in name else f"word/{name}": content for name, content in parts.items()},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in packed.items():
            file.writestr(name, content)
    return made.getvalue()


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def pages(content: bytes, name: str = "report.docx") -> list[str]:
        path = tmp_path / name
        path.write_bytes(content)
        with path.open("rb") as file:
            return reading.pages(file, name)

    return pages


def test_paragraphs_are_parted_by_an_empty_line_and_runs_are_joined(read: Read) -> None:
    body = paragraph(text("We ") + text("recommend")) + paragraph(text("two", "<w:tab/>") + text("lines", "<w:br/>"))
    assert read(a_document(body)) == ["We recommend\n\n\ttwo\nlines\n\n"]


@pytest.mark.parametrize(
    "second",
    [
        paragraph(text("two", BREAK)),
        paragraph(text("two", "<w:lastRenderedPageBreak/>")),
        paragraph(f"<w:r>{BREAK}</w:r>") + paragraph(text("two", "<w:lastRenderedPageBreak/>")),
        paragraph(text("two"), "<w:pageBreakBefore/>"),
    ],
)
def test_pages_are_parted_where_word_parts_them(read: Read, second: str) -> None:
    assert [page.strip() for page in read(a_document(paragraph(text("one")) + second))] == ["one", "two"]


def test_numbers_of_lists_are_written_out(read: Read) -> None:
    levels = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="Recommendation %1:"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
    )
    body = listed("one", 3) + listed("a", 3, 1) + listed("b", 3, 1) + listed("two", 3) + listed("c", 3, 1)
    body += listed("anew", 4) + listed("none", 0)
    (page,) = read(a_document(body, {"numbering.xml": f"<w:numbering {W}>{levels}</w:numbering>"}))
    assert page.split("\n\n")[:-1] == [
        "Recommendation 1: one", "1.a) a", "1.b) b", "Recommendation 2: two", "2.a) c", "Recommendation 1: anew",
        "none",
    ]  # fmt: skip


def test_a_style_may_number_its_paragraphs(read: Read) -> None:
    levels = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="9"><w:abstractNumId w:val="1"/></w:num>'
    )
    styles = '<w:style w:styleId="Advice"><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr></w:style>'
    parts = {
        "numbering.xml": f"<w:numbering {W}>{levels}</w:numbering>",
        "styles.xml": f"<w:styles {W}>{styles}</w:styles>",
    }
    (page,) = read(a_document(paragraph(text("four"), '<w:pStyle w:val="Advice"/>') * 2, parts))
    assert page == "IV. four\n\nV. four\n\n"


def test_a_table_is_read_cell_by_cell(read: Read) -> None:
    row = "<w:tr>" + "".join(f"<w:tc>{paragraph(text(words))}</w:tc>" for words in ("1", "We recommend")) + "</w:tr>"
    assert read(a_document(f"<w:tbl>{row}{row}</w:tbl>")) == ["1\nWe recommend\n1\nWe recommend\n"]


def test_a_footnote_stands_at_the_end_of_its_page(read: Read) -> None:
    note = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph(text("By July 1, 2027."))}</w:footnote></w:footnotes>'
    body = paragraph(text("one") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + paragraph(text("two", BREAK))
    first, second = read(a_document(body, {"footnotes.xml": note}))
    assert first.split() == ["one", "By", "July", "1,", "2027."]
    assert second.strip() == "two"


def test_headers_stand_first_and_footers_last_once_each(read: Read) -> None:
    header = f"<w:hdr {W}>{paragraph(text('OIG-26-01'))}</w:hdr>"
    footer = f"<w:ftr {W}>{paragraph(text('Office of Inspector General'))}</w:ftr>"
    parts = {"header1.xml": header, "header2.xml": header, "footer1.xml": footer}
    (page,) = read(a_document(paragraph(text("words")), parts))
    assert page.split() == ["OIG-26-01", "words", "Office", "of", "Inspector", "General"]


def test_what_was_deleted_moved_away_or_is_there_twice_is_left_out(read: Read) -> None:
    body = (
        f"<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del>{text('new')}"
        f"<w:moveFrom>{text('moved')}</w:moveFrom><w:r><w:instrText>PAGE</w:instrText></w:r>"
        f"<mc:AlternateContent xmlns:mc='m'><mc:Choice>{text('box')}</mc:Choice>"
        f"<mc:Fallback>{text('box')}</mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert read(a_document(body)) == ["newbox\n\n"]


OUTSIDE = 'TargetMode="External"'


def with_relation(kind: str, target: str) -> bytes:
    return a_document(paragraph(text("words")), {"word/_rels/header1.xml.rels": relations((kind, target, OUTSIDE))})


@pytest.mark.parametrize("kind", ["image", "attachedTemplate", "oleObject", "subDocument"])
def test_what_word_would_load_from_elsewhere_is_refused(read: Read, kind: str) -> None:
    with pytest.raises(Invalid, match="loaded from elsewhere"):
        read(with_relation(kind, "https://elsewhere.example/x"))


def test_a_link_that_people_may_follow_is_harmless(read: Read) -> None:
    assert read(with_relation("hyperlink", "https://oig.example")) == ["words\n\n"]


ENTITIES = "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><d>&b;</d>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (a_document(paragraph(text("words")), {"word/vbaProject.bin": b"x"}), "holds macros"),
        (a_document("", {"word/media.bin": b"\0" * 210_000_000}), "unpacks to more than 200 MB"),
        (a_document("", {f"word/media/{n}": b"" for n in range(5001)}), "5,000 parts"),
        (a_document("", {"word/document.xml": ENTITIES}), "defines entities"),
        (
            a_document("", {"word/document.xml": "<a>" * 4_000_000}),
            r"more than 256 MB of memory|needs more memory|takes longer",
        ),
        (a_document("", {"word/document.xml": "<a><b></a>"}), "damaged or locked"),
        (a_document(paragraph(text("words")))[:-40], "damaged or locked"),
        (a_document(""), "no text in this file"),
        (a_document("", {"xl/workbook.xml": "<x/>"}), "This is a workbook"),
        (a_document("", {"ppt/presentation.xml": "<x/>"}), "This is a presentation"),
        (a_document("", {"content.xml": "<x/>", "word/content.xml": "<x/>"}), "no text in this file"),
    ],
    ids=["macros", "large", "many", "entities", "deep", "broken", "cut", "empty", "workbook", "slides", "none"],
)
def test_a_bad_file_is_refused_with_a_sentence(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        read(content)
    assert refused.value.message.endswith(".")


def test_a_packed_file_of_another_kind_is_refused(read: Read) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("notes.txt", "words")
    with pytest.raises(Invalid, match="packed file of another kind"):
        read(made.getvalue(), "report.zip")
