from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ipr_compliance.domain.imports import Step, as_found, corrected, disagreements, how_instead
from ipr_compliance.domain.standing import BLANK, Entry, Kind, replay, whose_move
from ipr_compliance.domain.words import Status, WhoseMove

TODAY = date(2026, 11, 24)
ISSUED = date(2025, 3, 1)
CLOSED = date(2026, 1, 15)
BARE = {"text": "We recommend.", "component": "CBP-OT"}


def standing(steps: list[Step], issued_on: date | None) -> list[tuple[date, Status, date | None, date | None]]:
    entries = [
        Entry(seq, step.kind, step.on, TODAY, {name: new for name, (_, new) in step.fields.items()})
        for seq, step in enumerate(steps)
    ]
    return [
        (one.from_on, one.values["status"], one.values["due_on"], one.values["closed_on"])
        for one in replay(entries, issued_on)
    ]


def test_a_bare_record_is_entered_as_of_its_issue_and_nothing_more_is_found() -> None:
    assert [(step.kind, step.on) for step in as_found(BARE, ISSUED, TODAY)] == [(Kind.ENTERED, ISSUED)]


def test_a_closed_record_was_open_from_its_issue_to_its_closing() -> None:
    facts = BARE | {"status": Status.CLOSED_IMPLEMENTED, "closed_on": CLOSED}
    assert standing(as_found(facts, ISSUED, TODAY), ISSUED) == [
        (ISSUED, Status.RESPONSE_DUE, None, None),
        (CLOSED, Status.CLOSED_IMPLEMENTED, None, CLOSED),
    ]


def test_an_open_record_is_found_open_on_the_day_of_import() -> None:
    facts = BARE | {"status": Status.OPEN_RESOLVED, "due_on": date(2026, 9, 1), "original_due_on": date(2026, 3, 1)}
    assert standing(as_found(facts, ISSUED, TODAY), ISSUED) == [
        (ISSUED, Status.RESPONSE_DUE, date(2026, 3, 1), None),
        (TODAY, Status.OPEN_RESOLVED, date(2026, 9, 1), None),
    ]


def test_a_closed_record_of_a_report_without_date_begins_when_it_was_closed() -> None:
    facts = BARE | {"status": Status.CLOSED_IMPLEMENTED, "closed_on": CLOSED}
    assert standing(as_found(facts, None, TODAY), None) == [(CLOSED, Status.CLOSED_IMPLEMENTED, None, CLOSED)]


def test_a_closed_record_without_date_is_found_closed_on_the_day_of_import() -> None:
    facts = BARE | {"status": Status.CLOSED_SUPERSEDED}
    assert standing(as_found(facts, ISSUED, TODAY), ISSUED)[-1] == (TODAY, Status.CLOSED_SUPERSEDED, None, TODAY)


def test_the_first_due_date_is_the_due_date_where_none_is_named() -> None:
    fields = as_found(BARE | {"due_on": date(2026, 9, 1)}, ISSUED, TODAY)[0].fields
    assert (fields["due_on"][1], fields["original_due_on"][1]) == (date(2026, 9, 1), date(2026, 9, 1))


def test_an_imported_open_record_is_the_component_s_move_and_a_requested_closure_the_oig_s() -> None:
    moves = {}
    for status in (Status.OPEN_UNRESOLVED, Status.OPEN_RESOLVED, Status.CLOSURE_REQUESTED):
        after: dict[str, Any] = dict(BLANK)
        for step in as_found(BARE | {"status": status}, ISSUED, TODAY):
            after |= {name: new for name, (_, new) in step.fields.items()}
        moves[status] = whose_move(after["status"], after["last_word"])
    assert moves == {
        Status.OPEN_UNRESOLVED: WhoseMove.COMPONENT,
        Status.OPEN_RESOLVED: WhoseMove.COMPONENT,
        Status.CLOSURE_REQUESTED: WhoseMove.OIG,
    }


def test_only_what_a_row_says_otherwise_is_corrected() -> None:
    ours = {**BLANK, **BARE, "questioned_cost": Decimal("5.00")}
    assert corrected(ours, {**BARE, "questioned_cost": Decimal("7.00")}) == {
        "questioned_cost": (Decimal("5.00"), Decimal("7.00"))
    }
    assert corrected(ours, BARE) == {}


def test_a_new_due_date_leaves_the_first_one_alone() -> None:
    ours = {**BLANK, **BARE, "due_on": CLOSED, "original_due_on": CLOSED}
    assert corrected(ours, BARE | {"due_on": TODAY}) == {"due_on": (CLOSED, TODAY)}
    assert [column for column, _ in disagreements(ours, BARE | {"original_due_on": TODAY})] == ["original_due_on"]


def test_a_record_without_any_due_date_gets_its_first() -> None:
    assert corrected({**BLANK, **BARE}, BARE | {"due_on": TODAY}) == {
        "due_on": (None, TODAY), "original_due_on": (None, TODAY),
    }  # fmt: skip


def test_a_table_does_not_move_a_record() -> None:
    facts = BARE | {"status": Status.CLOSED_IMPLEMENTED, "closed_on": CLOSED}
    assert [column for column, _ in disagreements({**BLANK, **BARE}, facts)] == ["status", "closed_on"]
    assert corrected({**BLANK, **BARE}, facts) == {}


def test_a_date_for_which_more_time_is_asked_is_not_changed_by_a_table() -> None:
    ours = {**BLANK, **BARE, "due_on": CLOSED, "original_due_on": CLOSED, "extension_pending": True}
    facts = BARE | {"due_on": TODAY}
    assert corrected(ours, facts) == {}
    assert [column for column, _ in disagreements(ours, facts)] == ["due_on"]


@pytest.mark.parametrize(
    ("ours", "theirs", "sentence"),
    [
        (
            Status.OPEN_RESOLVED,
            Status.CLOSED_SUPERSEDED,
            "needs: the OIG's letter. On its page, record: “The OIG closes it without implementation”.",
        ),
        (Status.OPEN_UNRESOLVED, Status.OPEN_RESOLVED, "record: “The OIG accepts the plan”"),
        (Status.RESPONSE_DUE, Status.OPEN_RESOLVED, "From “Response due” it cannot become “Open, resolved”"),
        (Status.CLOSED_IMPLEMENTED, Status.OPEN_RESOLVED, "It is closed here"),
        (Status.OPEN_RESOLVED, Status.OPEN_RESOLVED, "A date alone closes no record"),
    ],
)
def test_a_conflict_says_what_to_do_instead(ours: Status, theirs: Status, sentence: str) -> None:
    assert sentence in how_instead(ours, theirs)
