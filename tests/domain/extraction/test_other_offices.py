"""Reports in the manner of offices that set out their recommendations in other ways."""

import pytest

from ipr_compliance.domain.extraction import read
from ipr_compliance.domain.words import Agreement, Status
from tests.domain.extraction.offices import OFFICES


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("spaced", [True, False], ids=["with blank lines", "without blank lines"])
def test_its_recommendations_are_read(office, spaced):
    text, wanted = OFFICES[office]
    if not spaced:
        text = "\r\n".join(line for line in text.split("\n") if line.strip())
    found = read([text], {}).recommendations
    assert [one.number and one.number.value for one in found] == [one.number for one in wanted]
    for one, two in zip(found, wanted, strict=True):
        assert one.text.value.startswith(two.first)
        assert one.text.value.endswith(two.last)
        assert (one.agreement and one.agreement.value, one.status and one.status.value) == (two.agreement, two.status)


LETTERED = """Recommendations, Management Comments, and Our Response

Recommendation 1

We recommend that the Commander, Radio Command:

a. Write a plan to count all the radios that it holds; and

b. Train all those who count the radios each year.

Commander, Radio Command Comments

The Commander agreed with Recommendation {0}. The Commander disagreed with Recommendation {1}.

Our Response

Recommendation {0} is resolved and open. Recommendation {1} is unresolved.

Recommendation 2

We recommend that the Director of Logistics review: a. the contracts; and b. the leases.

Director of Logistics Comments

The Director agreed.

Our Response

The recommendation is resolved but will remain open.
"""


@pytest.mark.parametrize(("first", "second"), [("1.a", "1.b"), ("1a", "1b"), ("1(a)", "1(b)")])
def test_lettered_parts_that_are_answered_one_by_one_are_recommendations(first, second):
    found = read([LETTERED.format(first, second)], {}).recommendations
    assert [(one.number.value, one.text.value) for one in found[:2]] == [
        (first, "Write a plan to count all the radios that it holds"),
        (second, "Train all those who count the radios each year."),
    ]
    assert [one.agreement.value for one in found] == [Agreement.CONCUR, Agreement.NON_CONCUR, Agreement.CONCUR]
    assert [one.status.value for one in found] == [
        Status.OPEN_RESOLVED, Status.OPEN_UNRESOLVED, Status.OPEN_RESOLVED,
    ]  # fmt: skip
    assert found[0].addressee.value.startswith("We recommend that the Commander, Radio Command")


def test_parts_that_are_answered_together_stay_one_recommendation():
    found = read([LETTERED.format("1", "2")], {}).recommendations
    assert [one.number.value for one in found] == ["1", "2"]
    assert "b. Train all" in found[0].text.value
    assert "b. the leases" in found[1].text.value


def test_a_date_in_the_next_line_of_something_else_is_not_the_day_of_issue():
    told = "CBP Response to Recommendation 1: Concur. Estimated Completion\nDate: June 30, 2027.\n"
    cover = "Office of Inspector General\n{}\nTrade Data Needs Better Checks\n"
    assert read([cover.format(""), told], {}).report.issued_on is None
    issued = read([cover.format("OIG-26-07 March 5, 2026"), told], {}).report.issued_on
    assert (issued.value.isoformat(), issued.page) == ("2026-03-05", 1)
