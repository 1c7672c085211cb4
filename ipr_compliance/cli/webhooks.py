"""Commands for webhooks."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ipr_compliance.cli.running import the_office, with_program
from ipr_compliance.program import Program
from ipr_compliance.queries import webhooks as stored
from ipr_compliance.queries.records import plain
from ipr_compliance.services import webhooks
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import WebhookInput


@click.group()
def webhook() -> None:
    """Addresses of other systems that are told of changes."""


@webhook.command("add")
@click.argument("address")
@click.option("--owner", required=True, help="Who logs in with this e-mail address: their rights bound what is told.")
@click.option("--component", help="Code: only this component and those below it. Without: all that is the owner's.")
@with_program
def webhook_add(program: Program, address: str, owner: str, component: str | None) -> None:
    """Tell ADDRESS of changes from now on; prints, once, the secret with which its receiver checks them."""
    given = WebhookInput.read({"address": address, "owner": owner, "component": component})
    sealing = webhooks.seal(program.settings.signing_key())
    with _desk(program) as desk:
        _number, secret = webhooks.add(desk, given, sealing, private=program.settings.webhooks_private)
    click.echo(secret)


@webhook.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a machine to read.")
@with_program
def webhook_list(program: Program, *, as_json: bool) -> None:
    """List all webhooks; their secrets are shown to nobody."""
    with program.database.reading() as connection:
        found = stored.every(connection)
    if as_json:
        listed = [{name: plain(value) for name, value in row._mapping.items()} for row in found]  # noqa: SLF001 - public
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for row in found:
        state = "on" if row.active else "off"
        click.echo(f"{row.id}  {row.address}  {row.owner}  {row.component or 'all that is theirs'}  {state}")


@webhook.command("remove")
@click.argument("number", type=int)
@with_program
def webhook_remove(program: Program, number: int) -> None:
    """Remove the webhook NUMBER, as `ipr webhook list` tells it, and cancel what waits for it."""
    with _desk(program) as desk:
        webhooks.remove(desk, number)


@contextmanager
def _desk(program: Program) -> Iterator[Desk]:
    office, tree = the_office(program)
    with program.database.transaction() as session:
        yield Desk(session, office, tree, program.today(), program.now(), program.settings.zone)


COMMANDS: list[click.Command] = [webhook]
