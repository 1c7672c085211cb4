from datetime import timedelta

import pytest

from ipr_compliance.domain.words import Role, Status
from ipr_compliance.services import corrections, extensions, milestones
from ipr_compliance.services.inputs import ExtensionInput, MilestoneChangeInput, MilestoneInput, VoidInput
from tests.factories import TODAY, a_person, an_office, an_update
from tests.lives import ISSUED, Life
from tests.visitors import log_in, send


def an_accepted_plan(session):
    """An accepted plan of CBP-OT, with evidence; the session is over."""
    office = an_office(session)
    a_person(session, office, Role.PROGRAM_MANAGER, "CBP-OT", email="manager@dhs.example")
    a_person(session, office, Role.LIAISON, "CBP", email="liaison@dhs.example")
    a_person(session, office, Role.VIEWER, "DHS", email="viewer@dhs.example")
    a_person(session, office, Role.ADMIN, email="admin@dhs.example")
    life = Life(session, office, questioned_cost="1204.50").brought_to(Status.OPEN_RESOLVED)
    life.session = None
    return life


pytestmark = pytest.mark.beginning(recorded=an_accepted_plan)


@pytest.fixture
def life(begun):
    return begun


@pytest.fixture
def go_on(database, life):
    """Lets a test tell more of the life, in a transaction of its own."""

    def tell(deed):
        with database.transaction() as session:
            life.session = session
            return deed(life)

    return tell


def shown(client, life, query="", who="manager"):
    log_in(client, f"{who}@dhs.example")
    answer = client.get(f"/recommendations/{life.id}{query}")
    assert answer.status_code == 200
    return answer.text


def ask_for_more_time(life, days=200):
    asked = {"proposed_due_on": TODAY + timedelta(days=days), "reason": "Counsel.", "version": life.record.version}
    return extensions.ask(life.desk(), life.id, ExtensionInput.read(asked))


def test_the_facts_say_how_it_stands(client, life):
    page = shown(client, life)
    for told in ("Concur", "Resolved: the OIG has accepted the plan", "$1,204.50", "Write it.", "February 22, 2027"):
        assert told in page


def test_each_clock_tells_what_satisfies_it(client, life):
    page = shown(client, life)
    assert "satisfied by the response on March 29, 2026" in page
    assert "satisfied by the management decision on May 8, 2026" in page
    assert "210 days overdue; an update satisfies it" in page
    assert "owed since April 28, 2026" in page


def test_a_response_that_never_came_counts_as_unresolved(client, life, go_on):
    silent = go_on(lambda life: Life(life.session, life.office))
    assert "No response: counts as unresolved" in shown(client, silent)
    assert "No response: counts as unresolved" not in shown(client, life)
    assert "No response: counts as unresolved" not in shown(client, silent, f"?as_of={ISSUED + timedelta(days=90)}")
    assert "No response: counts as unresolved" in shown(client, silent, f"?as_of={ISSUED + timedelta(days=91)}")


def test_what_has_to_wait_is_greyed_with_its_reason(client, life, go_on):
    assert "Record the management response" not in shown(client, life)
    go_on(lambda life: life.decide(Status.OPEN_UNRESOLVED, day=150))
    page = shown(client, life)
    assert "<strong>Ask for closure:</strong> the OIG has to accept the plan first." in page
    assert 'action="/recommendations/1/responses"' in page


def test_closure_waits_for_evidence(client, go_on):
    def accepted(life):
        bare = Life(life.session, life.office)
        bare.respond()
        bare.decide(Status.OPEN_RESOLVED)
        return bare

    bare = go_on(accepted)
    assert "<strong>Ask for closure:</strong> attach evidence first." in shown(client, bare)


def test_a_viewer_is_offered_nothing(client, life):
    page = shown(client, life, who="viewer")
    assert "What you can do" not in page
    for file in ("history.csv", "closeout.pdf", "closeout.zip"):
        page = page.replace(f"/recommendations/1/{file}", "")
    assert "/recommendations/1/" not in page


def test_what_was_entered_in_error_says_so_and_takes_no_form(client, life, go_on):
    given = VoidInput.read({"note": "Entered twice.", "version": 3})
    go_on(lambda life: corrections.void(life.desk(), life.id, given))
    page = shown(client, life, who="admin")
    assert "Entered in error: in no count and no list" in page
    assert 'action="/recommendations/1' not in page


def test_a_pending_request_stands_beside_the_due_date(client, life, go_on):
    go_on(ask_for_more_time)
    page = shown(client, life, who="liaison")
    assert "More time asked for: June 12, 2027" in page[: page.index("What the OIG recommends")]
    assert "in place of February 22, 2027" in page


def test_reminders_that_are_paused_say_so_with_the_reason(client, life, go_on):
    assert "Reminders are paused" not in shown(client, life)
    go_on(ask_for_more_time)
    assert "Reminders are paused: extension asked for." in shown(client, life)


def test_only_where_there_is_money_can_it_be_agreed_to(client, life):
    assert 'name="costs_agreed"' in shown(client, life, who="liaison")
    assert 'name="better_use_agreed"' not in shown(client, life, who="liaison")


def test_a_withdrawn_letter_cannot_be_chosen(client, life, go_on):
    letter = go_on(lambda life: life.attach("letter"))
    assert f'<option value="{letter}">letter.pdf' in shown(client, life, who="liaison")
    page = f"/recommendations/{life.id}"
    send(client, f"{page}/evidence/{letter}/withdrawal", page=page, version=3, note="Wrong letter.")
    assert f'<option value="{letter}">letter.pdf' not in shown(client, life, who="liaison")


def test_the_timeline_can_be_asked_for_one_kind(client, life, go_on):
    go_on(lambda life: an_update(life.session, life.office, life.id, note="An update."))
    go_on(ask_for_more_time)
    for show, there, gone in (
        ("updates", "An update.", "More time asked for."),
        ("dates", "More time asked for.", "An update."),
        ("decisions", "The OIG&#39;s word recorded.", "An update."),
        ("files", "File: evidence.pdf", "An update."),
        ("nonsense", "An update.", "Nothing of this kind"),
    ):
        timeline = shown(client, life, f"?show={show}").partition('id="timeline"')[2].partition("<aside")[0]
        assert there in timeline, show
        assert gone not in timeline, show


def test_a_moved_date_is_told_with_its_reason(client, life, go_on):
    go_on(ask_for_more_time)
    log_in(client, "liaison@dhs.example")
    page = f"/recommendations/{life.id}"
    send(client, f"{page}/extensions/1/decision", page=page, approve="true")
    told = "Moved the due date from February 22, 2027 to June 12, 2027 — Counsel."
    assert told in client.get(page).text


def test_a_wrong_entry_stays_readable_and_marked(client, life, go_on):
    seq = go_on(lambda life: an_update(life.session, life.office, life.id, note="About another one."))
    log_in(client, "admin@dhs.example")
    page = f"/recommendations/{life.id}"
    assert send(client, f"{page}/corrections", page=page, seq=seq, note="Mixed up.", version=4).status_code == 303
    told = client.get(page).text
    assert "Declared wrong; it counts no more." in told
    assert "About another one." in told


def test_a_past_day_shows_how_it_stood_and_takes_no_form(client, life):
    page = shown(client, life, f"?as_of={ISSUED + timedelta(days=70)}", who="admin")
    assert "You are looking at <strong>April 8, 2026</strong>" in page
    assert "Open, unresolved" in page
    assert "No files are attached." in page
    assert 'action="/recommendations/1' not in page
    assert "The OIG&#39;s word recorded." not in page


def test_the_steps_of_a_past_day_are_those_planned_then(client, life, go_on):
    def plan(life):
        step = MilestoneInput.read({"title": "Draft", "due_on": TODAY + timedelta(days=9), "owner": "Director"})
        n = milestones.add(life.desk(), life.id, step)
        milestones.change(life.desk(), life.id, n, MilestoneChangeInput.read({"done_on": TODAY}))

    go_on(plan)
    assert "Done on" in shown(client, life).partition('id="steps"')[2].partition("</ul>")[0]
    assert "No steps are planned." in shown(client, life, f"?as_of={TODAY - timedelta(days=1)}")


@pytest.mark.parametrize(("as_of", "status"), [("2026-02-31", 422), ("1999-01-01", 404), ("2027-01-01", 200)])
def test_a_day_that_cannot_be_shown_is_said(client, life, as_of, status):
    log_in(client, "manager@dhs.example")
    answer = client.get(f"/recommendations/{life.id}?as_of={as_of}")
    assert answer.status_code == status
    assert "You are looking at" not in answer.text


def test_a_longer_history_asks_no_more_questions(client, life, go_on, statements):
    def questions():
        client.get(f"/recommendations/{life.id}")  # what the header tells of this state is kept from here on
        statements.clear()
        client.get(f"/recommendations/{life.id}")
        return len([one for one in statements if one.startswith("SELECT")])

    log_in(client, "manager@dhs.example")
    few = questions()
    go_on(lambda life: [an_update(life.session, life.office, life.id, note=f"Update {n}.") for n in range(20)])
    assert questions() == few <= 5


@pytest.mark.parametrize(("who", "offered"), [("admin", True), ("liaison", False)])
def test_who_corrects_is_led_to_declare_it_entered_in_error(client, life, who, offered):
    assert (f"/admin/recommendations/{life.id}/entered-in-error" in shown(client, life, who=who)) is offered
