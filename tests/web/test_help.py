import pytest

from ipr_compliance.domain.words import Agreement, Role, Status, in_words
from tests.factories import a_person, an_office
from tests.visitors import log_in


@pytest.fixture
def page(database, client):
    with database.transaction() as session:
        a_person(session, an_office(session), Role.VIEWER, "CBP", email="viewer@cbp.example")
    log_in(client, "viewer@cbp.example")
    return client.get("/help").text


def test_every_word_of_a_record_is_explained(page):
    for word in (*Status, *Agreement, *Role):
        assert f"<dt>{in_words(word)}</dt><dd>" in page


def test_whom_to_ask_is_said_of_the_components_that_a_person_sees(page):
    assert "trade@cbp.example" in page
    assert "None recorded" in page
    assert "policy@plcy.example" not in page


def test_the_page_asks_the_database_little(page, client, statements):
    assert page
    statements.clear()
    client.get("/help")
    assert len([one for one in statements if one.startswith("SELECT")]) <= 3
