import pytest

from ipr_compliance.domain import demonstration as content
from ipr_compliance.domain.refusal import Conflict
from ipr_compliance.queries import people, recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import demonstration
from tests.factories import NOW, OFFICE, TODAY, an_office


@pytest.fixture
def rows(session):
    demonstration.load(session, "a password for all", today=TODAY, now=NOW, zone=OFFICE)
    asker, tree = people.by_email(session.connection(), "admin@dhs.example")
    return list(recommendations.every(session.connection(), asker, tree, Filter(sort="report"), TODAY))


def test_it_tells_one_of_each_kind(rows):
    assert [row.number for row in rows] == list("12345678")
    assert {row.component for row in rows} == {"PLCY", "CBP-OT", "CBP-OFO"}
    assert sum(row.status.is_open and row.due_on is not None and row.due_on < TODAY for row in rows) == 2
    assert [row.number for row in rows if not row.status.is_open] == ["8"]
    assert [row.number for row in rows if row.agreement == "non-concur"] == ["6"]


def test_no_text_passes_for_the_oigs_and_no_person_is_invented(rows):
    assert all(row.text.startswith("(Illustration, not the OIG's wording.)") for row in rows)
    addresses = [person[0] for person in content.PEOPLE] + [component[3] for component in content.COMPONENTS]
    assert all(address.endswith(".example") for address in addresses)


def test_it_is_not_mixed_with_what_is_there(session):
    an_office(session)
    with pytest.raises(Conflict, match="not empty"):
        demonstration.load(session, "a password for all", today=TODAY, now=NOW, zone=OFFICE)
