"""How many calls a token may make in a minute. Each process counts for itself: with n workers up to n times as many."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

WINDOW = timedelta(minutes=1)


class Rate:
    """The calls of the last minute, by token."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._calls: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def wait(self, token: str, now: datetime) -> int:
        """Count a call, or answer in how many seconds the next one is welcome."""
        with self._lock:
            calls = self._calls.setdefault(token, deque())
            while calls and calls[0] <= now - WINDOW:
                calls.popleft()
            if len(calls) >= self.limit:
                return int((calls[0] + WINDOW - now).total_seconds()) + 1
            calls.append(now)
            return 0
