"""Commands for reminders."""

import click

COMMANDS: list[click.Command] = []
