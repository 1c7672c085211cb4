"""Whatever the description of the API makes possible, and much that it does not, gets an answer that it describes."""

import base64
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
import schemathesis
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks, positive_data_acceptance
from schemathesis.core.failures import FailureGroup
from werkzeug.test import TestResponse

from ipr_compliance.database import Database
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.models import ApiToken, Person
from ipr_compliance.services import extensions, milestones, tokens
from ipr_compliance.services.inputs import ExtensionInput, MilestoneInput
from tests.api.conftest import Caller, Making
from tests.documents import MEMO, REPORT
from tests.factories import NOW, TODAY, Office
from tests.lives import Life

BOUNDED = settings(
    max_examples=25,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# As many cases in all as when a third of today's calls had 25 each; the long run tries each of them a hundred times.
EACH_CALL = settings(BOUNDED, max_examples=10)
load_all_checks()
# That a report is recorded and a component exists is no matter of the description: valid data may be refused.
CHECKED = [check for check in CHECKS.get_all() if check is not positive_data_acceptance]
PLAIN = {"Accept-Encoding": "identity"}  # nothing unpacks what the program answers in this process
TABLE = "report_number,number,text,component\nOIG-26-77,1,We recommend.,CBP-OT\n"
LONG_RUN = 50_000
OUT_OF_REACH = 2_000_000_011
# A version that is not in the body may be in If-Match, and be an old one.
REFUSALS = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429]
CONFIG = schemathesis.Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})

PATHS = ("/recommendations", "/reports", "/summary", "/components", "/deliveries")
PARAMETERS = (
    "q", "component", "status", "report", "whose_move", "open", "overdue", "no_date", "priority", "due_in",
    "due_before", "due_after", "as_of", "sort", "limit", "cursor", "state", "person",
    "agreement", "beyond_window", "slipped", "extended", "unresolved", "no_final_action", "late", "money", "signal",
    "issued_before", "issued_after", "closed_from", "closed_until",
)  # fmt: skip


@pytest.fixture(autouse=True)
def recommendation_id(database: Database, office: Office) -> int:
    """A record to be asked for, with one of everything that can be on it."""
    with database.transaction() as session:
        life = Life(session, office).brought_to(Status.OPEN_RESOLVED)
        step = MilestoneInput(title="Publish", due_on=TODAY)
        milestones.add(life.desk(), life.id, step)
        more = ExtensionInput(proposed_due_on=TODAY + timedelta(days=120), reason="More.", version=life.record.version)
        extensions.ask(life.desk(), life.id, more)
        return life.id


@pytest.fixture
def liaison(a_caller: Making, database: Database, office: Office) -> Caller:
    """Keeps CBP's records. Calls that are tried end token 1, so the caller's own has a number beyond their reach."""
    caller = a_caller(Role.LIAISON, "CBP")
    token = ApiToken.__table__
    with database.transaction() as session:
        connection = session.connection()
        connection.execute(sa.update(token).values(id=OUT_OF_REACH))
        email = connection.execute(sa.select(Person.email).join(ApiToken)).scalar_one()
        spare = tokens.TokenInput(name="to be ended")
        tokens.add(session, email, spare, by=office.keeper, today=TODAY, now=NOW)
        connection.execute(sa.update(token).where(token.c.id != OUT_OF_REACH).values(id=1))
    files = (("/documents", REPORT, {"kind": "report"}), ("/documents", MEMO, {"kind": "memo"}),
             ("/imports", TABLE, {}), ("/reconciliations", TABLE, {}))  # fmt: skip
    for path, text, told in files:
        assert caller.send(path, {"file": (io.BytesIO(text.encode()), "a.txt"), **told}).status_code == 201
    return caller


def operations(caller: Caller) -> Iterator[APIOperation]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", caller.app, config=CONFIG)
    for operation in schema.get_all_operations():
        yield operation.ok()


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_call_answers_as_described(liaison: Caller, mode: GenerationMode) -> None:
    for operation in operations(liaison):

        @EACH_CALL
        @given(operation.as_strategy(generation_mode=mode))
        def check(case: Case) -> None:
            assume([] not in (case.query or {}).values())  # an empty list is not sent at all
            case.call_and_validate(headers=liaison.headers | PLAIN, checks=CHECKED)

        check()


def of_what_is_there(caller: Caller, case: Case, recommendation_id: int) -> Case:
    """The same call, about a record that exists, at the version that it has."""
    facts = {"report_number": "OIG-26-01", "component": "CBP-OT"}
    real = {"recommendation_id": recommendation_id, "evidence_id": 1, "n": 1, "import_id": 1, "reconciliation_id": 2}
    if "document_id" in case.path_parameters:
        real["document_id"] = 1 + case.path_parameters["document_id"] % 2
    case.path_parameters |= {name: real[name] for name in case.path_parameters if name in real}
    if isinstance(case.body, dict) and "file" not in case.body:
        case.body |= {name: value for name, value in facts.items() if name in case.body}
        if "version" in case.body:
            case.body["version"] = caller.read(f"/recommendations/{recommendation_id}")["version"]
    return case


def test_what_is_recorded_is_answered_as_described(liaison: Caller, recommendation_id: int) -> None:
    statuses: set[int] = set()

    for operation in operations(liaison):

        @EACH_CALL
        @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        def check(case: Case) -> None:
            of_what_is_there(liaison, case, recommendation_id)
            statuses.add(case.call_and_validate(headers=liaison.headers | PLAIN, checks=CHECKED).status_code)

        check()

    assert {200, 201} <= statuses


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # nobody waits for the work it begins
def test_a_long_run_finds_no_answer_that_is_not_described(
    liaison: Caller, recommendation_id: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Round after round over all calls. It takes an hour or two, and tells after each call how far it is."""
    often = settings(BOUNDED, max_examples=100, derandomize=False, database=None)
    answered, wrong = 0, set()

    def try_out(operation: APIOperation, mode: GenerationMode, *, there: bool) -> None:
        @often
        @given(operation.as_strategy(generation_mode=mode))
        def check(case: Case) -> None:
            nonlocal answered
            assume([] not in (case.query or {}).values())
            answered += 1
            try:
                asked = of_what_is_there(liaison, case, recommendation_id) if there else case
                asked.call_and_validate(headers=liaison.headers | PLAIN, checks=CHECKED)
            except FailureGroup as problem:
                wrong.update(f"{failure}\n{case.as_curl_command()}" for failure in problem.exceptions)

        check()

    for operation in cycle(operations(liaison)):
        try_out(operation, GenerationMode.POSITIVE, there=False)
        try_out(operation, GenerationMode.NEGATIVE, there=False)
        try_out(operation, GenerationMode.POSITIVE, there=True)
        with capsys.disabled():
            print(f"{answered:>7,} of {LONG_RUN:,}, {len(wrong)} wrong: {operation.label}")  # noqa: T201  # it takes long
        if answered >= LONG_RUN:
            break

    assert sorted(wrong) == []


@pytest.mark.parametrize("path", PATHS)
def test_rubbish_in_the_address_is_answered(liaison: Caller, path: str) -> None:
    values = st.one_of(st.text(max_size=30), st.integers().map(str), st.dates().map(str), st.sampled_from(["1", "0"]))

    @BOUNDED
    @given(st.dictionaries(st.sampled_from(PARAMETERS) | st.text(max_size=8), values, max_size=4))
    def ask(query: dict[str, str]) -> None:
        assert_answered(liaison.get(path, **query))

    ask()


def test_rubbish_that_looks_like_a_page_marker_is_answered(liaison: Caller) -> None:
    parts = st.none() | st.integers() | st.floats() | st.text() | st.dates().map(str) | st.just("2026-01-01")

    @BOUNDED
    @given(st.recursive(parts, st.lists), st.sampled_from(["due", "-due", "report", "updated"]))
    def ask(keys: Any, sort: str) -> None:
        marker = base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")
        assert_answered(liaison.get("/recommendations", cursor=marker, sort=sort))

    ask()


POSTS = (
    "", "/responses", "/closures", "/decisions", "/corrections", "/extensions", "/extensions/1/decision", "/milestones",
    "/updates", "/evidence/1/withdrawal",
)  # fmt: skip
FIELDS = (
    "version", "note", "agreement", "plan", "due_on", "received_on", "responsible_official", "implemented_on", "status",
    "decided_on", "letter", "costs_agreed", "successor", "proposed_due_on", "reason", "approve", "title", "seq",
    "report_number", "number", "component", "text", "repeats", "next_update_on", "questioned_cost",
)  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
def test_rubbish_that_is_posted_is_answered(admin: Caller, recommendation_id: int, path: str) -> None:
    simple = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    like_ours = st.sampled_from([1, 2, 7, "2026-11-20", "0001-01-01", "9999-12-31", "open-resolved", "concur", "CBP"])
    values = like_ours | st.recursive(simple, lambda part: st.lists(part) | st.dictionaries(st.text(), part))

    @BOUNDED
    @given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), values, max_size=9), st.booleans())
    def send(body: dict[str, Any], current: bool) -> None:
        at = f"/recommendations/{recommendation_id}" if path else "/recommendations"
        if current:
            body["version"] = admin.read(f"/recommendations/{recommendation_id}")["version"]
        answer = admin.post(at + path, json=body)
        assert answer.status_code in {200, 201, 400, 404, 409, 422}, answer.text

    send()


def assert_answered(answer: TestResponse) -> None:
    assert answer.status_code in {200, 400, 422}, answer.text
