from datetime import UTC, date, datetime, timedelta

from ipr_compliance.domain.backups import Keep, RowSum, day_of, difference, file_name, flaws, is_late, kept

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def every_day(first, last):
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def nightly(days, keep):
    """What is there after each night's backup was made and the others were thrown away."""
    there = frozenset()
    for day in days:
        there = kept(there | {day}, keep)
    return there


def test_seven_days_four_weeks_and_twelve_months():
    there = nightly(every_day(date(2025, 1, 1), date(2026, 11, 24)), Keep(7, 4, 12))
    days = every_day(date(2026, 11, 18), date(2026, 11, 24))
    sundays = [date(2026, 11, 8), date(2026, 11, 15), date(2026, 11, 22)]  # with the week that has begun: four
    months = [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
              date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30),
              date(2026, 10, 31)]  # fmt: skip
    assert there == {*days, *sundays, *months}


def test_the_last_of_february_of_a_leap_year_stands_for_its_month():
    there = nightly(every_day(date(2028, 1, 1), date(2028, 4, 20)), Keep(1, 0, 3))
    assert there == {date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 20)}


def test_a_week_across_the_turn_of_the_year_is_one_week():
    there = nightly(every_day(date(2026, 12, 1), date(2027, 1, 6)), Keep(1, 3, 0))
    assert there == {date(2026, 12, 27), date(2027, 1, 3), date(2027, 1, 6)}


def test_what_is_kept_night_by_night_is_what_would_be_kept_had_nothing_been_thrown_away():
    days = [day for day in every_day(date(2027, 11, 1), date(2028, 5, 30)) if day.day % 9]
    keep = Keep(5, 6, 7)
    assert nightly(days, keep) == kept(days, keep)


def test_nights_without_a_backup_do_not_count():
    days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 9, 9)]
    assert kept(days, Keep(2, 0, 0)) == {date(2026, 3, 2), date(2026, 9, 9)}
    assert kept(days, Keep(1, 2, 2)) == {date(2026, 3, 2), date(2026, 9, 9)}
    assert kept([], Keep(7, 4, 12)) == set()


def test_a_name_tells_its_day_and_no_other_file_is_ours():
    assert file_name(datetime(2028, 2, 29, 0, 5, tzinfo=UTC)) == "tracker-2028-02-29-0005.backup"
    assert day_of("tracker-2028-02-29-0005.backup") == date(2028, 2, 29)
    for name in (
        "tracker-2027-02-29-0000.backup",
        "tracker-2026-11-24.backup",
        "my.backup",
        ".tracker-2026-11-24-0000.backup.x.part",
    ):
        assert day_of(name) is None


def test_backups_are_looked_after_when_a_night_had_none_or_one_has_failed():
    def before(hours, seconds=0):
        return NOW - timedelta(hours=hours, seconds=seconds)

    assert is_late(before(26, 1), None, NOW)
    assert not is_late(before(26), None, NOW)
    assert is_late(before(10), before(9), NOW)
    assert not is_late(before(9), before(10), NOW)
    assert is_late(None, before(9), NOW)
    assert not is_late(None, None, NOW)


def test_rows_in_another_order_are_the_same_and_other_rows_are_not():
    def told(*rows):
        found = RowSum()
        for row in rows:
            found.add(row)
        return found.told()

    assert told(b"a", b"b", b"b") == told(b"b", b"a", b"b")
    assert told(b"a", b"b", b"b") != told(b"a", b"a", b"b")
    assert told(b"a") != told(b"a", b"a")
    assert told() == {"rows": 0, "digest": "0" * 64}


def test_the_first_difference_is_named():
    told = {"schema": "0013", "tables": {"history": {"rows": 2}, "person": {"rows": 1}}}
    assert difference(told, told) is None
    assert difference(told, {**told, "tables": {"history": {"rows": 2}}}) == "tables, person"
    assert difference(told, {**told, "tables": {**told["tables"], "history": {"rows": 3}}}) == "tables, history, rows"


def test_what_is_wrong_with_the_store_itself_is_said():
    manifest = {"history": {"first_bad_entry": None}, "files": {"damaged": []}}
    assert flaws(manifest) == []
    manifest = {"history": {"first_bad_entry": 7}, "files": {"damaged": ["abc"]}}
    assert flaws(manifest) == [
        "The history does not hold: entry 7 is bad.", "The file with SHA-256 abc is damaged.",
    ]  # fmt: skip
