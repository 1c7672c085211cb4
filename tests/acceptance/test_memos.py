"""The real memos in ../shared/data/memos, read by the program and entered move by move: both come out as by eye."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ipr_compliance.adapters.documents import reading
from ipr_compliance.domain.clocks import Clock, Lengths, readings
from ipr_compliance.domain.words import Status
from ipr_compliance.queries import recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import decisions, responses
from ipr_compliance.services.inputs import DecisionInput, ResponseInput
from tests.domain.test_clocks import NOTHING
from tests.factories import TODAY, a_report, an_office
from tests.lives import Life

pytestmark = pytest.mark.acceptance

SAID = {"01_OIG-20-A-10_ML20266G178_2020-09-22.txt": {"1": "concur"}}
"""Agreement that a memo states although the truth file does not list it."""

R, U, C = Status.OPEN_RESOLVED, Status.OPEN_UNRESOLVED, Status.CLOSED_IMPLEMENTED


@pytest.fixture(scope="session")
def expected(shared):
    return json.loads((shared / "data" / "memos" / "expected.json").read_text(encoding="utf-8"))


class Memo(Life):
    """One recommendation of a memo's report, moved on the memo's own dates."""

    def __init__(self, session, office, report, number, agreement="none"):
        super().__init__(session, office, report=report, number=number, agreement=agreement)

    def answered(self, received_on, **facts):
        given = {
            "agreement": "concur", "plan": "As the agency's response says.", "responsible_official": "Office Director",
            "due_on": received_on + timedelta(days=365), "received_on": received_on, "version": self.record.version,
        } | facts  # fmt: skip
        responses.record(self.desk(), self.id, ResponseInput.read(given))

    def decided(self, status, decided_on, letter=True, **facts):
        facts |= {"status": status, "decided_on": decided_on, "version": self.record.version}
        if letter:
            facts["letter"] = self.attach("letter")
        decisions.record(self.desk(), self.id, DecisionInput.read(facts))

    def closed(self, implemented_on, decided_on):
        self.attach()
        self.ask_closure(implemented_on=implemented_on)
        self.decided(C, decided_on)


def day(text):
    return date.fromisoformat(text)


def words(lives, as_of=None):
    """Each recommendation's status as the truth file writes it, today or on a day."""
    life = next(iter(lives.values()))
    connection, office = life.session.connection(), life.office
    page = recommendations.page(connection, office.keeper, office.tree, Filter(as_of=as_of), TODAY, limit=99)
    return {row.number: "closed" if row.closed_on else str(row.status) for row in page.rows}


def lives(session, truth, numbers, issued_on, **facts):
    office = an_office(session)
    a_report(session, office, truth["report"], issued_on=issued_on)
    return {number: Memo(session, office, truth["report"], number, **facts) for number in numbers}


def known(truth):
    """The numbers that the office has on record for the memo's report."""
    sources = ("statuses", "concurrence", "range_members_named_in_the_memo_pair")
    return next(list(truth[name]) for name in sources if truth.get(name))


MEMOS = (
    "01_OIG-20-A-10_ML20266G178_2020-09-22.txt",
    "02_OIG-22-A-12_ML24299A166_2024-10-25.txt",
    "04_OIG-24-A-07_ML24151A539_2024-05-30.txt",
    "05_OIG-24-A-07_ML25059A133_2025-02-28.txt",
    "OIG-12-130_2012-09-25.txt",
    "OIG-12-131_2012-09-27.txt",
    "OIG-16-37_2016-02-08.txt",
)


def value(read):
    return str(read.value) if read else None


@pytest.mark.parametrize("name", MEMOS)
def test_a_memo_is_read_as_by_eye(shared, expected, name):
    truth = expected[name]
    with (shared / "data" / "memos" / name).open("rb") as file:
        memo = reading.memo(file, name, known(truth))
    assert (value(memo.report_number), value(memo.dated_on)) == (truth["report"], truth["memo_date"])
    assert value(memo.response_on) == truth.get("response_date")
    assert value(memo.next_update_on) == truth.get("next_update")
    stand = {number: "closed" if read.value is C else str(read.value) for number, read in memo.statuses.items()}
    ranged = dict.fromkeys(known(truth), truth.get("range_status"))
    assert stand == truth.get("statuses", ranged)
    assert {number: value(read) for number, read in memo.agreements.items()} == truth.get(
        "concurrence", SAID.get(name, {})
    )
    days = (memo.response_days, memo.closing_letter_days, memo.recommendations)
    names = ("response_due_days", "closeout_letter_days_after_implementation", "rec_count")
    assert [read.value if read else None for read in days] == [truth.get(one) for one in names]


def test_without_records_a_memo_s_range_keeps_its_ends(shared, expected):
    truth = expected[MEMOS[2]]
    with (shared / "data" / "memos" / MEMOS[2]).open("rb") as file:
        (said,) = reading.memo(file, MEMOS[2], []).said_statuses
    assert [list(ends) for ends in said.ranges] == [truth["range"]]
    assert str(said.what.value) == truth["range_status"]


def test_dhs_oig_16_37_closes_one_in_the_report_and_leaves_two_unresolved(session, expected):
    truth = expected["OIG-16-37_2016-02-08.txt"]
    issued_on = day(truth["memo_date"])
    found = lives(session, truth, truth["statuses"], issued_on, agreement="concur")
    for number, life in found.items():
        if truth["statuses"][number] == "closed":
            life.decided(C, issued_on, letter=False)
        else:
            life.answered(issued_on)
            life.decided(Status(truth["statuses"][number]), issued_on, letter=False)
    assert words(found) == truth["statuses"]
    assert {number: str(life.record.agreement) for number, life in found.items()} == truth["concurrence"]


@pytest.mark.parametrize("name", ["OIG-12-130_2012-09-25.txt", "OIG-12-131_2012-09-27.txt"])
def test_dhs_oig_transmittals_of_2012(session, expected, name):
    truth = expected[name]
    issued_on = day(truth["memo_date"])
    found = lives(session, truth, truth["concurrence"], issued_on)
    for life in found.values():
        life.answered(issued_on)
    for number, status in truth["statuses"].items():
        found[number].decided(Status(status), issued_on, letter=False)
    assert truth["statuses"].items() <= words(found).items()
    assert {number: str(life.record.agreement) for number, life in found.items()} == truth["concurrence"]


@pytest.mark.parametrize("name", ["OIG-12-130_2012-09-25.txt", "OIG-16-37_2016-02-08.txt"])
def test_the_response_is_due_when_the_memo_says(session, expected, name):
    truth = expected[name]
    found = lives(session, truth, ["1"], day(truth["memo_date"]))
    facts = replace(NOTHING, issued_on=found["1"].record.issued_on)
    clocks = {one.clock: one.ends_on for one in readings(facts, Lengths())}
    assert clocks[Clock.RESPONSE] == day(truth["response_due_date"])


def test_nrc_oig_20_a_10_names_the_next_update(session, expected):
    truth = expected["01_OIG-20-A-10_ML20266G178_2020-09-22.txt"]
    found = lives(session, truth, truth["statuses"], day("2020-06-15"))
    found["1"].answered(day(truth["response_date"]))
    found["1"].decided(R, day(truth["memo_date"]), next_update_on=truth["next_update"])
    assert words(found) == truth["statuses"]
    assert found["1"].record.next_update_on == day(truth["next_update"])


def test_nrc_oig_22_a_12_closes_the_last_two(session, expected):
    truth = expected["02_OIG-22-A-12_ML24299A166_2024-10-25.txt"]
    memo, response = day(truth["memo_date"]), day(truth["response_date"])
    found = lives(session, truth, truth["statuses"], day("2022-08-19"))
    for number, life in found.items():
        life.answered(day("2022-09-20"))
        life.decided(R, day("2022-11-01"))
        if number in truth["previously_closed"]:
            life.closed(day("2023-06-01"), day("2023-09-01"))
    before = words(found)
    assert [number for number, word in before.items() if word == "closed"] == truth["previously_closed"]
    for number in truth["newly_closed"]:
        found[number].closed(response, memo)
    assert words(found) == truth["statuses"]
    assert words(found, as_of=memo - timedelta(days=1))["1"] == "closure-requested"


def test_nrc_oig_24_a_07_over_two_memos(session, expected):
    first = expected["04_OIG-24-A-07_ML24151A539_2024-05-30.txt"]
    second = expected["05_OIG-24-A-07_ML25059A133_2025-02-28.txt"]
    found = lives(session, first, first["range_members_named_in_the_memo_pair"], day("2024-03-28"))
    for life in found.values():
        life.answered(day(first["response_date"]))
        life.decided(Status(first["range_status"]), day(first["memo_date"]), next_update_on=first["next_update"])
    for number, word in second["statuses"].items():
        if word == "closed":
            found[number].closed(day(second["response_date"]), day(second["memo_date"]))
        else:
            found[number].decided(Status(word), day(second["memo_date"]), next_update_on=second["next_update"])
    assert words(found) == second["statuses"]
    assert set(words(found, as_of=day(first["memo_date"])).values()) == {first["range_status"]}
    assert found["1.1"].record.next_update_on == day(second["next_update"])
