import io
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipr_compliance.domain.extensions import REASONS
from ipr_compliance.domain.offers import Deed
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import actions, history
from ipr_compliance.services import extensions, milestones
from ipr_compliance.services.inputs import ExtensionInput, MilestoneInput
from ipr_compliance.web.actions import DOINGS
from tests.factories import TODAY, a_person, an_office, an_update
from tests.lives import ISSUED, Life
from tests.visitors import form_token, log_in, send

LATER = (TODAY + timedelta(days=200)).isoformat()
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()
EVERYBODY = set(Deed)
REPORTING = EVERYBODY - {Deed.EXTENSION_DECISION, Deed.DECISION, Deed.EDIT, Deed.CORRECTION}
PEOPLE = {
    "viewer": (Role.VIEWER, "DHS"),
    "manager": (Role.PROGRAM_MANAGER, "CBP-OT"),
    "other-manager": (Role.PROGRAM_MANAGER, "CBP-OFO"),
    "liaison": (Role.LIAISON, "CBP"),
    "other-liaison": (Role.LIAISON, "PLCY"),
    "admin": (Role.ADMIN, "DHS"),
}
MAY = {
    "viewer": set(),
    "manager": REPORTING,
    "liaison": EVERYBODY - {Deed.CORRECTION},
    "admin": EVERYBODY,
}

BEGINS = dict.fromkeys(Deed, Status.OPEN_RESOLVED) | {
    Deed.RESPONSE: Status.RESPONSE_DUE,
    Deed.DECISION: Status.OPEN_UNRESOLVED,
}


def ready_for(deed, session, office):
    """A recommendation on which that can be done, and the number that its address needs besides."""
    life, n = Life(session, office).brought_to(BEGINS[deed]), 0
    if deed is Deed.EXTENSION_DECISION:
        asked = {"proposed_due_on": LATER, "reason": "Counsel.", "version": life.record.version}
        n = extensions.ask(life.desk(), life.id, ExtensionInput.read(asked))
    elif deed is Deed.MILESTONE_CHANGE:
        n = milestones.add(life.desk(), life.id, MilestoneInput.read({"title": "Draft", "due_on": LATER}))
    elif deed is Deed.WITHDRAWAL:
        n = life.attach()
    elif deed is Deed.CORRECTION:
        n = an_update(session, office, life.id)
    return life, n


def fields_for(deed, n=0):
    """What a form of that kind sends when it is filled in."""
    fields = {
        Deed.UPDATE: {"note": "The draft went to counsel."},
        Deed.RESPONSE: {"agreement": "concur", "plan": "Write it.", "due_on": LATER, "received_on": YESTERDAY,
                        "responsible_official": "Director"},
        Deed.EXTENSION: {"proposed_due_on": LATER, "ground": REASONS[3], "reason": "Counsel asked for June."},
        Deed.EXTENSION_DECISION: {"approve": "true", "note": "Agreed."},
        Deed.CLOSURE: {"implemented_on": YESTERDAY, "note": "It is written."},
        Deed.DECISION: {"status": "open-resolved", "decided_on": YESTERDAY},
        Deed.MILESTONE: {"title": "Sign it", "due_on": LATER, "owner": "Director"},
        Deed.MILESTONE_CHANGE: {"done_on": YESTERDAY},
        Deed.EVIDENCE: {"kind": "evidence", "dated_on": YESTERDAY},
        Deed.WITHDRAWAL: {"note": "The wrong file."},
        Deed.EDIT: {"responsible_official": "Deputy director", "note": "Reorganised."},
        Deed.CORRECTION: {"seq": str(n), "note": "It was about another report."},
    }[deed]  # fmt: skip
    return dict(fields)


def address_of(deed, life, n):
    return f"/recommendations/{life.id}/" + DOINGS[deed].path.replace("<id:n>", str(n))


def act(client, deed, life, n=0, **changes):
    fields = fields_for(deed, n) | {"version": life.seen} | changes
    if deed is Deed.EVIDENCE and "file" not in fields:
        fields["file"] = (io.BytesIO(b"%PDF-1.7 procedures"), "procedures.pdf")
    page = f"/recommendations/{life.id}"
    page = page if client.get(page).status_code == 200 else "/account"
    return send(client, address_of(deed, life, n), page=page, **fields)


def a_life_for_each_deed(session):
    """One recommendation of CBP-OT for each deed, and the people who meet it."""
    office = an_office(session)
    for name, (role, code) in PEOPLE.items():
        a_person(session, office, role, code, email=f"{name}@dhs.example")
    found = {deed: ready_for(deed, session, office) for deed in Deed}
    for life, _n in found.values():
        life.seen = life.record.version
        life.session = None
    return found


pytestmark = pytest.mark.beginning(recorded=a_life_for_each_deed)


@pytest.fixture
def lives(begun):
    return begun


def history_length(database):
    with database.reading() as connection:
        return history.head(connection).seq


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_does_what_is_theirs_and_nothing_else(database, lives, client, who):
    log_in(client, f"{who}@dhs.example")
    for deed, (life, n) in lives.items():
        before = history_length(database)
        answer = act(client, deed, life, n)
        wanted = (303 if deed in MAY[who] else 403) if who in MAY else 404
        assert answer.status_code == wanted, deed
        assert history_length(database) - before == (wanted == 303), deed
        if wanted == 303:
            assert answer.location == f"/recommendations/{life.id}"
            assert DOINGS[deed].done in client.get(answer.location).text.replace("&#39;", "'")


def test_a_form_is_shown_to_whom_it_is_for_and_only_to_them(lives, client):
    for who, may in MAY.items():
        log_in(client, f"{who}@dhs.example")
        for deed, (life, n) in lives.items():
            shown = f'action="{address_of(deed, life, n)}"' in client.get(f"/recommendations/{life.id}").text
            assert shown == (deed in may), (who, deed)
        send(client, "/logout")


def test_no_form_is_taken_without_its_token(database, lives, client):
    log_in(client, "admin@dhs.example")
    before = history_length(database)
    for deed, (life, n) in lives.items():
        answer = client.post(address_of(deed, life, n), data=fields_for(deed, n) | {"version": life.seen})
        assert answer.status_code == 400, deed
    assert history_length(database) == before


def test_each_form_sent_twice_has_one_effect(database, lives, client):
    log_in(client, "admin@dhs.example")
    key = str(uuid.uuid4())
    for deed, (life, n) in lives.items():
        before = history_length(database)
        answers = [act(client, deed, life, n, key=key).status_code for _ in range(2)]
        assert answers == [303, 303], deed
        assert history_length(database) == before + 1, deed


@pytest.mark.parametrize("deed", sorted(EVERYBODY - {Deed.EXTENSION_DECISION, Deed.EVIDENCE}))
def test_a_stale_form_shows_their_change_and_keeps_what_was_typed(database, lives, client, deed):
    life, n = lives[deed]
    with database.transaction() as session:
        life.session = session
        an_update(session, life.office, life.id, note="Somebody else was faster.")
    log_in(client, "admin@dhs.example")
    answer = act(client, deed, life, n)
    assert answer.status_code == 409
    head = answer.text[: answer.text.index("<h1>")]
    assert "Somebody else was faster." in head
    for name, value in fields_for(deed, n).items():
        kept = (f'value="{value}"', f">\n{value}</textarea>", f'value="{value}" selected')
        assert any(form in answer.text for form in kept), name
    assert act(client, deed, life, n, version=life.seen + 1).status_code == 303


def test_an_edit_never_writes_old_facts_over_the_change_of_another(lives, client):
    life, _ = lives[Deed.EDIT]
    log_in(client, "admin@dhs.example")
    facts = {"responsible_official": "Director", "text": "New words."}
    act(client, Deed.EDIT, life, responsible_official="Deputy director", note="")
    stale = act(client, Deed.EDIT, life, **facts).text
    assert 'value="Deputy director"' in stale
    assert ">\nNew words.</textarea>" in stale


@pytest.mark.parametrize(
    ("deed", "field", "value"),
    [
        (Deed.RESPONSE, "plan", ""),
        (Deed.RESPONSE, "due_on", ""),
        (Deed.EXTENSION, "proposed_due_on", YESTERDAY),
        (Deed.EXTENSION, "ground", "Weather"),
        (Deed.EXTENSION, "reason", ""),
        (Deed.CLOSURE, "implemented_on", LATER),
        (Deed.DECISION, "decided_on", LATER),
        (Deed.DECISION, "letter", "999"),
        (Deed.DECISION, "successor", "OIG-00-00 1"),
        (Deed.MILESTONE, "title", ""),
        (Deed.MILESTONE_CHANGE, "done_on", LATER),
        (Deed.WITHDRAWAL, "note", ""),
        (Deed.EDIT, "component", "NO-SUCH"),
        (Deed.CORRECTION, "note", ""),
    ],
)
def test_a_refusal_opens_the_form_and_leads_to_the_field(database, lives, client, deed, field, value):
    life, n = lives[deed]
    log_in(client, "admin@dhs.example")
    before = history_length(database)
    answer = act(client, deed, life, n, **{field: value})
    prefix = f"{deed}-{n}-" if f'id="{deed}-{n}-form"' in answer.text else f"{deed}-"
    assert answer.status_code == 422
    assert f'href="#{prefix}{field}"' in answer.text
    assert f'id="{prefix}{field}"' in answer.text
    form = answer.text.index(f'id="{prefix}form"')
    assert " open>" in answer.text[answer.text.rindex("<details", 0, form) : form]
    assert history_length(database) == before


def test_a_successor_may_be_named_as_people_name_it(database, lives, client):
    life, _ = lives[Deed.CLOSURE]
    other, _ = lives[Deed.EDIT]
    with database.transaction() as session:
        life.session = other.session = session
        letter, named = life.attach("letter"), other.record
        version = life.record.version
    log_in(client, "admin@dhs.example")
    answer = act(
        client, Deed.DECISION, life, status="closed-superseded", letter=letter, version=version,
        successor=f"{named.report_number} {named.number}",
    )  # fmt: skip
    assert answer.status_code == 303
    assert (
        f'<a class="usa-link" href="/recommendations/{other.id}">OIG-26-01 no. {named.number}</a>'
        in client.get(answer.location).text
    )


def test_the_reason_for_more_time_begins_with_the_one_chosen(database, lives, client):
    life, _ = lives[Deed.EXTENSION]
    log_in(client, "manager@dhs.example")
    act(client, Deed.EXTENSION, life)
    with database.reading() as connection:
        assert actions.extension(connection, life.id, 1).reason == f"{REASONS[3]}: Counsel asked for June."


def test_who_asked_for_more_time_does_not_decide_it(lives, client):
    life, _ = lives[Deed.EXTENSION]
    log_in(client, "liaison@dhs.example")
    act(client, Deed.EXTENSION, life)
    page = client.get(f"/recommendations/{life.id}").text
    assert "You asked for this extension; somebody else decides it." in page
    assert "extensions/1/decision" not in page
    assert act(client, Deed.EXTENSION_DECISION, life, 1).status_code == 403


def test_past_the_window_the_departmental_liaison_decides(lives, client):
    life, _ = lives[Deed.EXTENSION]
    log_in(client, "manager@dhs.example")
    act(client, Deed.EXTENSION, life, proposed_due_on=(ISSUED + timedelta(days=700)).isoformat())
    log_in(client, "liaison@dhs.example")
    page = client.get(f"/recommendations/{life.id}").text
    assert "The departmental liaison decides it" in page
    assert "extensions/1/decision" not in page
    log_in(client, "admin@dhs.example")
    assert act(client, Deed.EXTENSION_DECISION, life, 1).status_code == 303


def test_an_update_that_says_nothing_is_saved_with_a_warning(lives, client):
    life, _ = lives[Deed.UPDATE]
    log_in(client, "manager@dhs.example")
    page = client.get(act(client, Deed.UPDATE, life, note="In progress.").location).text
    assert "usa-alert--warning" in page
    assert "This only says that work goes on." in page


def test_a_key_that_another_form_used_does_no_harm(lives, client):
    log_in(client, "admin@dhs.example")
    key = str(uuid.uuid4())
    life, _ = lives[Deed.EVIDENCE]
    assert act(client, Deed.UPDATE, life, key=key).status_code == 303
    assert act(client, Deed.EVIDENCE, life, key=key, version=life.seen + 1).status_code == 303


odd = st.text(max_size=40) | st.sampled_from(
    ["", "0", "-1", "9" * 30, "2026-02-31", "0001-01-01", "true", "nan", "1e400", "\0", "\ud800", "<script>", "=1+1"]
)


@pytest.mark.parametrize("deed", sorted(EVERYBODY))
def test_nothing_that_is_typed_breaks_the_page(lives, client, deed):
    life, n = lives[deed]
    log_in(client, "admin@dhs.example")
    token = form_token(client)
    names = st.sampled_from([*DOINGS[deed].reads.model_fields, "key", "ground", "file", "n"])

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(names, odd, max_size=4))
    def send_it(typed):
        typed = {name: value.encode("utf-8", "replace").decode() for name, value in typed.items()}
        fields = fields_for(deed, n) | {"version": life.seen, "csrf_token": token} | typed
        answer = client.post(address_of(deed, life, n), data=fields)
        assert answer.status_code in {303, 403, 404, 409, 413, 422}

    send_it()


def test_numbers_that_no_record_has_are_not_found(lives, client):
    life, _ = lives[Deed.MILESTONE]
    log_in(client, "admin@dhs.example")
    for deed in (Deed.EXTENSION_DECISION, Deed.MILESTONE_CHANGE, Deed.WITHDRAWAL):
        for n in (77, 2**31 - 1, 2**31, 10**30):
            assert act(client, deed, life, n).status_code == 404


def test_history_tells_who_did_it(database, lives, client):
    life, _ = lives[Deed.CLOSURE]
    log_in(client, "manager@dhs.example")
    act(client, Deed.CLOSURE, life)
    with database.reading() as connection:
        newest = connection.execute(sa.text("SELECT actor, kind FROM history ORDER BY seq DESC")).first()
    assert tuple(newest) == ("manager@dhs.example", "closure")
