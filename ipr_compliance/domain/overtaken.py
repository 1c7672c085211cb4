"""Why a message that waits in the outbox is not sent any more, and what is told instead."""

from collections.abc import Mapping
from enum import StrEnum


class Overtaken(StrEnum):
    """What has happened since the message was planned."""

    RECORD = "record"
    READER = "reader"
    RIGHTS = "rights"
    ADDRESS = "address"


REASONS: Mapping[Overtaken, str] = {
    Overtaken.RECORD: (
        "Before it was sent, something that it told of had been closed or entered in error, had got another state or "
        "due date, or had been given to somebody else. What is still due is told in the next message."
    ),
    Overtaken.READER: (
        "Before it was sent, its reader's account had been disabled. What is still due is told to somebody else."
    ),
    Overtaken.RIGHTS: (
        "Before it was sent, its reader had lost a role. What they may still see is told in the next message."
    ),
    Overtaken.ADDRESS: (
        "Before it was sent, a component had got another address in place of this one. What is still due is told "
        "where it is to be told now."
    ),
}
"""The sentences that the ledger of deliveries keeps."""
