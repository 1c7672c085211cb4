"""The reports of ../shared/data/gao: every numbered recommendation with its exact text, and none invented."""

import json
import re

import pytest

from ipr_compliance.domain.extraction import read

pytestmark = pytest.mark.acceptance


def spaced(text):
    return " ".join(text.split())


@pytest.fixture(scope="session")
def reports(shared):
    folder = shared / "data" / "gao"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return {name: ((folder / f"{name}.md").read_text(encoding="utf-8"), wanted) for name, wanted in expected.items()}


def test_every_recommendation_is_found_and_none_invented(reports):
    for name, (text, wanted) in reports.items():
        found = read([text], {}).recommendations
        got = [(one.number.value, spaced(one.text.value)) for one in found]
        assert got == [(one["number"], spaced(one["text"])) for one in wanted], name


def test_the_report_is_named(reports):
    for name, (text, _wanted) in reports.items():
        report = read([text], {}).report
        assert report.number.value.casefold() == name
        assert report.title.value in text
        assert report.issued_on.value.isoformat() in text[:1000]


def test_paragraphs_need_no_blank_lines_between_them(reports):
    for name, (text, wanted) in reports.items():
        found = read([re.sub(r"\n\s*\n", "\n", text)], {}).recommendations
        assert [one.number.value for one in found] == [one["number"] for one in wanted], name
