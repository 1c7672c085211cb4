"""When the scheduler's silence means that it does not run."""

from datetime import datetime, timedelta

LATE_AFTER = timedelta(minutes=5)
"""The scheduler gives a sign of life each minute; after that long without one it does not run."""


def is_late(last: datetime | None, now: datetime) -> bool:
    """Whether reminders stand still: the last sign of life, an instant in UTC, is too old or there was never one."""
    return last is None or now - last > LATE_AFTER
