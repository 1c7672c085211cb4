import hashlib
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from ipr_compliance.cli import main
from ipr_compliance.database import Database
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.words import Role
from ipr_compliance.models import BatchState, History, ImportBatch, Recommendation, Report, Standing
from ipr_compliance.queries import history, people
from ipr_compliance.queries import imports as batches
from ipr_compliance.services import import_batches, import_undo
from ipr_compliance.services.desk import Desk
from tests.factories import NOW, OFFICE, TODAY, Office, a_person, an_office

Run = Callable[..., Result]
HEADER = "report_number,number,text,component,status\n"
GOOD = HEADER + "OIG-26-01,1,We recommend.,cbp-ot,Open\nOIG-26-01,2,We recommend.,PLCY,Open\n"
OPEN = ("--value", "status:Open=open-resolved")


@pytest.fixture
def environment(database: Database, database_url: str, tmp_path: Path) -> dict[str, str]:
    with database.transaction() as session:
        an_office(session)
    return {"IPR_ENV": "development", "IPR_HOME": str(tmp_path), "IPR_DATABASE_URL": database_url}


@pytest.fixture
def ipr(environment: dict[str, str]) -> Run:
    return lambda *arguments: CliRunner(env=environment).invoke(main, [str(one) for one in arguments])


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Path]:
    def written(content: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(content, encoding="utf-8")
        return path

    return written


def counts(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            model.__name__: connection.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()
            for model in (Report, Recommendation, Standing, History)
        }


def test_without_accept_it_tells_and_changes_nothing(
    ipr: Run, table: Callable[[str], Path], database: Database
) -> None:
    before = counts(database)
    answer = ipr("import", table(GOOD), *OPEN)
    assert answer.exit_code == 0
    assert answer.stdout.startswith("Nothing is changed yet: 2 new, 0 changed, 0 unchanged, 0 refused.\n")
    assert counts(database) == before


def test_with_accept_it_imports_and_a_second_run_says_that_nothing_has_changed(
    ipr: Run, table: Callable[[str], Path], database: Database
) -> None:
    assert ipr("import", table(GOOD), *OPEN, "--accept").stdout.startswith("Imported: 2 new")
    before = counts(database)
    assert before["Recommendation"] == 2
    again = ipr("import", table(GOOD), *OPEN, "--accept")
    assert again.stdout == "Nothing has changed: 2 rows say what is recorded already.\n"
    assert counts(database) == before


def test_a_refused_row_refuses_the_file_names_its_line_and_exits_with_1(
    ipr: Run, table: Callable[[str], Path], database: Database
) -> None:
    before = counts(database)
    answer = ipr("import", table(GOOD + "OIG-26-01,3,We recommend.,CBP-XX,Open\n"), *OPEN, "--accept")
    assert answer.exit_code == 1
    assert "Line 4, component: There is no component CBP-XX; add it first" in answer.stdout
    assert "Nothing was imported: 1 row is refused." in answer.stderr
    assert counts(database) == before


def test_json_has_the_promised_names(ipr: Run, table: Callable[[str], Path]) -> None:
    content = GOOD.replace("status", "state") + "OIG-26-01,3,,CBP-OT,Open\n"
    answer = json.loads(ipr("import", table(content), "--json").stdout)
    assert (answer["new"], answer["changed"], answer["unchanged"]) == (2, 0, 0)
    assert answer["refused"] == [
        {"line": 4, "column": "text", "value": "", "reason": "The row has no text; fill it in."}
    ]
    assert (answer["conflicts"], answer["missing"], answer["ignored"]) == ([], [], ["state"])


def test_conflicts_and_missing_records_are_told(ipr: Run, table: Callable[[str], Path]) -> None:
    ipr("import", table(GOOD), *OPEN, "--accept")
    answer = ipr("import", table(HEADER + "OIG-26-01,2,We recommend.,PLCY,closed implemented\n"), "--accept")
    assert answer.exit_code == 0
    assert "Line 2, status: OIG-26-01 no. 2 is recorded as “open-resolved”, the file says “closed" in answer.stdout
    assert "Not in the file, left as it is: OIG-26-01 no. 1." in answer.stdout


@pytest.mark.parametrize(
    "option",
    [
        ("--map", "rec_no=number"),
        ("--map", "number"),
        ("--set", "colour=red"),
        ("--value", "status:Open"),
        ("--value", "status:Open=finished"),
    ],
)
def test_an_option_that_does_not_fit_is_wrong_usage(
    ipr: Run, table: Callable[[str], Path], option: tuple[str, str]
) -> None:
    answer = ipr("import", table(GOOD), *option)
    assert answer.exit_code == 2
    assert "Error: " in answer.stderr
    assert answer.stderr.endswith(".\n")


def test_a_file_that_does_not_exist_is_wrong_usage(ipr: Run, tmp_path: Path) -> None:
    assert ipr("import", tmp_path / "nowhere.csv").exit_code == 2


@pytest.mark.parametrize("content", ["", "<html>", "name,colour\nx,red\n", HEADER + 'R,1,"open\n'])
def test_what_is_no_such_table_is_refused_with_a_sentence(
    ipr: Run, table: Callable[[str], Path], database: Database, content: str
) -> None:
    before = counts(database)
    answer = ipr("import", table(content), "--accept")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Error: ")
    assert answer.stderr.endswith(".\n")
    assert counts(database) == before


def test_a_history_is_previewed_accepted_and_not_told_twice(
    ipr: Run, table: Callable[[str], Path], database: Database
) -> None:
    ipr("import", table(GOOD), *OPEN, "--accept")
    history_file = table("report_number,number,on,author,status,due_on,note\nOIG-26-01,1,3/1/2026,OT,,,Draft sent.\n")
    before = counts(database)
    assert "1 new" in ipr("import", "--updates", history_file).stdout
    assert counts(database) == before
    assert ipr("import", "--updates", history_file, "--accept").stdout.startswith("Imported: 1 new")
    assert "Nothing has changed" in ipr("import", "--updates", history_file, "--accept").stdout
    assert counts(database)["History"] == before["History"] + 2


def test_a_file_s_name_is_kept_in_history_as_one_line(
    ipr: Run, table: Callable[[str], Path], tmp_path: Path, database: Database
) -> None:
    path = table(GOOD).rename(tmp_path / f"a\nb{'c' * 200}.csv")
    assert ipr("import", path, *OPEN, "--accept").exit_code == 0
    with database.reading() as connection:
        actor = connection.execute(sa.select(History.actor).order_by(History.seq.desc())).scalar()
    assert actor is not None
    assert actor.startswith("command line (import of a?bccc")


def test_the_command_makes_a_batch_that_the_page_shows_and_undoes(
    ipr: Run, table: Callable[[str], Path], database: Database
) -> None:
    ipr("import", table(GOOD), *OPEN, "--accept")
    with database.reading() as connection:
        tree = people.tree(connection)
        by = the_system("tests", tree)
        [batch] = batches.page(connection, by, tree).rows
        told = import_batches.told_of(batches.one(connection, by, tree, batch.id))
    assert (batch.file_name, batch.state, batch.new, batch.received_by) == ("table.csv", BatchState.ACCEPTED, 2, None)
    assert batch.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert [row["number"] for row in told["rows"]] == ["1", "2"]
    with database.transaction() as session:
        import_undo.undo(Desk(session, by, tree, TODAY, NOW, OFFICE), batch.id)
    with database.reading() as connection:
        assert set(connection.execute(sa.select(Recommendation.voided)).scalars()) == {True}


def test_a_liaison_of_one_component_does_not_see_the_operator_s_batch(
    ipr: Run, table: Callable[[str], Path], database: Database
) -> None:
    ipr("import", table(GOOD), *OPEN, "--accept")
    with database.transaction() as session:
        tree = people.tree(session.connection())
        email = a_person(session, Office(tree, the_system("tests", tree)), Role.LIAISON, "CBP")
    with database.reading() as connection:
        asker, tree = people.by_email(connection, email)  # type: ignore[misc]
        assert batches.page(connection, asker, tree).rows == []


def test_a_preview_and_a_table_that_changes_nothing_make_no_batch(
    ipr: Run, table: Callable[[str], Path], database: Database
) -> None:
    ipr("import", table(GOOD), *OPEN)
    ipr("import", table(GOOD), *OPEN, "--accept")
    ipr("import", table(GOOD), *OPEN, "--accept")
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(ImportBatch)).scalar() == 1


def test_progress_is_shown_on_a_terminal_and_nowhere_else(
    ipr: Run, table: Callable[[str], Path], environment: dict[str, str]
) -> None:
    path = table(GOOD)
    assert ipr("import", path, *OPEN).stderr == ""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from ipr_compliance.cli import main; main()", "import", str(path), *OPEN]
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        told = subprocess.run([*command, "--accept", "--json"], env=os.environ | environment, check=True,  # noqa: S603
                              stdout=subprocess.PIPE, stderr=theirs)  # fmt: skip
        os.close(theirs)
        shown = terminal.read(100_000)
    assert json.loads(told.stdout)["new"] == 2
    assert b"Reading" in shown
    assert b"Importing" in shown
    assert b"100%" in shown


KILLED = """
import os, signal, sys
import sqlalchemy as sa
from ipr_compliance.cli import main

table, countdown = sys.argv[1], [int(sys.argv[2])]

def die(connection, cursor, statement, *rest):
    if statement.startswith(("INSERT", "UPDATE", "SELECT setval")):
        countdown[0] -= 1
        if countdown[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sa.event.listen(sa.Engine, "after_cursor_execute", die)
main(["import", table, "--accept"])
"""


@pytest.mark.parametrize("statement", [1, 4, 8])
def test_a_killed_import_leaves_nothing_and_can_be_run_again(
    ipr: Run, table: Callable[[str], Path], database: Database, environment: dict[str, str], statement: int
) -> None:
    before = counts(database)
    path = table(HEADER + "".join(f"R-{number % 250},{number},We recommend.,PLCY,\n" for number in range(2500)))
    killed = subprocess.run(  # noqa: S603  # the interpreter that runs the tests
        [sys.executable, "-c", KILLED, str(path), str(statement)], env=os.environ | environment, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert counts(database) == before
    assert ipr("import", path, "--accept").stdout.startswith("Imported: 2,500 new")
    with database.reading() as connection:
        assert history.first_break(connection) is None
