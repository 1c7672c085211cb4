"""Long work of a request, for pages and API alike: begun in a process of its own, asked how far it is, stopped."""

import subprocess
import sys
from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.adapters.notes import Notes
from ipr_compliance.models import WorkState
from ipr_compliance.queries import work as asked_for
from ipr_compliance.services import work

_COMMAND = "from ipr_compliance.cli import main; main()"


def launch(work_id: int) -> None:
    """Begin a piece of work in a process of its own, which outlives this request."""
    subprocess.Popen(  # noqa: S603 - our own command and a number
        [sys.executable, "-c", _COMMAND, "work", str(work_id)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def percent(row: Row[Any]) -> int:
    """How far it is."""
    noted = None if row.state.is_over else Notes(context.program().settings.home, row.id).percent()
    return noted if noted is not None else int(row.percent)


def stop(work_id: int) -> None:
    """Stop work of the person who asks. Raises NotFound for somebody else's, and Conflict for what is over."""
    asker, program = context.asker(), context.program()
    if asked_for.one(context.reading(), asker, work_id).state is WorkState.RUNNING and program.database.is_sqlite:
        # It may be writing: then it has to hear of this before anything can be written here.
        Notes(program.settings.home, work_id).ask_to_stop()
    context.let_go()
    with program.database.transaction(recorded=False) as session:
        work.cancel(session, asker, work_id, now=program.now())
