from datetime import timedelta

import pytest

from ipr_compliance.domain.attempts import Outcome, Result
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import remind
from ipr_compliance.program import Program
from ipr_compliance.queries import deliveries as outbox
from ipr_compliance.services import sending
from tests.factories import TODAY, a_person, a_recommendation, a_report, an_office
from tests.visitors import log_in, send


@pytest.fixture
def planned(database, settings, clock):
    """A reminder to each of two mailboxes, and the office."""
    with database.transaction() as session:
        office = an_office(session)
        a_report(session, office, issued_on=TODAY - timedelta(days=10))
        for code in ("PLCY", "CBP-OT"):
            a_recommendation(session, office, component=code, due_on=TODAY, text="We recommend <b>care</b>.")
    remind.run(Program(settings, database, clock), TODAY)
    return office


@pytest.fixture
def visit(database, client, planned):
    def visit(path="/deliveries", role=Role.LIAISON, *codes):
        with database.transaction() as session:
            email = a_person(session, planned, role, *codes)
        log_in(client, email)
        return client.get(path)

    return visit


def settle(database, clock, result, words):
    gone = result is Result.NEVER
    with database.transaction(recorded=False) as session:
        for message_id in outbox.due(session.connection(), clock.now()):
            claimed = sending.claim(session, message_id, now=clock.now())
            sending.record(
                session, claimed, Outcome(result, "It did not go.", words, address_refused=gone), now=clock.now()
            )


def test_a_liaison_sees_every_message_with_its_state(visit):
    page = visit().text
    assert "<strong>2 messages</strong>" in page
    assert "policy@plcy.example" in page
    assert "trade@cbp.example" in page
    assert "1 due by December 24 — OIG recommendations, PLCY" in page
    assert "<strong>Planned</strong>" in page


def test_a_failure_is_told_with_its_reason_and_the_server_s_words(visit, database, clock):
    settle(database, clock, Result.NEVER, "550 No <such> user")
    page = visit("/deliveries?state=failed").text
    assert "<strong>2 messages</strong>" in page
    assert "It did not go. 550 No &lt;such&gt; user" in page
    assert "November 24, 2026, 9:00 a.m." in page


def test_a_message_that_was_put_off_says_when_it_is_tried_again(visit, database, clock):
    settle(database, clock, Result.LATER, "451 Busy")
    assert "next attempt November 24, 2026, 9:01 a.m." in visit().text


def test_a_message_that_is_being_sent_says_so(visit, database, clock):
    with database.transaction(recorded=False) as session:
        sending.claim(session, 1, now=clock.now())
    page = visit().text
    assert "in a sender's hand, until November 24, 2026, 9:05 a.m." in page
    assert "next attempt" not in page


def test_the_text_of_a_message_can_be_read(visit, client):
    visit()
    page = client.get("/deliveries/1").text
    assert "We recommend &lt;b&gt;care&lt;/b&gt;." in page
    assert "/recommendations/1" in page


def test_filters_stay_while_one_turns_pages(visit, client, monkeypatch):
    monkeypatch.setattr("ipr_compliance.web.deliveries.ROWS", 1)
    page = visit("/deliveries?state=planned&person=example").text
    assert "/deliveries?state=planned&amp;person=example&amp;after=2" in page
    second = client.get("/deliveries?state=planned&person=example&after=2").text
    assert 'href="/deliveries?state=planned&amp;person=example">First page' in second


def test_a_wrong_filter_is_told_beside_its_field(visit):
    answer = visit("/deliveries?state=lost")
    assert answer.status_code == 422
    assert "“lost” is not a state of a message" in answer.text


def test_an_empty_answer_says_why(visit):
    assert "No message matches all of these." in visit("/deliveries?state=cancelled").text


def test_others_learn_nothing(visit, client):
    assert visit("/deliveries", Role.PROGRAM_MANAGER, "PLCY").status_code == 403
    assert client.get("/deliveries/1").status_code == 403


def test_a_liaison_of_one_component_sees_no_message_about_another(visit, client):
    page = visit("/deliveries", Role.LIAISON, "PLCY").text
    assert "<strong>1 message</strong>" in page
    assert "trade@cbp.example" not in page
    assert sorted(client.get(f"/deliveries/{number}").status_code for number in (1, 2)) == [200, 404]


def test_an_address_that_refuses_mail_is_told_until_something_arrives(visit, client, database, clock):
    assert "No message has failed." in visit().text
    settle(database, clock, Result.NEVER, "550 No <such> user")
    page = client.get("/deliveries").text
    assert "2 messages failed." in page
    assert "since November 24, 2026, 9:00 a.m.; 1 message failed. The server said: 550 No &lt;such&gt; user" in page
    clock.at += timedelta(minutes=1)
    for number in (1, 2):
        send(client, f"/deliveries/{number}/again")
    settle(database, clock, Result.SENT, None)
    assert "Addresses that refuse mail" not in client.get("/deliveries").text


def test_an_address_is_tried_again_at_a_liaison_s_word(visit, client, database, clock):
    settle(database, clock, Result.NEVER, "550 Gone")
    assert "Try this address again" in visit().text
    answer = send(client, "/deliveries/addresses/again", address="Policy@plcy.example")
    assert answer.status_code == 303
    page = client.get("/deliveries").text
    assert "Messages to Policy@plcy.example are sent again." in page
    assert page.count("The server said:") == 1


def test_an_address_of_others_stays_marked(visit, client, database, clock):
    settle(database, clock, Result.NEVER, "550 Gone")
    visit("/deliveries", Role.LIAISON, "PLCY")
    assert send(client, "/deliveries/addresses/again", address="trade@cbp.example").status_code == 404
    assert send(client, "/deliveries/addresses/again", address="policy@plcy.example").status_code == 303


def test_my_work_points_to_what_failed_lately(visit, client, database, clock):
    assert "failed in the last" not in visit("/my-work").text
    settle(database, clock, Result.NEVER, "550 Gone")
    page = client.get("/my-work").text
    assert '<a class="usa-link" href="/deliveries?state=failed&amp;since=2026-11-17">2 messages</a> failed' in page
    assert "2 addresses refuse mail" in page
    assert "2 messages</a> failed" in client.get("/").text
    assert "<strong>2 messages</strong>" in client.get("/deliveries?state=failed&since=2026-11-17").text
    assert "<strong>0 messages</strong>" in client.get("/deliveries?state=failed&since=2026-11-25").text


def test_a_liaison_is_told_of_failures_about_their_components_alone(visit, database, clock):
    settle(database, clock, Result.NEVER, "550 Gone")
    page = visit("/my-work", Role.LIAISON, "PLCY").text
    assert ">1 message</a> failed" in page
    assert ">1 address refuses mail</a>" in page


def test_others_are_told_of_no_failure(visit, database, clock):
    settle(database, clock, Result.NEVER, "550 Gone")
    assert "failed in the last" not in visit("/my-work", Role.PROGRAM_MANAGER, "PLCY").text


def test_a_failed_message_is_tried_again_at_once(visit, client, database, clock):
    visit()
    settle(database, clock, Result.NEVER, "550 Gone")
    assert send(client, "/deliveries/1/again").status_code == 303
    page = client.get("/deliveries/1").text
    assert "The message is tried again within a minute." in page
    assert "To be tried again, asked for by liaison@dhs.example." in page
    assert "550 Gone" in page
    assert "Cancel this message" in page


def test_a_planned_message_is_cancelled_once(visit, client):
    visit()
    assert send(client, "/deliveries/1/cancellation").status_code == 303
    assert "Cancelled by liaison@dhs.example." in client.get("/deliveries/1").text
    again = send(client, "/deliveries/1/cancellation")
    assert again.status_code == 409
    assert "This message is not waiting any more" in again.text


def test_messages_of_other_components_are_left_alone(visit, client):
    visit("/deliveries", Role.LIAISON, "PLCY")
    assert sorted(send(client, f"/deliveries/{number}/cancellation").status_code for number in (1, 2)) == [303, 404]


def test_whoever_may_not_see_messages_changes_none(visit, client):
    visit("/deliveries", Role.PROGRAM_MANAGER, "PLCY")
    for path in ("/deliveries/1/again", "/deliveries/1/cancellation", "/deliveries/test"):
        assert send(client, path).status_code == 403


def test_a_test_goes_to_oneself_and_shows_in_the_list(visit, client):
    visit("/deliveries", Role.LIAISON, "PLCY")
    send(client, "/deliveries/test")
    page = client.get("/deliveries?person=liaison").text
    assert "A test to liaison@dhs.example is planned" in page
    assert "A test of the mail of the OIG recommendation tracker" in page
    send(client, "/deliveries/test")
    assert "planned less than a minute ago" in client.get("/deliveries").text


def test_messages_are_found_by_what_they_are_about(visit, client):
    page = visit("/deliveries?item=1").text
    assert "<strong>1 message</strong>" in page
    assert "policy@plcy.example" in page
    assert "<strong>2 messages</strong>" in client.get("/deliveries?item=OIG-26-01").text
    assert "<strong>0 messages</strong>" in client.get("/deliveries?item=OIG-26").text
