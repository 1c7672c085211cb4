from ipr_compliance.domain.change_words import NAMES, sentences
from ipr_compliance.domain.standing import BLANK, Kind


def test_a_change_is_told_with_old_and_new_value():
    changes = {"status": {"from": "open-resolved", "to": "closed-implemented"}, "priority": {"from": False, "to": True}}
    assert sentences(Kind.EDITED, changes, None) == [
        "Record changed.",
        "Status: Open, resolved → Closed, implemented",
        "Priority: no → yes",
    ]


def test_dates_and_money_are_written_for_people():
    changes = {"due_on": {"from": None, "to": "2027-03-15"}, "questioned_cost": {"from": "1000.00", "to": None}}
    assert sentences(Kind.EDITED, changes, None)[1:] == [
        "Due date: March 15, 2027",
        "Questioned cost: $1,000.00 → none",
    ]


def test_an_update_is_told_in_its_writer_s_words():
    changes = {"next_step": {"from": None, "to": "Sign"}, "percent_complete": {"from": None, "to": 40}}
    assert sentences(Kind.UPDATE, changes, "Draft sent.") == [
        "Status update.", "Draft sent.", "Next step: Sign", "Percent complete: 40 %",
    ]  # fmt: skip


def test_bookkeeping_is_not_told():
    assert sentences(Kind.EDITED, {"last_word": {"from": "oig", "to": "component"}}, None) == ["Record changed."]


def test_every_fact_that_history_tracks_has_a_name_or_is_bookkeeping():
    assert set(BLANK) - set(NAMES) == {"text", "last_word", "extension_pending", "voided"}


def test_a_moved_due_date_is_told_in_a_sentence_with_its_reason():
    changes = {"due_on": {"from": "2026-11-24", "to": "2027-03-15"}}
    moved = "Moved the due date from November 24, 2026 to March 15, 2027"
    assert sentences(Kind.EXTENSION_GRANTED, changes, None, "Counsel.")[1:] == [f"{moved} — Counsel."]
    assert sentences(Kind.EDITED, changes, None)[1:] == [moved]
