"""Shows that the scheduler lives."""

from ipr_compliance.program import Program
from ipr_compliance.services import job_runs


def run(program: Program) -> None:
    """Write the present instant down."""
    with program.database.transaction(recorded=False) as session:
        job_runs.beat(session, now=program.now())
