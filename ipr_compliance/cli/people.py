"""Commands for people and their tokens."""

import json
import sys

import click

from ipr_compliance.cli.running import the_office, with_program
from ipr_compliance.domain.words import Role, in_words
from ipr_compliance.program import Program
from ipr_compliance.queries import accounts
from ipr_compliance.queries.accounts import Listed
from ipr_compliance.services import people, tokens


@click.group()
def user() -> None:
    """Add, list and disable people."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="How pages and history call this person.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--component", "components", multiple=True, help="Code; may be repeated. Without: the whole department.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it.")
@with_program
def user_add(
    program: Program, email: str, name: str, role: str, components: tuple[str, ...], *, password_stdin: bool
) -> None:
    """Add a person who logs in with EMAIL."""
    given = people.PersonInput.read({"email": email, "name": name})
    password = _from_stdin() if password_stdin else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    office, tree = the_office(program)
    with program.database.transaction() as session:
        people.add(
            session, given, password, Role(role), components,
            tree=tree, by=office, today=program.today(), now=program.now(),
        )  # fmt: skip


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a machine to read.")
@with_program
def user_list(program: Program, *, as_json: bool) -> None:
    """List all people with their roles."""
    with program.database.reading() as connection:
        everybody = accounts.everybody(connection)
    if as_json:
        click.echo(json.dumps([_as_json(person) for person in everybody], ensure_ascii=False, indent=2))
        return
    for person in everybody:
        roles = ", ".join(f"{in_words(role)} for {code or 'the whole department'}" for role, code in person.roles)
        click.echo(f"{person.email}  {person.name}  {roles or 'No role'}{'' if person.active else '  (disabled)'}")


@user.command("disable")
@click.argument("email")
@with_program
def user_disable(program: Program, email: str) -> None:
    """Shut the person out who logs in with EMAIL; what they recorded stays."""
    office, tree = the_office(program)
    with program.database.transaction() as session:
        people.disable(session, email, tree=tree, by=office, today=program.today(), now=program.now())


@click.group()
def token() -> None:
    """Tokens with which programs use the API."""


@token.command("add")
@click.argument("email")
@click.option("--name", required=True, help="What it is for, as history will tell.")
@with_program
def token_add(program: Program, email: str, name: str) -> None:
    """Print, once, a token with the rights of the person who logs in with EMAIL."""
    office, _tree = the_office(program)
    with program.database.transaction() as session:
        secret = tokens.add(session, email, name, by=office, today=program.today(), now=program.now())
    click.echo(secret)


def _from_stdin() -> str:
    return sys.stdin.readline().removesuffix("\n").removesuffix("\r")


def _as_json(person: Listed) -> dict[str, object]:
    return {
        "email": person.email,
        "name": person.name,
        "active": person.active,
        "roles": [{"role": role.value, "component": code} for role, code in person.roles],
    }


COMMANDS: list[click.Command] = [user, token]
