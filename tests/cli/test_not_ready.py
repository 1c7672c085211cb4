"""A database that is missing, old or out of reach is told in a sentence, by every command that needs one."""

import pytest
from click.testing import CliRunner

from ipr_compliance.cli import main

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
COMMANDS = [
    ("user", "list"), ("component", "list"), ("verify",), ("remind",), ("deliver",), ("demo",), ("serve",),
    ("scheduler",), ("backup", "all.backup"), ("progress", "--format", "csv", "--output", "out.csv"),
]  # fmt: skip


@pytest.fixture
def ipr(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPR_ENV", "development")
    monkeypatch.setenv("IPR_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, words)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_before_the_first_migration_every_command_says_what_to_do(ipr, words):
    told = ipr(*words)
    assert (told.exit_code, "run `ipr migrate`" in told.output) == (1, True)
    assert "Traceback" not in told.output


@pytest.mark.parametrize("words", [("migrate",), ("user", "list")], ids=lambda words: words[0])
def test_a_server_that_does_not_answer_is_named_without_its_password(ipr, monkeypatch, words):
    monkeypatch.setenv("IPR_DATABASE_URL", NOWHERE.replace("nobody@", "nobody:secret@"))
    told = ipr(*words)
    assert told.exit_code == 1
    assert "cannot be used" in told.output
    assert "secret" not in told.output


def test_a_home_that_cannot_be_made_is_named(ipr, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("IPR_HOME", str(tmp_path / "file" / "home"))
    told = ipr("migrate")
    assert told.exit_code == 1
    assert told.output.startswith("Error: ")


def test_the_demonstrations_logins_are_printed_where_it_is_loaded_and_nowhere_else(ipr):
    assert ipr("migrate").exit_code == 0
    assert ipr("component", "add", "DHS", "--name", "Department").exit_code == 0
    assert ipr("demo", "--if-empty").output == ""
