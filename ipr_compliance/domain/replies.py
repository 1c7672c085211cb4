"""Which refusals of a mail server are about the address that a message was for."""

import re
from enum import Enum, auto


class Stage(Enum):
    """What the server was told when it answered."""

    SENDER = auto()
    RECIPIENT = auto()
    CONTENT = auto()


ENHANCED = re.compile(r"5\.\d{1,3}\.\d{1,3}\b")

ABOUT_THE_ADDRESS = frozenset(
    {
        "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10",  # bad, ambiguous or moved, or no mail there
        "5.2.0", "5.2.1", "5.2.2", "5.2.4",  # the mailbox is disabled or full, its list cannot be followed
        "5.4.1", "5.4.4",  # no way to its host; large providers answer so for a mailbox that does not exist
    }
)  # fmt: skip
"""Enhanced status codes (RFC 3463, 5.1.10: RFC 7505). Others are about sender, content, server or permission."""

PLAIN = frozenset({"550", "551", "552", "553", "556"})
"""Codes (RFC 5321; 556: RFC 7504) that speak of a mailbox, where a recipient was named."""

ABOUT_OTHERS = re.compile(
    r"relay|denied|authent|prohibit|polic|spam|black|block|reputation|reverse|helo|sender|client|size|too large", re.I
)
"""Words with which servers that know no enhanced codes refuse whoever sends, or what they send, and not a mailbox."""


def refuses_the_address(stage: Stage, said: str) -> bool:
    """Whether a refusal for good says that mail to this address does not arrive, whoever sends what.

    `said` is the reply with its code in front, such as “550 5.1.1 No such user”. The enhanced status code decides where
    there is one, also after the content: some servers look the recipient up as late as that. Without one only a plain
    refusal of the recipient counts, unless its words speak of something else. What the sender's name was answered with
    never counts.
    """
    code, _, words = said.partition(" ")
    if stage is Stage.SENDER or not code.startswith("5"):
        return False
    enhanced = ENHANCED.match(words.lstrip())
    if enhanced is not None:
        return enhanced[0] in ABOUT_THE_ADDRESS
    return stage is Stage.RECIPIENT and code in PLAIN and ABOUT_OTHERS.search(words) is None
