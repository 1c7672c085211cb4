"""Commands for people and their tokens."""

import json
import sys
from datetime import date
from typing import Any

import click
from sqlalchemy.engine import Row

from ipr_compliance.cli.running import DAY, the_office, with_program
from ipr_compliance.domain.words import Role, TokenScope, in_words
from ipr_compliance.program import Program
from ipr_compliance.queries import accounts, holdings
from ipr_compliance.queries import tokens as stored_tokens
from ipr_compliance.queries.accounts import Listed
from ipr_compliance.queries.records import plain
from ipr_compliance.services import factors, people, tokens
from ipr_compliance.services.notices import Stamp

_role = click.option(
    "--role", required=True, type=click.Choice([role.value for role in Role]),
    help="What the person may do: read; report on; keep records; administer.",
)  # fmt: skip
_components = click.option(
    "--component", "components", multiple=True, help="Code; may be repeated. Without: the whole department."
)


_password = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it."
)


@click.group()
def user() -> None:
    """Add, list and disable people."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="How pages and history call this person.")
@_role
@_components
@_password
@with_program
def user_add(
    program: Program, email: str, name: str, role: str, components: tuple[str, ...], *, password_stdin: bool
) -> None:
    """Add a person who logs in with EMAIL."""
    given = people.PersonInput.read({"email": email, "name": name})
    password = _new_password(from_stdin=password_stdin)
    office, tree = the_office(program)
    with program.database.transaction() as session:
        people.add(
            session, given, password, Role(role), components,
            tree=tree, by=office, today=program.today(), now=program.now(),
        )  # fmt: skip


@user.command("password")
@click.argument("email")
@_password
@with_program
def user_password(program: Program, email: str, *, password_stdin: bool) -> None:
    """Give a new password to the person who logs in with EMAIL, and end their sessions."""
    new = _new_password(from_stdin=password_stdin)
    office, tree = the_office(program)
    with program.database.transaction() as session:
        people.set_password(session, email, new, tree=tree, by=office, today=program.today(), now=program.now())


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
    """Shut the person out who logs in with EMAIL; what they recorded stays, and what they held is listed."""
    office, tree = the_office(program)
    with program.database.transaction() as session:
        people.disable(session, email, tree=tree, by=office, today=program.today(), now=program.now())
        held = holdings.held_by(session.connection(), office, email)
    if held:
        one = len(held) == 1
        click.echo(f"{len(held)} open recommendation{'' if one else 's'} still name{'s' if one else ''} {email}:")
    for row in held:
        click.echo(f"  {row.report_number} no. {row.number} ({row.component})")


@user.command("enable")
@click.argument("email")
@with_program
def user_enable(program: Program, email: str) -> None:
    """Let the disabled person in again who logs in with EMAIL."""
    office, tree = the_office(program)
    with program.database.transaction() as session:
        people.enable(session, email, tree=tree, by=office, today=program.today(), now=program.now())


@user.command("reset-factors")
@click.argument("email")
@with_program
def user_reset_factors(program: Program, email: str) -> None:
    """Remove the second factors of the person who logs in with EMAIL, end their sessions, and tell them by mail."""
    office, tree = the_office(program)
    stamp = Stamp(program.settings.mail_from, program.settings.base_url)
    with program.database.transaction() as session:
        factors.reset(
            session, email, tree=tree, by=office, stamp=stamp, today=program.today(), now=program.now()
        )  # fmt: skip


@user.command("grant")
@click.argument("email")
@_role
@_components
@with_program
def user_grant(program: Program, email: str, role: str, components: tuple[str, ...]) -> None:
    """Give the person who logs in with EMAIL a further role."""
    office, tree = the_office(program)
    with program.database.transaction() as session:
        people.grant(
            session, email, Role(role), components, tree=tree, by=office, today=program.today(), now=program.now()
        )


@user.command("revoke")
@click.argument("email")
@_role
@_components
@with_program
def user_revoke(program: Program, email: str, role: str, components: tuple[str, ...]) -> None:
    """Take a role from the person who logs in with EMAIL."""
    office, tree = the_office(program)
    with program.database.transaction() as session:
        people.revoke(
            session, email, Role(role), components, tree=tree, by=office, today=program.today(), now=program.now()
        )


_token_name = click.option("--name", required=True, help="What it is for, as history will tell.")


@click.group()
def token() -> None:
    """Tokens with which programs use the API."""


@token.command("add")
@click.argument("email")
@_token_name
@click.option(
    "--scope", type=click.Choice([scope.value for scope in TokenScope]), default=TokenScope.WRITE.value,
    show_default=True, help="Whether it may only read, or read and write.",
)  # fmt: skip
@click.option("--expires-on", type=DAY, help="The last day on which it works. Without: until it is revoked.")
@with_program
def token_add(program: Program, email: str, name: str, scope: str, expires_on: date | None) -> None:
    """Print, once, a token with the rights of the person who logs in with EMAIL."""
    office, _tree = the_office(program)
    given = tokens.TokenInput.read({"name": name, "scope": scope, "expires_on": expires_on})
    with program.database.transaction() as session:
        secret = tokens.add(session, email, given, by=office, today=program.today(), now=program.now())
    click.echo(secret)


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a machine to read.")
@with_program
def token_list(program: Program, *, as_json: bool) -> None:
    """List all tokens that are not revoked; what they are is shown to nobody."""
    with program.database.reading() as connection:
        found = stored_tokens.of_everybody(connection)
    if as_json:
        click.echo(json.dumps([_token_as_json(row) for row in found], ensure_ascii=False, indent=2))
        return
    for row in found:
        until = f"until {row.expires_on}" if row.expires_on else "until it is revoked"
        last = f"last used {row.last_used_on}" if row.last_used_on else "never used"
        click.echo(f"{row.email}  {row.name}  {in_words(row.scope).lower()}, {until}, {last}")


@token.command("revoke")
@click.argument("email")
@_token_name
@with_program
def token_revoke(program: Program, email: str, name: str) -> None:
    """End the token of that name of the person who logs in with EMAIL."""
    office, _tree = the_office(program)
    with program.database.transaction() as session:
        tokens.revoke_named(session, email, name, by=office, today=program.today(), now=program.now())


def _token_as_json(row: Row[Any]) -> dict[str, Any]:
    names = ("email", "name", "scope", "created_at", "expires_on", "last_used_on")
    return {name: plain(getattr(row, name)) for name in names}


def _new_password(*, from_stdin: bool) -> str:
    if not from_stdin:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().removesuffix("\n").removesuffix("\r")


def _as_json(person: Listed) -> dict[str, object]:
    return {
        "email": person.email,
        "name": person.name,
        "active": person.active,
        "roles": [{"role": role.value, "component": code} for role, code in person.roles],
    }


COMMANDS: list[click.Command] = [user, token]
