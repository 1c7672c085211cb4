import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from tests.factories import TODAY, a_person, a_recommendation, a_report, an_office, an_update
from tests.visitors import form_token, log_in, send

MANAGER = "manager@plcy.example"


def three_records(session):
    """PLCY has a late recommendation (the first) and one without a date; CBP has one that its manager alone sees."""
    office = an_office(session)
    late = TODAY - timedelta(days=34)
    office.late = a_recommendation(
        session, office, component="PLCY", due_on=late, text="Coordinate <b>one</b>\nstrategy."
    )
    office.undated = a_recommendation(session, office, component="PLCY", text="x" * 200)
    office.others = a_recommendation(session, office, component="CBP-OT", due_on=TODAY + timedelta(days=800))
    a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email=MANAGER)
    a_person(session, office, Role.VIEWER, email="viewer@dhs.example")
    a_person(session, office, Role.LIAISON, email="liaison@dhs.example")
    return office


pytestmark = pytest.mark.beginning(recorded=three_records)


@pytest.fixture
def store(begun):
    return begun


@pytest.fixture
def manager(store, client):  # noqa: ARG001  # the person is one of the store
    log_in(client, MANAGER)
    return client


def update(client, recommendation_id, **fields):
    page = f"/recommendations/{recommendation_id}"
    return send(client, f"{page}/updates", page=page, **{"note": "Draft is with counsel.", "version": 1} | fields)


def history_length(database):
    with database.reading() as connection:
        return connection.execute(sa.text("SELECT count(*) FROM history")).scalar_one()


def test_the_list_tells_how_many_and_the_earliest_date_first(manager, store):
    page = manager.get("/recommendations").text
    assert "<strong>2 recommendations</strong>" in page
    assert "34 days overdue" in page
    assert page.index(f'href="/recommendations/{store.late}"') < page.index(f'href="/recommendations/{store.undated}"')
    assert "x" * 160 + "…" in page
    assert "x" * 161 not in page


def test_each_active_filter_can_be_removed_by_itself(manager):
    page = manager.get("/recommendations?overdue=1&component=PLCY&q=strategy").text
    assert "<strong>1 recommendation</strong>" in page
    chips = re.findall(r'<li><a href="(/recommendations[^"]*)">(Words|Component|Overdue)', page)
    assert sorted(chips) == [
        ("/recommendations?component=PLCY&amp;overdue=1", "Words"),
        ("/recommendations?q=strategy&amp;component=PLCY", "Overdue"),
        ("/recommendations?q=strategy&amp;overdue=1", "Component"),
    ]


@pytest.mark.parametrize(
    ("query", "typed"),
    [
        ("due_in=soon", "soon"),
        ("status=lost", "lost"),
        ("due_before=2026-02-31", "2026-02-31"),
        ("sort=colour", "colour"),
        ("as_of=yesterday", "yesterday"),
    ],
)
def test_a_filter_that_cannot_be_read_is_said_and_kept(manager, query, typed):
    answer = manager.get(f"/recommendations?{query}&q=strategy")
    field = query.partition("=")[0]
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert 'value="strategy"' in answer.text


@pytest.mark.parametrize("query", ["after=nonsense", "after=%00", "report=%00", "component=%00", "q=%00", "q=%22*"])
def test_an_odd_address_is_answered_calmly(manager, query):
    assert manager.get(f"/recommendations?{query}").status_code in {200, 400, 422}


def test_a_component_that_is_not_mine_gives_an_empty_list(manager):
    for code in ("CBP-OT", "NO-SUCH"):
        assert "<strong>0 recommendations</strong>" in manager.get(f"/recommendations?component={code}").text


def test_pages_follow_each_other_without_gap_or_repetition(store, database, client):
    with database.transaction() as session:
        for _ in range(50):
            a_recommendation(session, store, "OIG-26-02", component="PLCY")
    log_in(client, MANAGER)
    seen, address = [], "/recommendations?component=PLCY"
    while address:
        page = client.get(address).text
        seen += re.findall(r'href="/recommendations/(\d+)"', page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found and found[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 52


def test_a_record_shows_its_words_its_facts_and_what_is_expected(manager, store):
    page = manager.get(f"/recommendations/{store.late}").text
    assert "Coordinate &lt;b&gt;one&lt;/b&gt;\nstrategy." in page
    assert "34 days overdue" in page
    assert "PLCY: answer the recommendation" in page
    assert "beyond the 18-month window" not in page


def test_a_date_past_the_window_is_said(client, store):
    log_in(client, "liaison@dhs.example")
    assert "beyond the 18-month window" in client.get(f"/recommendations/{store.others}").text


@pytest.mark.parametrize("path", ["{others}", "999999", "99999999999999999999"])
def test_what_is_not_mine_is_not_there(manager, store, path):
    assert manager.get(f"/recommendations/{path.format(others=store.others)}").status_code == 404


def test_nobody_updates_what_is_not_theirs(manager, store, database):
    before = history_length(database)
    answer = send(manager, f"/recommendations/{store.others}/updates", note="Mine now.", version=1)
    assert answer.status_code == 404
    assert history_length(database) == before


def test_an_update_is_saved_and_told(manager, store):
    answer = update(manager, store.late, next_step="Sign it", next_step_on="2026-12-01", percent_complete="60")
    assert (answer.status_code, answer.location) == (303, f"/recommendations/{store.late}")
    page = manager.get(answer.location).text
    assert "Your update is saved." in page
    assert "Draft is with counsel." in page
    assert "Next step by: December 1, 2026" in page


def test_a_viewer_has_no_form(client, store):
    log_in(client, "viewer@dhs.example")
    assert "/updates" not in client.get(f"/recommendations/{store.late}").text
    refused = send(client, f"/recommendations/{store.late}/updates", note="Done.", version=1)
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [("note", ""), ("percent_complete", "101"), ("next_step_on", "2026-02-31"), ("next_step_on", "2020-01-01")],
)
def test_a_refusal_keeps_what_was_typed_and_leads_to_the_field(manager, store, database, field, value):
    before = history_length(database)
    answer = update(manager, store.late, **{"done": "All of <it>.", field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "All of &lt;it&gt;." in answer.text
    assert value in answer.text
    assert "<title>Error: " in answer.text
    assert history_length(database) == before


def test_two_who_save_at_once_lose_neither_text(manager, store, database):
    with database.transaction() as session:
        an_update(session, store, store.late, note="The other one was faster.")
    answer = update(manager, store.late, note="My own words.", version=1)
    assert answer.status_code == 409
    meanwhile = answer.text[: answer.text.index("What the OIG recommends")]
    assert "The other one was faster." in meanwhile
    assert ">\nMy own words.</textarea>" in answer.text
    assert 'id="version" value="2"' in answer.text
    assert update(manager, store.late, note="My own words.", version=2).status_code == 303


def test_the_same_form_sent_twice_is_saved_once(manager, store, database):
    key = str(uuid.uuid4())
    before = history_length(database)
    assert [update(manager, store.late, key=key).status_code for _ in range(2)] == [303, 303]
    assert history_length(database) == before + 1


def test_a_made_up_key_does_no_harm(manager, store):
    assert update(manager, store.late, key="k" * 5000).status_code == 303


def test_a_form_without_its_token_changes_nothing(manager, store, database):
    before = history_length(database)
    answer = manager.post(f"/recommendations/{store.late}/updates", data={"note": "Done.", "version": 1})
    assert answer.status_code == 400
    assert history_length(database) == before
    assert form_token(manager)


@pytest.mark.parametrize("path", ["/recommendations", "/recommendations?overdue=1&q=strategy"])
def test_the_pages_ask_the_database_little(manager, statements, path):
    manager.get(path)  # what follows from the history is kept from here on
    statements.clear()
    assert manager.get(path).status_code == 200
    assert len([one for one in statements if one.startswith("SELECT")]) <= 5


def test_a_report_number_that_looks_like_html_stays_text(store, database, client):
    with database.transaction() as session:
        number = a_report(session, store, "<i>7</i>")
        made = a_recommendation(session, store, number, component="PLCY")
    log_in(client, MANAGER)
    assert "&lt;i&gt;7&lt;/i&gt;" in client.get(f"/recommendations/{made}").text
