"""What holds for every document: nothing invented, pages right, furniture ignored, time in proportion to the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.extraction import read
from tests.domain.extraction.dhs import NAMES, printed

SAID = "the radio port was counted in May of 2026 and officials said that 12 sheets were lost (1) 2. a. • Concur."
WORDS = st.sampled_from(SAID.split())
PROSE = st.lists(WORDS, max_size=60).map(" ".join)


@given(st.lists(PROSE, max_size=5))
def test_text_that_recommends_nothing_gives_nothing(pages):
    assert read(pages, NAMES).recommendations == ()


@given(st.lists(st.text(max_size=300), max_size=5))
def test_any_text_can_be_read(pages):
    read(pages, {})


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_every_recommendation_has_the_page_on_which_it_begins(blanks):
    pages, expected = [], {}
    for number, empty in enumerate(blanks, start=1):
        pages += ["Radios were counted by hand at the port."] * empty
        pages.append(f"Recommendation {number}: We recommend the Commissioner of CBP count radio kind {number}.")
        expected[str(number)] = len(pages)
    found = read(pages, NAMES).recommendations
    assert {one.number.value: one.text.page for one in found} == expected


@given(
    st.lists(
        st.sampled_from(["A Running Title", "Department of Radios", "Sensitive", "Draft 7"]), max_size=3, unique=True
    )
)
def test_running_headers_change_nothing(header):
    head = "".join(f"{line}\n" for line in header)
    assert read(printed(head), NAMES).recommendations == read(printed(""), NAMES).recommendations


def test_words_that_were_read_stand_in_the_document():
    document = " ".join(" ".join(printed()).split())
    for found in read(printed(), NAMES).recommendations:
        for name in ("agreement", "due_on", "status"):
            fact = getattr(found, name)
            assert fact is None or " ".join(fact.words.split()) in document


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000, "(" * 50_000, "(1) " * 30_000, ". " * 50_000, "\n" * 200_000, "a-\n" * 30_000, "**a" * 30_000,
        "recommendations 1, 2, " * 10_000,
        "Recommendation 1\n" * 10_000, "We recommend that the " * 10_000,
        "x   y   " * 20_000,
        "expects to complete " * 10_000, "Estimated Completion Date " * 10_000, "“" * 100_000, "1." * 50_000,
    ],
    ids=lambda text: repr(text[:20]),
)  # fmt: skip
def test_no_text_takes_more_than_its_share_of_time(text):
    """Read within the limit of the test run; a rule whose time grows with the square of the text would not end here."""
    for document in (text, f"We recommend that the Director: {text}", f"Recommendation 1: We recommend the {text}"):
        read([document], NAMES)


def test_ten_thousand_pages_are_read():
    pages = [f"Radio Report\nThe port counted radio {page} and wrote it down.\nPage {page}" for page in range(10_000)]
    pages[6_999] += "\nRecommendation 1: We recommend the Commissioner of CBP count once."
    (found,) = read(pages, NAMES).recommendations
    assert found.text.page == 7_000
