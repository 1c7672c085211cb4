"""Recommendations that a report proposes: compared with what is recorded, and accepted as one import."""

import json
from typing import Any, BinaryIO

from sqlalchemy.engine import Connection, Row

from ipr_compliance.adapters.tables_apart import ReadTable
from ipr_compliance.domain.aliases import as_compared
from ipr_compliance.domain.extraction import Extracted
from ipr_compliance.domain.proposals import Proposal, proposed
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.domain.table_options import Options
from ipr_compliance.models import BatchKind, DocumentKind, DocumentState
from ipr_compliance.queries import aliases as known
from ipr_compliance.queries import documents as handed_in
from ipr_compliance.services import aliases, documents, import_batches
from ipr_compliance.services.aliases import AliasInput
from ipr_compliance.services.desk import Desk, done_before
from ipr_compliance.services.import_batches import Received
from ipr_compliance.services.import_check import Checked, Situation, check
from ipr_compliance.services.import_staging import staged


def proposal_of(connection: Connection, at: Situation, document: Row[Any]) -> Proposal:
    """What its owner has made of it; before that, what was read."""
    if document.said:
        return Proposal.from_json(json.loads(document.said))
    return proposed(documents.found_in(document, Extracted), known.officials(connection, at.by))


def compared(connection: Connection, proposal: Proposal, at: Situation) -> Checked:
    """What accepting the proposal would do: its rows beside what is recorded, by their places in it."""
    return check(connection, _table(proposal).table(), BatchKind.RECORDS, Options(), at)


def accept(desk: Desk, document_id: int, file: BinaryIO, seen: str) -> None:
    """Record what the document proposes as one import, and remember the names that its owner has confirmed.

    `seen` is the digest of what the person saw. Refuses with NotFound, with Conflict what is unread, recorded already,
    or without a recommendation left, with import_batches.Changed what would do something else by now, with RowsRefused
    a row that is refused, and with Conflict or NotAllowed a name that cannot be remembered. The transaction must not
    be committed then.
    """
    document = handed_in.one(desk.connection, desk.by, document_id, DocumentKind.REPORT)
    if done_before(desk):
        return
    documents.refuse_unread(document)
    if document.state is not DocumentState.READ:
        raise Conflict("What this document proposes is recorded already; it is not recorded twice.")
    at = Situation.of(desk.connection, desk.by, desk.tree, desk.today, desk.zone)
    proposal = proposal_of(desk.connection, at, document)
    if not proposal.taken:
        raise Conflict("There is no recommendation to record: all are left out.")
    read = _table(proposal)
    checked = check(desk.connection, read.table(), BatchKind.RECORDS, Options(), at)
    received = Received(document.file_name, file, BatchKind.RECORDS)
    batch_id = import_batches.receive(desk.session, desk.by, received, checked, now=desk.now)
    with staged(read.table(), at.shape(BatchKind.RECORDS), Options()) as ready:
        import_batches.accept(desk, batch_id, ready, read.header, seen)
    _remember_names(desk, proposal)
    documents.settle(desk.session, document_id, now=desk.now, batch_id=batch_id)


def _table(proposal: Proposal) -> ReadTable:
    return ReadTable(*proposal.table())


def _remember_names(desk: Desk, proposal: Proposal) -> None:
    names = {as_compared(name): code for name, code in known.names(desk.connection, desk.by, desk.tree).items()}
    for place, row in proposal.taken:
        component = desk.tree.find(row.fields["component"])
        if not (row.remember and row.called and component):
            continue
        if names.get(as_compared(row.called)) != component.code:
            try:
                given = AliasInput.read({"alias": row.called, "component": component.code})
                aliases.confirm(
                    desk.session, given, tree=desk.tree, by=desk.by, today=desk.today, now=desk.now
                )  # fmt: skip
            except (Conflict, Invalid) as refused:
                raise type(refused)(refused.message, field=f"row-{place}-called") from refused
