"""Commands for demo."""

import click

COMMANDS: list[click.Command] = []
