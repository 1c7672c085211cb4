import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.office import NAMES, OfficeRules
from ipr_compliance.domain.refusal import Invalid

LENGTHS = {
    name: st.integers(1, 3650 if name.endswith("_days") else 120)
    for name in NAMES
    if name.endswith(("_days", "_months"))
}
REASONS = st.lists(st.from_regex(r"[a-zé'“]{1,100}", fullmatch=True), min_size=1, max_size=30, unique=True)


def test_what_is_absent_or_blank_stands_at_its_default():
    assert OfficeRules.read({"response_days": " ", "extension_reasons": "\n"}) == OfficeRules()


def test_every_length_has_a_rule():
    assert {*Lengths.__dataclass_fields__, "extension_limit", "extension_reasons"} == NAMES.keys()


@given(
    st.builds(OfficeRules, st.builds(Lengths, **LENGTHS), st.integers(0, 20), REASONS.map(tuple)),
)
def test_what_is_kept_is_read_again_without_a_difference(rules):
    assert OfficeRules.read(rules.as_text()) == rules


@pytest.mark.parametrize("text", ["0", "3651", "-1", "1.5", "90 days", "1_0", "٩", "x", "9" * 5000])
def test_a_number_of_days_is_a_number_in_its_range(text):
    with pytest.raises(Invalid, match="Management response: give a number of days from 1 to 3,650") as refusal:
        OfficeRules.read({"response_days": text})
    assert refusal.value.field == "response_days"


@pytest.mark.parametrize(
    ("name", "text"), [("window_months", "121"), ("window_months", "0"), ("extension_limit", "21")]
)
def test_months_and_the_limit_have_ranges_of_their_own(name, text):
    with pytest.raises(Invalid) as refusal:
        OfficeRules.read({name: text})
    assert refusal.value.field == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n".join(map(str, range(31))), "at most 30 reasons"),
        ("x" * 101, "at most 100 characters"),
        ("Legal review\nlegal  REVIEW", "twice"),
        ("a\0b", "one line"),
    ],
)
def test_reasons_are_few_short_and_different(text, words):
    with pytest.raises(Invalid, match=words) as refusal:
        OfficeRules.read({"extension_reasons": text})
    assert refusal.value.field == "extension_reasons"


def test_thirty_reasons_of_a_hundred_characters_are_taken():
    reasons = tuple(f"{number:100}".replace(" ", "x") for number in range(30))
    assert OfficeRules.read({"extension_reasons": "\r\n".join(reasons)}).extension_reasons == reasons


def test_what_is_no_rule_is_refused():
    with pytest.raises(Invalid, match="“colour” is not a rule of the office"):
        OfficeRules.read({"colour": "blue"})
