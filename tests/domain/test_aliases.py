import pytest

from ipr_compliance.domain.aliases import as_compared, known, owner
from ipr_compliance.domain.components import Component

CBP = Component(1, "CBP", "U.S. Customs and Border Protection", None)
OFO = Component(2, "CBP-OFO", "Office of Field Operations", 1)
ICE = Component(3, "ICE", "Office of Field Operations", None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Office of Trade", "OFFICE OF  TRADE"),
        ("Inspector\u2019s Office", "inspector's office"),
        ("Follow\u2011Up", "follow-up"),
        ("Office of Trade", "the Office\nof Trade"),
    ],
)
def test_names_are_compared_without_what_does_not_matter(one, other):
    assert as_compared(one) == as_compared(other)


def test_code_name_and_alias_mean_the_component():
    assert known([CBP], [("Customs", 1)]) == {"CBP": "CBP", CBP.name: "CBP", "Customs": "CBP"}


def test_a_name_that_two_have_means_neither_until_an_alias_says_which():
    assert OFO.name not in known([OFO, ICE], [])
    assert known([OFO, ICE], [(OFO.name, 2)])[OFO.name] == "CBP-OFO"


def test_an_alias_gives_way_to_a_code_and_those_of_others_are_left_out():
    assert known([CBP, OFO], [("cbp", 2), ("Immigration", 9)]) == {
        "CBP": "CBP", "CBP-OFO": "CBP-OFO", CBP.name: "CBP", OFO.name: "CBP-OFO",
    }  # fmt: skip


def test_the_owner_of_a_name_is_the_component_that_has_it():
    assert owner("the cbp-ofo", [CBP, OFO]) == OFO
    assert owner("Customs", [CBP, OFO]) is None
