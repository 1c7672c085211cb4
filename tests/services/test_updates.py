from datetime import timedelta

import pytest

from ipr_compliance.domain.refusal import Invalid, NotAllowed, NotFound, Stale
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import history, recommendations
from ipr_compliance.services import updates
from ipr_compliance.services.inputs import UpdateInput
from tests.factories import TODAY, a_desk, a_recommendation, an_asker, an_office


@pytest.fixture
def office(session):
    return an_office(session)


def record(session, office, recommendation_id, by=None, write_key=None, **facts):
    given = UpdateInput.read({"note": "Sent to counsel.", "version": 1} | facts)
    return updates.record(a_desk(session, office, by, write_key=write_key), recommendation_id, given)


def test_an_update_is_dated_signed_and_kept_whole(session, office):
    recommendation_id = a_recommendation(session, office)
    manager = an_asker(office, Role.PROGRAM_MANAGER, "CBP-OT")
    record(session, office, recommendation_id, by=manager, done="Draft", percent_complete=40, next_step_on="12/1/2026")
    newest = history.timeline(session.connection(), "recommendation", recommendation_id)[0]
    assert (newest.kind, newest.on, newest.actor, newest.note) == ("update", TODAY, manager.email, "Sent to counsel.")
    assert {name: change["to"] for name, change in newest.changes.items()} == {
        "done": "Draft", "percent_complete": 40, "next_step_on": "2026-12-01",
    }  # fmt: skip
    row = recommendations.one(session.connection(), office.keeper, recommendation_id)
    assert (row.version, row.last_update_on) == (2, TODAY)


def test_the_same_form_sent_twice_has_one_effect(session, office):
    recommendation_id = a_recommendation(session, office)
    first = record(session, office, recommendation_id, write_key="form-1")
    assert record(session, office, recommendation_id, write_key="form-1") == first
    assert len(history.timeline(session.connection(), "recommendation", recommendation_id)) == 2


def test_two_people_never_overwrite_each_other(session, office):
    recommendation_id = a_recommendation(session, office)
    record(session, office, recommendation_id)
    with pytest.raises(Stale) as stale:
        record(session, office, recommendation_id)
    assert stale.value.version == 2


def test_a_version_that_no_record_has_yet_is_another_one(session, office):
    with pytest.raises(Stale):
        record(session, office, a_recommendation(session, office), version=2**31 - 1)


def test_a_stranger_does_not_learn_that_the_record_exists(session, office):
    recommendation_id = a_recommendation(session, office)
    with pytest.raises(NotFound):
        record(session, office, recommendation_id, by=an_asker(office, Role.PROGRAM_MANAGER, "PLCY"))


def test_a_viewer_records_nothing(session, office):
    recommendation_id = a_recommendation(session, office)
    with pytest.raises(NotAllowed):
        record(session, office, recommendation_id, by=an_asker(office, Role.VIEWER, "CBP"))


def test_a_next_step_in_the_past_is_refused(session, office):
    with pytest.raises(Invalid, match="past"):
        record(session, office, a_recommendation(session, office), next_step_on=TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"note": "  "}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"note": "\ud800"}, "note"),
        ({"percent_complete": "101"}, "percent_complete"),
        ({"next_step_on": "31 February 2027"}, "next_step_on"),
        ({"status": "closed-implemented"}, "status"),
        ({"version": "0"}, "version"),
        ({"version": "one"}, "version"),
    ],
)
def test_input_that_is_wrong_is_refused_by_its_field(facts, field):
    with pytest.raises(Invalid) as refused:
        UpdateInput.read({"note": "n", "version": 1} | facts)
    assert refused.value.field == field


def test_an_update_that_repeats_the_last_one_is_kept_and_doubted(session, office):
    recommendation_id = a_recommendation(session, office)
    assert record(session, office, recommendation_id).doubts == []
    repeated = record(session, office, recommendation_id, version=2)
    assert "repeats" in repeated.doubts[0]
    assert len(history.timeline(session.connection(), "recommendation", recommendation_id)) == 3
