"""The order in which a record's page tells its history."""

from datetime import date

from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.timeline import Show
from ipr_compliance.queries.history import Told
from ipr_compliance.web import timeline


def told(seq, kind, on, status):
    return Told(seq, kind, date.fromisoformat(on), None, "somebody", None, {"status": {"from": None, "to": status}})


def order(*entries):
    newest_first = tuple(sorted(entries, key=lambda entry: (entry.on, entry.seq), reverse=True))
    return [entry.seq for entry in timeline.in_words(newest_first, Show.ALL)]


def test_what_a_table_or_report_found_stands_below_moves_of_earlier_days():
    entered = told(1, Kind.ENTERED, "2026-11-24", "response-due")
    found = told(2, Kind.FOUND, "2026-11-24", "open-unresolved")
    decision = told(3, Kind.DECISION, "2026-11-20", "open-resolved")
    assert order(entered, found, decision) == [3, 2, 1]


def test_what_was_found_after_a_move_stands_above_it():
    decision = told(1, Kind.DECISION, "2026-11-20", "open-resolved")
    found = told(2, Kind.FOUND, "2026-11-24", "closed-implemented")
    assert order(decision, found) == [2, 1]
