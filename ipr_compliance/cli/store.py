"""Commands for the store as a whole."""

import json

import click

from ipr_compliance.cli.running import the_office, with_any_database, with_program
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.program import Program
from ipr_compliance.queries import history, people
from ipr_compliance.services import components


@click.command()
@with_any_database
def migrate(program: Program) -> None:
    """Bring the database to the newest schema; safe to repeat, and safe when two start at once."""
    program.migrate()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a machine to read.")
@with_program
def verify(program: Program, *, as_json: bool) -> None:
    """Recompute the history's hash chain; exit 1 and the first bad entry if it does not hold."""
    with program.database.reading() as connection:
        broken, head = history.first_break(connection), history.head(connection)
    if as_json:
        click.echo(json.dumps({"holds": broken is None, "first_bad_entry": broken, "entries": head.seq}))
    if broken is not None:
        raise Invalid(f"History does not hold: entry {broken} was altered, or does not follow from the one before.")
    if not as_json:
        click.echo(f"History holds: {head.seq} entries, head {head.digest}")


@click.group()
def component() -> None:
    """Add and list components."""


@component.command("add")
@click.argument("code")
@click.option("--name", required=True, help="The component's full name.")
@click.option("--parent", help="Code of the component above it.")
@click.option("--email", "mailbox", help="Its mailbox for reminders.")
@click.option("--head", "head_email", help="E-mail of its head.")
@with_program
def component_add(
    program: Program, code: str, name: str, parent: str | None, mailbox: str | None, head_email: str | None
) -> None:
    """Add the component CODE to the tree."""
    office, tree = the_office(program)
    with program.database.transaction() as session:
        components.add(
            session, code, name, tree=tree, by=office, today=program.today(), now=program.now(),
            parent=parent, mailbox=mailbox, head_email=head_email,
        )  # fmt: skip


@component.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a machine to read.")
@with_program
def component_list(program: Program, *, as_json: bool) -> None:
    """List all components, those below a component indented under it."""
    with program.database.reading() as connection:
        tree = people.tree(connection)
    if as_json:
        listed = [
            {"code": one.code, "name": one.name, "parent": one.parent_id and tree.by_id[one.parent_id].code,
             "mailbox": one.mailbox, "head_email": one.head_email}
            for _depth, one in tree.in_order()
        ]  # fmt: skip
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for depth, one in tree.in_order():
        click.echo(f"{'  ' * depth}{one.code}  {one.name}" + (f"  <{one.mailbox}>" if one.mailbox else ""))


COMMANDS: list[click.Command] = [migrate, verify, component]
