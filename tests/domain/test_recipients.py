import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.recipients import DISABLED, REFUSES, AddressBook
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
    assert BOOK.told(component_id, "Director@CBP.example", "Director", (to,)) == (addresses, {})


def test_an_address_stands_once():
    told = BOOK.told(2, "AUDITS@cbp.example", None, (To.OFFICIAL, To.MAILBOX))
    assert told.addresses == ("audits@cbp.example",)


def refusing(*addresses):
    return AddressBook(TREE, BOOK.liaisons, frozenset(addresses))


SUPERVISOR, HEAD, LIAISON = "audits@cbp.example", "head@cbp.example", "liaison@cbp.example"
DEPARTMENT = ("follow.up@dhs.example", "all@dhs.example")


@pytest.mark.parametrize(
    ("component_id", "refused", "addresses"),
    [
        (3, (), (SUPERVISOR,)), (3, (SUPERVISOR,), (LIAISON,)), (3, (SUPERVISOR, LIAISON), DEPARTMENT),
        (2, (), ("oig.liaison@dhs.example",)), (2, ("oig.liaison@dhs.example",), (HEAD,)),
        (2, ("oig.liaison@dhs.example", HEAD), (LIAISON,)),
        (3, (SUPERVISOR, LIAISON, DEPARTMENT[0]), DEPARTMENT[1:]), (3, (SUPERVISOR, LIAISON, *DEPARTMENT), ()),
    ],
)  # fmt: skip
def test_whose_address_refuses_mail_is_stood_in_for(component_id, refused, addresses):
    told = refusing("director@cbp.example", *refused).told(
        component_id, "Director@cbp.example", "Director", (To.OFFICIAL,)
    )
    assert told == (addresses, dict.fromkeys(addresses, (f"Director, {REFUSES}",)))


def test_who_was_shut_out_is_stood_in_for_too_and_stands_in_for_nobody():
    book = AddressBook(TREE, BOOK.liaisons, disabled=frozenset({"director@cbp.example", SUPERVISOR}))
    told = book.told(3, "director@cbp.example", "Director", (To.OFFICIAL,))
    assert told == ((LIAISON,), {LIAISON: (f"Director, {DISABLED}",)})


def test_one_without_a_title_is_named_by_the_address():
    told = refusing("trade@cbp.example", "director@cbp.example").told(
        3, "director@cbp.example", None, (To.OFFICIAL, To.MAILBOX)
    )
    instead = (f"director@cbp.example, {REFUSES}", f"trade@cbp.example, {REFUSES}")
    assert told == ((SUPERVISOR,), {SUPERVISOR: instead})


def test_who_is_told_anyway_is_told_once_and_knows_in_whose_stead():
    told = refusing("trade@cbp.example").told(3, None, None, (To.MAILBOX, To.SUPERVISOR))
    assert told == ((SUPERVISOR,), {SUPERVISOR: (f"trade@cbp.example, {REFUSES}",)})


ADDRESSES = [
    "trade@cbp.example",
    SUPERVISOR,
    HEAD,
    LIAISON,
    "oig.liaison@dhs.example",
    *DEPARTMENT,
    "director@cbp.example",
]


@given(
    st.sampled_from([1, 2, 3]),
    st.frozensets(st.sampled_from(ADDRESSES)),
    st.sets(st.sampled_from(list(To)), min_size=1),
)
def test_nobody_is_written_to_whose_address_refuses_and_somebody_always_is(component_id, refused, recipients):
    asked = component_id, "director@cbp.example", "Director", tuple(sorted(recipients))
    usual, told = BOOK.told(*asked).addresses, refusing(*refused).told(*asked)
    assert not refused & set(told.addresses)
    assert len(set(told.addresses)) == len(told.addresses)
    assert set(usual) - refused <= set(told.addresses)
    assert set(told.instead_of) <= set(told.addresses)
    able = {
        one
        for to in (To.SUPERVISOR, To.LEADERSHIP, To.LIAISON, To.DEPARTMENT)
        for one in BOOK.told(component_id, None, None, (to,)).addresses
    } - refused
    if usual and able:
        assert told.addresses
