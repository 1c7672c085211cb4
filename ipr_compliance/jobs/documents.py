"""Reads a document as long work, for who handed it in."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import IO

from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.queries import aliases
from ipr_compliance.queries import documents as handed_in
from ipr_compliance.services import documents
from ipr_compliance.services.documents import Known, Result
from ipr_compliance.services.orders import Told
from ipr_compliance.services.work import Made


def read(
    connection: Connection, asker: Asker, tree: Tree, asked: Mapping[str, str], target: IO[bytes], tell: Told,
    **_when: date | datetime,
) -> Made:  # fmt: skip
    """Read the document of that number; what was read is kept as the work ends."""
    document = handed_in.one(connection, asker, int(asked["document"]))

    def numbers(report: str) -> list[str]:
        return [row.number for row in handed_in.of_report(connection, asker, report)]

    known = Known(aliases.names(connection, asker, tree), numbers)
    with documents.opened(connection, document.sha256) as file:
        found = documents.read(
            document.kind, file, document.file_name, known, lambda done, of: tell(100 * done // of if of else 0)
        )
    target.write(documents.as_stored(found).encode())
    return Made(f"{document.file_name}.json", "application/json", partial(_keep, document.id, found))


def _keep(document_id: int, found: Result, session: Session, _file: object) -> None:
    documents.fill(session, document_id, found)
