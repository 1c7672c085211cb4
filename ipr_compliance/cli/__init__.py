"""The command line: `ipr`. Exit 0: done; 1: the input or the data has a problem; 2: wrong usage."""

from typing import Any

import click

from ipr_compliance.cli import (
    backups,
    demo,
    extract,
    imports,
    people,
    progress,
    reconciliation,
    reminders,
    serving,
    store,
    webhooks,
    work,
)
from ipr_compliance.domain.refusal import Refused
from ipr_compliance.program import NotReady
from ipr_compliance.settings import SettingsProblem


class Commands(click.Group):
    """Says a refusal as a sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (Refused, SettingsProblem, NotReady) as problem:
            raise click.ClickException(str(problem)) from problem
        except OSError as problem:
            raise click.ClickException(f"{problem.filename or 'A file'}: {problem.strerror or problem}.") from problem


@click.group(cls=Commands)
@click.version_option(package_name="ipr-compliance")
def main() -> None:
    """Track what the office owes on the recommendations of its Inspector General."""


for module in (
    store, backups, demo, people, imports, extract, reminders, webhooks, progress, reconciliation, serving, work,
):  # fmt: skip
    for command in module.COMMANDS:
        main.add_command(command)
