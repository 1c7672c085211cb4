from dataclasses import replace

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.refusal import Conflict, Invalid, NotFound
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import work as job
from ipr_compliance.models import Work, WorkState
from ipr_compliance.program import Program
from ipr_compliance.queries import evidence, people
from ipr_compliance.queries import work as asked_for
from ipr_compliance.services import work
from ipr_compliance.services.progress import REPORT
from ipr_compliance.services.work import ATTEMPTS, LEASE
from tests.factories import Office, a_person, a_recommendation, an_office


@pytest.fixture
def program(settings, database, clock):
    return Program(settings, database, clock)


@pytest.fixture
def asker(database):
    with database.transaction() as session:
        email = a_person(session, an_office(session), Role.VIEWER, "PLCY")
    with database.reading() as connection:
        return people.by_email(connection, email)[0]


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(job, "KINDS", {})
    monkeypatch.setattr(job, "TOLD_EVERY", 0)
    return job.KINDS


def greeting(_connection, asker, _tree, asked, target, tell, *, today, **_now):
    tell(50)
    target.write(f"{asked['word']} {asker.email} {today}".encode())
    return work.Made("greeting.txt", "text/plain")


def ask(program, asker, kind="greeting", **asked):
    with program.database.transaction() as session:
        return work.ask(session, asker, kind, "A greeting", {"word": "Hello"} | asked, now=program.now())


def found(program, asker, work_id):
    with program.database.reading() as connection:
        return asked_for.one(connection, asker, work_id)


def test_what_comes_of_it_is_kept_for_whoever_asked(program, asker, kinds):
    kinds["greeting"] = greeting
    work_id = ask(program, asker)
    assert job.run_waiting(program) == 1
    row = found(program, asker, work_id)
    with program.database.reading() as connection:
        content = b"".join(evidence.content(connection, row.sha256))
    assert (row.state, row.percent, content) == (WorkState.DONE, 100, b"Hello viewer@dhs.example 2026-11-24")
    assert job.run_waiting(program) == 0


def test_nobody_else_finds_it(program, asker, database):
    work_id = ask(program, asker)
    other = replace(asker, person_id=asker.person_id + 1)
    with database.reading() as connection:
        with pytest.raises(NotFound):
            asked_for.one(connection, other, work_id)
        assert asked_for.mine(connection, other) == []


def test_stopped_work_ends_at_its_next_step_and_leaves_nothing(program, asker, kinds):
    def stopped(connection, asker, tree, asked, target, tell, *, today, now):
        with program.database.transaction(recorded=False) as session:
            work.cancel(session, asker, asked_for.mine(session.connection(), asker)[0].id, now=program.now())
        return greeting(connection, asker, tree, asked, target, tell, today=today, now=now)

    kinds["greeting"] = stopped
    work_id = ask(program, asker)
    job.run_waiting(program)
    row = found(program, asker, work_id)
    assert (row.state, row.sha256) == (WorkState.CANCELLED, None)
    with program.database.transaction(recorded=False) as session, pytest.raises(Conflict):
        work.cancel(session, asker, work_id, now=program.now())


def test_a_refusal_is_told_in_its_sentence_and_an_error_without_its_words(program, asker, kinds):
    def refused(*_parts, **_more):
        raise Invalid("There is no component NO.", field="component")

    def broken(*_parts, **_more):
        raise RuntimeError("secret")

    kinds.update(refused=refused, broken=broken)
    numbers = [ask(program, asker, kind) for kind in ("refused", "broken")]
    job.run_waiting(program)
    told, untold = (found(program, asker, number) for number in numbers)
    assert (told.state, told.reason) == (WorkState.FAILED, "There is no component NO.")
    assert untold.state is WorkState.FAILED
    assert "secret" not in untold.reason


def test_work_whose_process_is_gone_is_begun_again_but_not_for_ever(program, asker, kinds, clock):
    kinds["greeting"] = greeting
    work_id = ask(program, asker)
    for _attempt in range(ATTEMPTS):
        with program.database.transaction(recorded=False) as session:
            assert work.claim(session, work_id, now=program.now())
            assert not work.claim(session, work_id, now=program.now())
        clock.at += LEASE * 2
    assert job.run_waiting(program) == 0
    assert found(program, asker, work_id).state is WorkState.FAILED


def test_what_another_took_over_cannot_be_finished_by_the_first_after_it_was_stopped(program, asker):
    work_id = ask(program, asker)
    with program.database.transaction(recorded=False) as session:
        work.claim(session, work_id, now=program.now())
        session.execute(sa.update(Work).values(state=WorkState.CANCELLED))
        with pytest.raises(work.Cancelled):
            work.tell(session, work_id, 60, now=program.now())


def test_a_process_that_has_to_end_leaves_its_work_to_another(program, asker, kinds):
    kinds["greeting"] = greeting
    work_id = ask(program, asker)
    ends = iter([False, True])
    job.run_waiting(program, stopping=lambda: next(ends))
    assert found(program, asker, work_id).state is WorkState.WAITING
    assert job.run_waiting(program) == 1
    assert found(program, asker, work_id).state is WorkState.DONE


def test_a_report_is_made_for_whoever_asked_with_what_they_may_see(program, asker, database):
    with database.reading() as connection:
        tree = people.tree(connection)
    office = Office(tree, the_system("tests", tree))
    with database.transaction() as session:
        a_recommendation(session, office, component="PLCY", text="Ours.")
        a_recommendation(session, office, component="CBP-OT", text="Theirs.")
        asked = {"format": "csv", "as_of": "2026-11-24"}
        work_id = work.ask(session, asker, REPORT, "A report", asked, now=program.now())
    assert job.run_waiting(program) == 1
    row = found(program, asker, work_id)
    with database.reading() as connection:
        content = b"".join(evidence.content(connection, row.sha256)).decode()
    assert (row.state, row.file_name) == (WorkState.DONE, "progress-all-2026-11-24.csv")
    assert "Ours." in content
    assert "Theirs." not in content
