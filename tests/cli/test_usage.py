"""The help of every command is enough, wrong usage is told apart from bad data, and shells complete commands."""

from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from ipr_compliance.cli import main

LISTS = {"user list", "token list", "component list", "webhook list", "verify", "check"}


def commands(command=main, name=""):
    yield name, command
    if isinstance(command, click.Group):
        for part, below in command.commands.items():
            yield from commands(below, f"{name} {part}".strip())


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_the_command_does_and_what_each_option_means(name):
    told = CliRunner().invoke(main, [*name.split(), "--help"])
    assert told.exit_code == 0
    command = COMMANDS[name]
    assert command.help
    assert command.help.split("\n")[0].strip().endswith((".", ","))
    for option in command.params:
        if isinstance(option, click.Argument):
            assert option.human_readable_name.upper() in told.output
        else:
            assert option.help, option.name


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_usage_ends_with_two_and_asks_no_database(name, monkeypatch):
    monkeypatch.setenv("IPR_DATABASE_URL", "no database at all")
    told = CliRunner().invoke(main, [*name.split(), "--no-such-option"])
    assert told.exit_code == 2
    assert "No such option" in told.stderr


def test_what_a_machine_may_read_comes_as_json_too():
    for name in LISTS:
        assert "--json" in CliRunner().invoke(main, [*name.split(), "--help"]).output, name


def complete(*words):
    """What a shell is offered for the last word."""
    asked = ShellComplete(main, {}, "ipr", "_IPR_COMPLETE")
    return [found.value for found in asked.get_completions(list(words[:-1]), words[-1])]


def test_a_shell_completes_commands_options_and_choices():
    assert complete("tok") == ["token"]
    assert complete("token", "re") == ["revoke"]
    assert complete("token", "add", "a@x.example", "--scope", "r") == ["read"]
    assert "--accept" in complete("import", "--a")


def test_the_line_in_the_documents_switches_it_on():
    told = (Path(__file__).parents[2] / "docs" / "operate" / "README.md").read_text(encoding="utf-8")
    line = 'eval "$(_IPR_COMPLETE=bash_source ipr)"'
    assert line in told
    done = CliRunner().invoke(main, [], prog_name="ipr", env={"_IPR_COMPLETE": "bash_source"}, standalone_mode=True)
    assert "complete -o nosort -F" in done.output
