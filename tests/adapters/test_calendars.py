from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from ipr_compliance.adapters import calendars
from ipr_compliance.adapters.calendars import Entry

DAY = date(2026, 12, 31)
TROUBLE = 'a,b;c\\d\\n "e": 😀\nBEGIN:VEVENT\r\nEND:VCALENDAR'


def an_entry(**facts):
    values = {
        "uid": "recommendation-1@tracker.example", "day": DAY, "summary": "due", "description": "Write it down.",
        "url": "https://tracker.example/recommendations/1", "sequence": 3,
        "changed_at": datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
    }  # fmt: skip
    return Entry(**values | facts)


def written(*entries):
    """The calendar's bytes, held against the rules for lines, and its events as a program reads them."""
    data = calendars.write("Deadlines", entries)
    *lines, last = data.split(b"\r\n")
    assert last == b""
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    for line in lines:
        line.decode()  # no character is cut in two
    return data, Calendar.from_ical(data)


def test_an_entry_is_an_event_of_the_whole_day():
    data, calendar = written(an_entry())
    (event,) = calendar.events
    assert (event.start, event.end) == (DAY, DAY + timedelta(days=1))
    assert b"\r\nDTSTART;VALUE=DATE:20261231\r\n" in data
    assert b"\r\nDTEND;VALUE=DATE:20270101\r\n" in data
    assert event["transp"] == "TRANSPARENT"


def test_every_event_has_what_programs_need_to_tell_a_change_from_a_new_one():
    (event,) = written(an_entry())[1].events
    assert event["uid"] == "recommendation-1@tracker.example"
    assert event["sequence"] == 3
    assert event["dtstamp"].dt == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert event["url"] == "https://tracker.example/recommendations/1"


def test_the_calendar_says_what_it_is():
    _, calendar = written()
    assert calendar["version"] == "2.0"
    assert calendar["prodid"] == calendars.PRODUCT
    assert calendar["x-wr-calname"] == "Deadlines"
    assert calendar.errors == []


def test_the_same_entries_give_the_same_bytes():
    assert written(an_entry())[0] == written(an_entry())[0]


def test_text_with_a_meaning_in_calendars_stays_text():
    data, calendar = written(an_entry(summary=TROUBLE, description=TROUBLE), an_entry(uid="2"))
    assert [str(event["summary"]) for event in calendar.events] == [TROUBLE.replace("\r\n", "\n"), "due"]
    assert data.count(b"\r\nBEGIN:VEVENT\r\n") == 2
    assert data.count(b"\r\nEND:VCALENDAR\r\n") == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_whatever_ends_a_line_somewhere_is_a_line_end_of_the_calendar(end):
    data, calendar = written(an_entry(description=f"one{end}two"))
    assert b"one\\ntwo" in data
    assert calendar.events[0]["description"] == "one\ntwo"


@given(st.text(max_size=200))
def test_any_text_comes_back_without_its_control_characters(text):
    (event,) = written(an_entry(summary=text, description=text))[1].events
    assert str(event["summary"]) == str(event["description"]) == calendars._plain(text)
