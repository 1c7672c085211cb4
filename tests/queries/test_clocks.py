from datetime import timedelta
from types import SimpleNamespace

import pytest

from ipr_compliance.domain.words import Status
from ipr_compliance.queries import clocks
from ipr_compliance.queries.history import Told
from tests.factories import NOW, OFFICE, TODAY

RECORD = SimpleNamespace(
    status=Status.OPEN_RESOLVED, issued_on=TODAY, decided_on=None, implemented_on=None, closed_on=None, due_on=None,
    complete_by=None, last_update_on=None, next_update_on=None,
)  # fmt: skip


def told(kind, days, status=None):
    changes = {"status": {"from": None, "to": status}} if status else {}
    return Told(days, kind, TODAY + timedelta(days=days), NOW, "somebody", None, changes)


@pytest.mark.parametrize(
    ("entries", "days"),
    [
        ([told("entered", 0), told("update", 3)], None),
        ([told("response", 60), told("response", 90)], 60),
        ([told("reported", 40, "open-unresolved"), told("reported", 80, "open-resolved")], 40),
        ([told("found", 100, "open-resolved")], 100),
        ([told("found", 100, "closed-implemented")], None),
    ],
)
def test_a_response_came_when_it_was_recorded_or_a_standing_tells_of_it(entries, days):
    expected = None if days is None else TODAY + timedelta(days=days)
    assert clocks.facts(RECORD, entries[::-1], OFFICE).responded_on == expected


def test_a_closeout_letter_was_sent_on_the_day_it_was_recorded():
    assert clocks.facts(RECORD, [told("closure", -20)], OFFICE).closure_requested_on == NOW.astimezone(OFFICE).date()
