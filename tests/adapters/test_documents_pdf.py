import io
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from textwrap import wrap

import pypdfium2
import pytest
import typst

from ipr_compliance.adapters.documents import reading
from ipr_compliance.domain.refusal import Invalid, NotFound

WORDS = (
    "We recommend that the head of the office write down how cases are handed on, tell all who take part, and look "
    "once a year whether it is done as it was written down. "
)
Read = Callable[[bytes], list[str]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def pages(content: bytes) -> list[str]:
        path = tmp_path / "report.pdf"
        path.write_bytes(content)
        with path.open("rb") as file:
            return reading.pages(file, path.name)

    return pages


def set_in_type(source: str) -> bytes:
    made = typst.compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def empty(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(612, 792)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def by_hand(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects; the first is its catalog."""
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return made + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, trailer, len(made),
    )  # fmt: skip


def one_page(drawn: bytes) -> bytes:
    stream = zlib.compress(drawn)
    return by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def test_each_page_is_a_text_and_paragraphs_are_parted_by_an_empty_line(read: Read) -> None:
    first, second = read(set_in_type(f"Recommendation 1: {WORDS}\n\nRecommendation 2: {WORDS}#pagebreak()Last."))
    one, two = first.strip().split("\n\n")
    assert one.startswith("Recommendation 1: We recommend")
    assert " ".join(two.split()) == f"Recommendation 2: {WORDS.strip()}"
    assert second.strip() == "Last."


def test_a_word_broken_at_the_end_of_a_line_keeps_its_hyphen_there(read: Read) -> None:
    narrow = "#set page(width: 6cm, height: auto)\n#set text(hyphenate: true)\n#set par(justify: true)\n"
    words = "Responsibilities for implementation and documentation of recommendations are institutionalized."
    (page,) = read(set_in_type(narrow + words))
    assert "-\n" in page
    assert " ".join(page.replace("-\n", "").split()) == words


def test_two_columns_are_read_one_after_the_other(read: Read) -> None:
    (page,) = read(set_in_type("#set page(columns: 2, height: 10cm)\n" + WORDS * 4))
    assert " ".join(page.split()) == (WORDS * 4).strip()


def test_columns_that_were_drawn_line_by_line_are_read_one_after_the_other(read: Read) -> None:
    lines = wrap(WORDS * 8, 42)
    half = len(lines) // 2
    placed = [
        f"#place(dx: {dx}pt, dy: {20 + 14 * row}pt)[{lines[row + first]}]"
        for row in range(half) for dx, first in ((0, 0), (240, half))
    ]  # fmt: skip
    heading = "#place(dx: 0pt, dy: 0pt)[A heading that goes over the whole width of the page and both of its columns]"
    (page,) = read(set_in_type("#set text(size: 9pt)\n" + "\n".join([heading, *placed])))
    assert " ".join(page.split()).removeprefix(
        "A heading that goes over the whole width of the page and both of its columns "
    ) == " ".join(lines[: 2 * half])


def test_a_table_is_read_row_by_row(read: Read) -> None:
    cells = ", ".join(f"[Recommendation {number}], [{WORDS}]" for number in range(1, 7))
    (page,) = read(set_in_type(f"#table(columns: (1fr, 1fr), {cells})"))
    found = [page.index(f"Recommendation {number}") for number in range(1, 7)]
    assert found == sorted(found)
    assert all("We recommend" in page[here:there] for here, there in pairwise([*found, len(page)]))


def test_footers_come_last_and_headers_first_however_they_were_drawn(read: Read) -> None:
    text = b"".join(b"BT /F 11 Tf 72 %d Td (line %d) Tj ET " % (700 - 15 * line, line) for line in range(20))
    footer = b"BT /F 9 Tf 72 40 Td (page 3) Tj ET "
    header = b"BT /F 9 Tf 72 760 Td (OIG-26-01) Tj ET "
    (page,) = read(one_page(footer + text + header))
    assert page.split("\n")[0] == "OIG-26-01"
    assert page.strip().split("\n")[-1] == "page 3"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE html>\n<html><body>Not found</body></html>", "not a PDF document but a web page"),
        (b"", "The file is empty"),
        (set_in_type(WORDS)[:-600], "damaged or cut off"),
        (set_in_type(WORDS)[:2000], "damaged or cut off"),
        (b"%PDF-1.7\nnonsense\n%%EOF", "damaged or cut off"),
        (b"This is only text.", "By its name this is a PDF document"),
        (empty(10_000), "The file has 10,000 pages; at most 2,000 can be read"),
        (empty(3), "There is no text in this file"),
        (set_in_type("#rect(fill: black)"), "There is no text in this file"),
    ],
    ids=["html", "empty", "short", "shorter", "nonsense", "text", "10,000 pages", "3 empty pages", "picture"],
)
def test_a_bad_file_is_refused_with_a_sentence_that_says_what_to_do(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        read(content)
    assert refused.value.message.endswith(".")
    assert refused.value.message.count(".") > 1


def test_one_that_opens_with_a_password_only_is_refused(read: Read) -> None:
    locked = by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Filter/Standard/V 1/R 2/P -44/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32),
        trailer=b"/Encrypt 3 0 R/ID[<0102><0102>]",
    )
    with pytest.raises(Invalid, match="encrypted: it opens with a password only"):
        read(locked)


@pytest.mark.parametrize("drawn", [b"BT /F 12 Tf (a) Tj ET " * 2_000_000, b" " * 400_000_000])
def test_a_small_file_that_needs_more_memory_than_a_report_is_refused(read: Read, drawn: bytes) -> None:
    with pytest.raises(Invalid, match=r"needs more memory|no text in this file|takes longer"):
        read(one_page(drawn))


def test_a_page_s_picture_is_a_png_of_that_page(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(set_in_type("#set page(width: 10cm, height: 20cm, fill: red)\nOne#pagebreak()Two"))
    with path.open("rb") as file:
        picture = reading.picture(file, path.name, 2)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    assert (width, height) == (700, 1400)
    packed = picture[picture.index(b"IDAT") + 4 :]
    pixels = zlib.decompressobj().decompress(packed)
    assert pixels[1:4] == bytes.fromhex("ff4136")


def test_words_are_marked_in_a_picture_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(
        set_in_type("#set page(width: 10cm, height: 20cm)\nAbove\n#v(8cm)\nTo be mar- #linebreak() ked. Beside")
    )
    with path.open("rb") as file:
        plain, marked, astray = (
            reading.picture(file, path.name, 1, words) for words in ((), ["be marked"], ["be", "not there", ""])
        )
    assert plain == astray
    rows = [row for row, (red, blue) in enumerate(red_and_blue(marked)) if red != blue]
    assert rows
    assert 1400 * 8 / 20 < rows[0] <= rows[-1] < 1400 * 13 / 20


def red_and_blue(picture: bytes) -> list[tuple[bytes, bytes]]:
    """Of each row of a picture of RGB, or RGB and a fourth, how red and how blue its pixels are."""
    width, height = struct.unpack(">II", picture[16:24])
    pixels = zlib.decompressobj().decompress(picture[picture.index(b"IDAT") + 4 :])
    stride = len(pixels) // height
    channels = stride // width
    rows = (pixels[at + 1 : at + stride] for at in range(0, len(pixels), stride))
    return [(row[0::channels], row[2::channels]) for row in rows]


@pytest.mark.parametrize("page", [0, 2, -1])
def test_there_is_no_picture_of_a_page_that_is_not_there(tmp_path: Path, page: int) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(set_in_type("One"))
    with path.open("rb") as file, pytest.raises(NotFound, match=f"no page {page}"):
        reading.picture(file, path.name, page)
