import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import deliver
from ipr_compliance.models import History, Message, MessageState, PasswordRecovery
from ipr_compliance.services import people, tokens
from tests.factories import NOW, PASSWORD, TODAY, a_person, an_office
from tests.visitors import form_token, log_in, send

EMAIL = "manager@plcy.example"
NEW = "another few words"


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email=EMAIL)
    return office


@pytest.fixture
def visitor(client, office):  # noqa: ARG001  # there is somebody to write to
    return client


def ask(client, email=EMAIL):
    return send(client, "/login/forgotten", page="/login/forgotten", email=email)


@pytest.fixture
def letters(app, tmp_path):
    """Sends what waits, and gives the texts that have gone out since the last time."""
    seen = set()

    def go_out():
        deliver.run(app.extensions["ipr"])
        new = [file for file in sorted((tmp_path / "mail").glob("*.eml")) if file not in seen]
        seen.update(new)
        return [file.read_text(encoding="utf-8").replace("=\n", "").replace("=3D", "=") for file in new]

    return go_out


def link_in(letter):
    return re.search("http://127.0.0.1:8000(/login/new-password/[A-Za-z0-9_-]{43})", letter)[1]


def choose(client, link, new=NEW, again=None):
    return send(client, link, page=link, new_password=new, new_password_again=again or new)


def everything_kept(database):
    with database.reading() as connection:
        return " ".join(
            str(row._mapping)
            for model in (Message, PasswordRecovery, History)
            for row in connection.execute(sa.select(model.__table__))
        )


def test_a_forgotten_password_is_replaced_by_a_link_in_a_message(visitor, letters):
    asked = ask(visitor)
    assert (asked.status_code, asked.location) == (303, "/login")
    assert "a message with a link is on its way" in visitor.get("/login").text
    (letter,) = letters()
    assert f"To: {EMAIL}" in letter
    changed = choose(visitor, link_in(letter))
    assert (changed.status_code, changed.location) == (303, "/login")
    assert log_in(visitor, EMAIL).status_code == 422
    assert log_in(visitor, EMAIL, NEW).status_code == 303


def test_the_answer_is_the_same_whether_or_not_there_is_an_account(visitor, letters):
    answers = [ask(visitor, email) for email in (EMAIL, "nobody@plcy.example")]
    assert {(answer.status_code, answer.location, answer.text) for answer in answers} == {
        (303, "/login", answers[0].text)
    }
    assert len(letters()) == 1


def test_the_same_work_is_done_whether_or_not_there_is_an_account(visitor, statements, database):
    """How long the answer takes must not tell who has one."""
    work = []
    for email in (EMAIL, "nobody@plcy.example", "nobody", EMAIL):
        token = form_token(visitor, "/login/forgotten")
        statements.clear()
        visitor.post("/login/forgotten", data={"csrf_token": token, "email": email})
        work.append(list(statements))
    assert work[0] == work[1] == work[2] == work[3]
    with database.reading() as connection:
        assert len(connection.execute(sa.select(Message.__table__)).all()) == 2


def test_nobody_who_is_disabled_gets_a_link(visitor, letters, database, office, clock):
    with database.transaction() as session:
        people.disable(
            session, EMAIL, tree=office.tree, by=office.keeper, today=clock.today(), now=clock.now()
        )  # fmt: skip
    ask(visitor)
    assert letters() == []


def test_the_secret_stands_in_the_message_alone(visitor, letters, database, caplog):
    ask(visitor)
    (letter,) = letters()
    secret = link_in(letter).rpartition("/")[2]
    choose(visitor, link_in(letter))
    assert secret not in everything_kept(database)
    assert "only-in-the-message-that-was-sent" in everything_kept(database)
    assert secret not in caplog.text
    assert "only-in-the-message" not in letter


def test_a_link_works_once(visitor, letters):
    ask(visitor)
    link = link_in(letters()[0])
    choose(visitor, link)
    again = visitor.get(link)
    assert again.status_code == 404
    assert "This link is not good any more." in again.text
    token = re.search('csrf_token" value="([^"]+)', visitor.get("/login").text)[1]
    form = {"csrf_token": token, "new_password": "a third password", "new_password_again": "a third password"}
    assert visitor.post(link, data=form).status_code == 422
    assert log_in(visitor, EMAIL, NEW).status_code == 303


@pytest.mark.parametrize(("minutes", "status"), [(30, 200), (31, 404)])
def test_a_link_works_for_half_an_hour(visitor, letters, clock, minutes, status):
    ask(visitor)
    clock.at += timedelta(hours=3)  # nothing was sent meanwhile
    link = link_in(letters()[0])
    clock.at += timedelta(minutes=minutes)
    assert visitor.get(link).status_code == status


def test_looking_at_the_link_uses_nothing_up(visitor, letters):
    ask(visitor)
    link = link_in(letters()[0])
    assert [visitor.get(link).status_code for _ in range(2)] == [200, 200]
    assert visitor.get(link).headers["Referrer-Policy"] == "no-referrer"
    assert choose(visitor, link, "short").status_code == 422
    assert choose(visitor, link, again="something else").status_code == 422
    assert choose(visitor, link).status_code == 303


def test_a_newer_link_replaces_the_one_before(visitor, letters):
    ask(visitor)
    first = link_in(letters()[0])
    ask(visitor)
    assert visitor.get(first).status_code == 404
    assert visitor.get(link_in(letters()[0])).status_code == 200


def test_of_two_askings_before_the_post_goes_one_message_is_sent(visitor, letters, database):
    for _ in range(2):
        ask(visitor)
    assert len(letters()) == 1
    with database.reading() as connection:
        states = connection.execute(sa.select(Message.state).order_by(Message.id)).scalars().all()
    assert states == [MessageState.CANCELLED, MessageState.SENT]


def test_a_message_tried_again_after_it_was_replaced_is_not_sent(visitor, letters, database):
    ask(visitor)
    letters()
    ask(visitor)
    letters()
    with database.transaction(recorded=False) as session:
        first = sa.select(sa.func.min(Message.id)).scalar_subquery()
        session.execute(sa.update(Message).where(Message.id == first).values(state=MessageState.PLANNED))
    assert letters() == []


def test_all_sessions_end_and_the_person_is_told(visitor, letters, app):
    other = app.test_client()
    log_in(other, EMAIL)
    ask(visitor)
    choose(visitor, link_in(letters()[0]))
    assert other.get("/account").status_code == 303
    (told,) = letters()
    assert "Your password was replaced with a link" in told
    assert NEW not in told


def test_asking_often_slows_down_and_logging_in_does_not(visitor):
    assert [ask(visitor).status_code for _ in range(6)] == [303] * 5 + [429]
    assert "There were too many requests for a new password. Wait 15 seconds" in ask(visitor).text
    assert log_in(visitor, EMAIL, PASSWORD).status_code == 303


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "../../account"])
def test_whatever_is_asked_for_as_a_link_is_answered(visitor, token):
    assert visitor.get(f"/login/new-password/{token}").status_code in {303, 400, 404}


def test_all_tokens_end_with_the_password_that_was_replaced(visitor, letters, app, database, office):
    with database.transaction() as session:
        given = tokens.TokenInput(name="kept from before")
        secret = tokens.add(session, EMAIL, given, by=office.keeper, today=TODAY, now=NOW)

    def asked():
        headers = {"Authorization": f"Bearer {secret}"}
        return app.test_client().get("/api/v1/summary", headers=headers).status_code

    assert asked() == 200
    ask(visitor)
    choose(visitor, link_in(letters()[0]))
    assert asked() == 401
    (told,) = letters()
    assert "tokens for programs do not work" in told
