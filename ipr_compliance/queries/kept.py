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


class Recent(Generic[Answer]):
    """What was asked for or put there last, so many of them; any thread may."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Answer | None:
        """What was put there under the key, or None."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: Hashable, value: Answer) -> None:
        """Keep a value, and let the one go that nobody has asked for the longest."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            if len(self._values) > self._most:
                self._values.popitem(last=False)


class Kept(Generic[Answer]):
    """The answers asked for last, so many of them."""

    def __init__(self, most: int) -> None:
        self._answers: Recent[tuple[Answer]] = Recent(most)

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
        if known := self._answers.get(key):
            return known[0]
        found = answer()
        self._answers.put(key, (found,))  # an answer may be None
        return found
