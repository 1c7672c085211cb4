"""Commands for people."""

import click

COMMANDS: list[click.Command] = []
