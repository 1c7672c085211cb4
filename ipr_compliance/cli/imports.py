"""Commands for imports."""

import click

COMMANDS: list[click.Command] = []
