"""Answers kept for as long as what they were worked out from does not change.

Since history is append-only, its newest digest identifies the state of all records: an answer that was worked out in
that state is right in any process and for any later reader of the same state.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy.engine import Connection

from ipr_compliance.queries import pulse

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """The answers asked for last, so many of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(
        self, connection: Connection, asked: Hashable, answer: Callable[[], Answer], state: str | None = None
    ) -> Answer:
        """What was answered in this state, or the answer worked out now.

        What follows from a part of the history alone is kept under the digest of that part's newest entry instead.
        On a connection that writes it is worked out each time: a change may be made before its entry in the history.
        """
        if not pulse.stands_still(connection):
            return answer()
        # Two stores whose histories read alike are two states: one may have been restored and gone on by itself.
        key = (connection.engine, state or pulse.state(connection), asked)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        found = answer()
        with self._lock:
            self._answers[key] = found
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found
