"""Begins long work in a process of its own, for pages and API alike."""

import subprocess
import sys

_COMMAND = "from ipr_compliance.cli import main; main()"


def launch(work_id: int) -> None:
    """Begin a piece of work in a process of its own, which outlives this request."""
    subprocess.Popen(  # noqa: S603 - our own command and a number
        [sys.executable, "-c", _COMMAND, "work", str(work_id)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
