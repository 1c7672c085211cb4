"""A report that is issued in one request: made on the reading, then numbered and kept in a transaction of its own."""

from tempfile import TemporaryFile

from ipr_compliance import context
from ipr_compliance.domain.progress import Format
from ipr_compliance.queries import history
from ipr_compliance.queries import issued as stored
from ipr_compliance.services import issued
from ipr_compliance.services.orders import Order


def issue(order: Order, form: Format, replaces: str, write_key: str | None = None) -> str:
    """Issue it; answers the number, that of the first time where the same key was sent before.

    Nobody waits for the database while it is made. Refuses what `services.issued` does.
    """
    asker, tree, program = context.asker(), context.tree(), context.program()
    before = history.subject_written(context.reading(), write_key) if write_key else None
    if before is not None:
        return stored.number_of(context.reading(), before)
    with TemporaryFile() as file:
        made = issued.draft(context.reading(), asker, tree, order, form, file)
        file.seek(0)
        context.let_go()
        with program.database.transaction() as session:
            return issued.issue(
                session, asker, tree, made, file, replaces=replaces, today=context.today(), now=program.now(),
                write_key=write_key,
            )  # fmt: skip
