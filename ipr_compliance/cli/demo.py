"""The command that loads the demonstration."""

import secrets

import click

from ipr_compliance.cli.running import with_program
from ipr_compliance.domain import demonstration as content
from ipr_compliance.domain.words import Role, in_words
from ipr_compliance.program import Program
from ipr_compliance.services import demonstration

KNOWN_PASSWORD = "demonstration only"  # noqa: S105 - printed on purpose, and used in development alone


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing, instead of refusing, where there is data already.")
@with_program
def demo(program: Program, *, if_empty: bool) -> None:
    """Load the demonstration into an empty database, and print its logins."""
    development = program.settings.env == "development"
    password = KNOWN_PASSWORD if development else secrets.token_urlsafe(12)
    with program.database.transaction() as session:
        fresh = demonstration.is_empty(session)
        if fresh or not if_empty:
            demonstration.load(session, password, today=program.today(), now=program.now(), zone=program.clock.zone)
        known = development and demonstration.is_loaded(session)
    if not fresh and not known:
        return
    click.echo(f"Demonstration at {program.settings.base_url} - password for each login: {password}")
    for email, name, role, component in content.PEOPLE:
        click.echo(f"  {email:28} {name} ({in_words(Role(role))}, {component or 'everything'})")


COMMANDS: list[click.Command] = [demo]
