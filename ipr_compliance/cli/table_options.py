"""What every command that reads a table takes: the file, and what other people's columns and words mean."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]


def takes_a_table(command: Command) -> Command:
    """Give a command the argument FILE and the options --map, --set, --value and --json."""
    for decorate in reversed(_TAKEN):
        command = decorate(command)
    return command


_TAKEN = (
    click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)),
    click.option("--map", "maps", multiple=True, metavar="THEIRS=ours", help="Call a column of the file by our name."),
    click.option("--set", "sets", multiple=True, metavar="ours=VALUE", help="Give a missing column one value."),
    click.option("--value", "values", multiple=True, metavar="ours:THEIRS=OURS", help="Translate a word of a column."),
    click.option("--json", "as_json", is_flag=True, help="Answer as JSON."),
)
