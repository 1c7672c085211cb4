import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from ipr_compliance.adapters import typesetting
from ipr_compliance.adapters.typesetter import SUBSTITUTE
from ipr_compliance.adapters.typesetting import NotTypeset, typeset
from ipr_compliance.domain.documents import Case, Column, Document, Figure, Row, Section, Table
from ipr_compliance.folders import TEMPLATES

DAY = date(2026, 11, 24)
REPORT = TEMPLATES / "progress" / "report.typ"


def a_document(*sections: Section, **facts: object) -> Document:
    values = {
        "title": "Progress report", "subtitle": "All components", "author": "DHS", "opening": "1 of 1: 5 overdue.",
        "notice": "", "figures": (Figure("Open", 18),), "sections": sections, "footer": "as of today",
    }  # fmt: skip
    return Document(**values | facts)


def a_table(*rows: Row) -> Section:
    return Section("All open", table=Table((Column("Text", 2), Column("Days", 1, number=True)), rows))


def pdf(*sections: Section, **facts: object) -> bytes:
    return typeset(a_document(*sections, **facts), REPORT, made_on=DAY)


def run(tool: str, made: bytes, *options: str) -> str:
    path = shutil.which(tool)
    assert path, f"{tool} is missing: install poppler-utils"
    done = subprocess.run([path, *options], input=made, capture_output=True, check=True, timeout=60)  # noqa: S603 - ours
    return done.stdout.decode()


def words(made: bytes) -> str:
    return " ".join(run("pdftotext", made, "-", "-").split())


def test_the_file_says_that_it_is_accessible():
    made = pdf()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert b"/StructTreeRoot" in made
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", made)


def test_title_language_and_author_are_set():
    made = pdf(title="Progress report")
    told = run("pdfinfo", made, "-")
    assert re.search(r"Title:\s+Progress report\n", told)
    assert re.search(r"Author:\s+DHS\n", told)
    assert re.search(r"Tagged:\s+yes", told)
    assert re.search(r"Page size:\s+612 x 792 pts \(letter\)", told)
    assert b"/Lang(en-US)" in made


def test_headings_and_tables_are_tagged_as_what_they_are():
    made = pdf(a_table(Row(("One", "1"))), Section("Cases", cases=(Case("First", 1, lines=("done",)),)))
    tags = run("pdfinfo", made, "-struct", "-")
    for tag in ("H1", "H2", "H3", "Table", "THead", "TH", "TBody", "TD", "L ", "LI"):
        assert re.search(rf"^\s*{tag}", tags, re.MULTILINE), tag


def test_headings_are_bookmarks():
    assert b"/Outlines" in pdf(Section("What changed"))


def test_a_table_s_headings_and_the_page_s_number_are_on_every_page():
    made = pdf(a_table(*(Row((f"Recommendation {number}", "5")) for number in range(90))))
    pages = int(re.search(r"Pages:\s+(\d+)", run("pdfinfo", made, "-")).group(1))
    said = words(made)
    assert pages > 1
    assert said.count("Text Days") == pages
    assert f"page {pages} of {pages}" in said


def test_what_people_wrote_is_printed_and_never_obeyed():
    text = '#panic("x") $x^2$ *bold* _low_ `raw` \\ <label> @ref = no heading // comment #import "/etc/passwd": *'
    assert text in words(pdf(Section("Said", (text,))))


@pytest.mark.parametrize("text", ["café “quoted” – naïve…", "Ελληνικά Žluť", "→≥✓"])
def test_other_letters_are_printed(text):
    assert text in words(pdf(Section("Said", (text,))))


@pytest.mark.parametrize(
    "character", ["漢", "ไ", "\ue000", "\ufffe", "\x07", "\x00", "\ud800", "\u202e", "👩🏽\u200d💻", "e\u0301"]
)
def test_a_character_that_no_font_can_show_does_not_stop_the_report(character):
    said = words(pdf(Section("Said", (f"before {character} after",))))
    assert re.search("before .{0,9} ?after", said)


def test_what_cannot_be_shown_is_marked():
    said = words(pdf(Section("Said", ("a \U0001fbf0\U000f0000 b",))))
    assert SUBSTITUTE in said


def test_a_long_word_stays_on_the_page():
    made = pdf(a_table(Row(("https://oig.example/" + "x" * 500, "1"))))
    right_ends = re.findall(r'xMax="([\d.]+)"', run("pdftotext", made, "-bbox", "-", "-"))
    assert max(float(found) for found in right_ends) < 612


def test_a_number_and_overdue_stand_on_one_line():
    assert "12 overdue" in run("pdftotext", pdf(opening="word " * 13 + "12 overdue and so on"), "-", "-")


def test_the_same_document_gives_the_same_file():
    assert pdf() == pdf()


def test_a_template_that_typst_does_not_understand_is_reported(tmp_path):
    (tmp_path / "broken.typ").write_text("#nonsense", encoding="utf-8")
    with pytest.raises(NotTypeset, match="unknown variable: nonsense"):
        typeset(a_document(), tmp_path / "broken.typ", made_on=DAY)


def test_a_template_reads_no_file(tmp_path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "curious.typ").write_text(f'#read("{tmp_path}/secret.txt")', encoding="utf-8")
    with pytest.raises(NotTypeset, match="file not found"):
        typeset(a_document(), tmp_path / "curious.typ", made_on=DAY)


def test_whoever_waits_hears_of_it_while_it_lasts(monkeypatch):
    said = []
    monkeypatch.setattr(typesetting, "TURN", 0.01)
    monkeypatch.setattr(typesetting, "LONGEST_SECONDS", 60)
    made = typeset(a_document(), REPORT, made_on=DAY, meanwhile=lambda: said.append(1))
    assert made.startswith(b"%PDF")
    assert said


def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()


def test_a_typesetter_that_is_no_longer_wanted_is_ended(monkeypatch):
    class NotWanted(Exception):
        pass

    def never_mind():
        assert len(children()) == before + 1
        raise NotWanted

    monkeypatch.setattr(typesetting, "TURN", 0.01)
    before = len(children())
    with pytest.raises(NotWanted):
        typeset(a_document(), REPORT, made_on=DAY, meanwhile=never_mind)
    assert len(children()) == before
