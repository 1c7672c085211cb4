import pytest
from sqlalchemy.exc import OperationalError

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound, Stale
from ipr_compliance.domain.words import Role
from tests.factories import a_person, an_office
from tests.visitors import log_in


@pytest.fixture
def person(database, client):
    with database.transaction() as session:
        email = a_person(session, an_office(session), Role.VIEWER)
    log_in(client, email)
    return client


def page_that_raises(app, error):
    def view():
        raise error

    app.view_functions["account.show"] = view


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound(), 404),
        (NotAllowed("You can only read this."), 403),
        (Conflict("It is closed."), 409),
        (Stale(3), 409),
        (Invalid("That is no date."), 422),
    ],
)
def test_a_refusal_becomes_a_page_with_its_sentence(app, person, refusal, status):
    page_that_raises(app, refusal)
    answer = person.get("/account")
    assert answer.status_code == status
    assert refusal.message in answer.text


def test_an_address_that_does_not_exist_is_a_calm_page(person):
    answer = person.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_a_method_that_is_not_taken_is_a_calm_page(person):
    answer = person.get("/logout")
    assert answer.status_code == 405
    assert "takes no such request" in answer.text


def test_too_much_is_refused_before_it_is_read(client):
    answer = client.post("/login", data={"email": "x"}, environ_overrides={"CONTENT_LENGTH": str(200 * 2**20)})
    assert answer.status_code == 413
    assert "The file is too large" in answer.text


@pytest.mark.parametrize("error", [RuntimeError("secret"), OperationalError("SELECT secret", {}, Exception("secret"))])
def test_an_unexpected_error_is_logged_and_tells_nothing(app, person, caplog, error):
    page_that_raises(app, error)
    answer = person.get("/account")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "secret" not in answer.text
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [error]


def test_what_a_person_types_is_text_on_the_page(client):
    page = client.get("/login?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in page
