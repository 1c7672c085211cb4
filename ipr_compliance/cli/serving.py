"""Commands for serving."""

import click

COMMANDS: list[click.Command] = []
