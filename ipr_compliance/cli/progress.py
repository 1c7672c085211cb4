"""Commands for progress."""

import click

COMMANDS: list[click.Command] = []
