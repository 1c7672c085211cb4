import pytest

from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.recipients import AddressBook
from ipr_compliance.domain.reminder_rules import To

TREE = Tree(
    [
        Component(1, "DHS", "Department", None, "oig.liaison@dhs.example", "secretary@dhs.example"),
        Component(2, "CBP", "Border protection", 1, "audits@cbp.example", "head@cbp.example"),
        Component(3, "CBP-OT", "Trade", 2, "trade@cbp.example"),
    ]
)
BOOK = AddressBook(TREE, {2: ["liaison@cbp.example"], 1: ["follow.up@dhs.example"], None: ["all@dhs.example"]})


@pytest.mark.parametrize(
    ("to", "component_id", "addresses"),
    [
        (To.OFFICIAL, 3, ("director@cbp.example",)), (To.MAILBOX, 3, ("trade@cbp.example",)),
        (To.SUPERVISOR, 3, ("audits@cbp.example",)), (To.SUPERVISOR, 1, ()),
        (To.LEADERSHIP, 2, ("head@cbp.example",)), (To.LEADERSHIP, 3, ()),
        (To.LIAISON, 3, ("liaison@cbp.example",)), (To.LIAISON, 1, ()),
        (To.DEPARTMENT, 3, ("follow.up@dhs.example", "all@dhs.example")),
    ],
)  # fmt: skip
def test_each_recipient_has_the_addresses_of_its_component(to, component_id, addresses):
    assert BOOK.addresses(component_id, "Director@CBP.example", [to]) == addresses


def test_an_address_stands_once():
    assert BOOK.addresses(2, "AUDITS@cbp.example", [To.OFFICIAL, To.MAILBOX]) == ("audits@cbp.example",)
