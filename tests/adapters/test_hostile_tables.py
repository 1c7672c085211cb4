"""Workbooks as people have them, and as those make them who mean harm: values are read, nothing else happens."""

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import date

import pytest
import xlsxwriter

from ipr_compliance.adapters.table_reader import MEMORY
from ipr_compliance.adapters.tables_apart import read
from ipr_compliance.domain.refusal import Invalid

ROWS = [["number", "due_on", "text"], ["1", date(2027, 3, 15), "Do it."]]


def a_workbook(rows=ROWS, **options):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd", **options}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def repacked(workbook, change=None, **parts):
    """The workbook with other parts, and with the text of its first sheet changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if change and name == "xl/worksheets/sheet1.xml" else data)
        for name, data in parts.items():
            new.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_are_those_that_the_person_saw_whatever_day_the_workbook_counts_from(since_1904):
    assert read([a_workbook(date_1904=since_1904)]).rows == [(2, ["1", "2027-03-15", "Do it."])]


def test_macros_are_not_looked_at():
    harmful = repacked(a_workbook(), **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open()"})
    assert read([harmful]).rows == [(2, ["1", "2027-03-15", "Do it."])]


def test_links_to_other_files_are_not_followed_and_give_the_value_that_was_kept():
    formula = b"<c r=\"C2\"><f>'file:///etc/[passwd]Sheet1'!A1</f><v>7</v></c>"
    linked = repacked(
        a_workbook(),
        lambda sheet: re.sub(rb'<c r="C2".*?</c>', lambda _cell: formula, sheet),
        **{
            "xl/externalLinks/externalLink1.xml": '<externalLink><externalBook r:id="rId1"/></externalLink>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": '<Relationship Target="http://127.0.0.1:9/harm.xlsx" '
            'TargetMode="External"/>',
        },
    )
    assert read([linked]).rows == [(2, ["1", "2027-03-15", "7"])]


def test_entities_are_not_expanded():
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 50) for n in range(1, 9))
    bomb = b"<!DOCTYPE x [" + entities + b"]><worksheet"
    harmful = repacked(a_workbook(), lambda sheet: sheet.replace(b"<worksheet", bomb, 1).replace(b"<v>", b"<v>&e8;", 1))
    try:
        told = str(read([harmful]).rows)
    except Invalid as refusal:
        told = refusal.message
    assert len(told) < 300


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1"])
def test_text_that_looks_like_a_formula_is_text(text):
    assert read([f'number,text\n1,"{text}"\n'.encode()]).rows == [(2, ["1", text])]
    assert read([a_workbook([["number", "text"], ["1", text]], strings_to_formulas=False)]).rows == [(2, ["1", text])]


HARMFUL = {
    "a workbook cut off": a_workbook()[:-200],
    "a table cut off in the middle of a letter": 'number,text\n1,"é"\n'.encode()[:-3],
    "one line of 100 MB": b"x" * 100_000_000,
    "a row of 50 million blank cells": b"number,text\n" + b"," * 50_000_000 + b"\n",
    "ten million blank rows": b"number,text\n" + b"\n" * 10_000_000 + b'1,"x\n',
    "a header of 100,000 names": b",".join(b"c%d" % n for n in range(100_000)) + b"\n1\n",
}
MEASURED = """
import json, resource, sys
from ipr_compliance.adapters import tables_apart
from ipr_compliance.domain.refusal import Invalid
def rest():
    tables_apart.read([b"number\\n1\\n"])
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
before = rest()
try:
    tables_apart.read(iter(lambda: sys.stdin.buffer.read(1 << 20), b""))
    told = None
except Invalid as refusal:
    told = refusal.message
print(json.dumps([told, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss - before]))
"""


@pytest.mark.parametrize("kind", HARMFUL)
def test_what_is_made_to_do_harm_is_refused_in_a_sentence_within_its_memory(kind):
    """The time is bounded by the reader's own limits, which have tests of their own."""
    said = subprocess.run([sys.executable, "-c", MEASURED], input=HARMFUL[kind], capture_output=True, check=True)  # noqa: S603
    told, more = json.loads(said.stdout)
    assert told is not None
    assert told.endswith(".")
    assert "Traceback" not in told
    assert more < MEMORY / 1024
