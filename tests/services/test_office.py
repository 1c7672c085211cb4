from datetime import date, timedelta

import pytest

from ipr_compliance.domain.office import OfficeRules
from ipr_compliance.domain.refusal import Invalid, NotAllowed
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.models import OfficeSetting
from ipr_compliance.queries import actions, history
from ipr_compliance.queries import office as rules
from ipr_compliance.queries import recommendations as records
from ipr_compliance.services import extensions, office
from ipr_compliance.services.inputs import ExtensionInput
from tests.factories import TODAY, a_desk, a_recommendation, a_report, an_asker, an_office
from tests.lives import Life


@pytest.fixture
def desk(session):
    return a_desk(session, an_office(session))


def test_without_a_word_of_the_office_the_defaults_hold(session):
    assert rules.rules(session.connection()) == OfficeRules()


def test_what_is_set_holds_and_history_tells_what_held_before(desk):
    office.change(desk, {"response_days": "060", "extension_reasons": "Weather\nOther"})
    held = rules.rules(desk.connection)
    assert (held.lengths.response_days, held.extension_reasons) == (60, ("Weather", "Other"))
    [told] = history.timeline(desk.connection, "office", office.THE_OFFICE)
    assert told.changes["response_days"] == {"from": "90", "to": "60"}
    assert told.changes.keys() == {"response_days", "extension_reasons"}
    assert history.first_break(desk.connection) is None


def test_a_blank_goes_back_to_the_default_and_what_is_not_named_stays(desk):
    office.change(desk, {"response_days": "60", "update_days": "30"})
    office.change(desk, {"response_days": ""})
    lengths = rules.rules(desk.connection).lengths
    assert (lengths.response_days, lengths.update_days) == (90, 30)


@pytest.mark.parametrize("given", [{"response_days": "0"}, {"nonsense": "1"}, {"response_days": "90"}, {}])
def test_what_is_wrong_or_changes_nothing_is_refused_and_not_kept(desk, given):
    with pytest.raises(Invalid):
        office.change(desk, given)
    assert history.timeline(desk.connection, "office", office.THE_OFFICE) == ()


@pytest.mark.parametrize(("role", "code"), [(Role.LIAISON, "DHS"), (Role.ADMIN, "CBP")])
def test_only_who_administers_the_whole_department_sets_rules(session, role, code):
    made = an_office(session)
    with pytest.raises(NotAllowed):
        office.change(a_desk(session, made, an_asker(made, role, code)), {"response_days": "60"})


def test_what_cannot_be_read_is_never_guessed_and_can_be_repaired(desk):
    desk.session.add(OfficeSetting(name="response_days", value="ninety"))
    desk.session.flush()
    with pytest.raises(Invalid, match="Management response"):
        rules.rules(desk.connection)
    office.change(desk, {"response_days": "90"})
    assert rules.rules(desk.connection) == OfficeRules()
    assert history.timeline(desk.connection, "office", 0)[0].changes["response_days"]["from"] == "ninety"


def test_a_new_report_gets_the_window_that_holds(session):
    made = an_office(session)
    a_report(session, made, "OIG-A", issued_on=date(2026, 1, 31))
    office.change(a_desk(session, made), {"window_months": "13"})
    a_report(session, made, "OIG-B", issued_on=date(2026, 1, 31))
    windows = {
        name: records.one(session.connection(), made.keeper, a_recommendation(session, made, name)).complete_by
        for name in ("OIG-A", "OIG-B")
    }
    assert windows == {"OIG-A": date(2027, 7, 31), "OIG-B": date(2027, 2, 28)}


@pytest.mark.parametrize(("limit", "departmental"), [("0", True), ("1", False)])
def test_the_limit_that_holds_says_who_decides(session, limit, departmental):
    made = an_office(session)
    office.change(a_desk(session, made), {"extension_limit": limit})
    life = Life(session, made).brought_to(Status.OPEN_RESOLVED)
    given = {"proposed_due_on": TODAY + timedelta(days=100), "reason": "Counsel.", "version": life.record.version}
    n = extensions.ask(life.desk(), life.id, ExtensionInput.read(given))
    assert actions.extension(session.connection(), life.id, n).departmental is departmental
