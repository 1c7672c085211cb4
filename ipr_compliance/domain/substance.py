"""Whether a status update says something; a doubt is a warning, never a block."""

import re

_IDLE = frozenset(
    {
        "in progress", "ongoing", "on going", "work in progress", "working on it", "no change", "no changes", "none",
        "no update", "no updates", "nothing to report", "same", "same as before", "continuing", "pending", "on track",
        "underway", "under way", "tbd", "n a", "na",
    }
)  # fmt: skip
_FILLERS = frozenset(
    {"still", "the", "this", "is", "it", "work", "action", "actions", "are", "remains", "status", "update"}
)


def _essence(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def doubts(note: str, previous: str | None) -> list[str]:
    """Sentences about what the update lacks; none where it says something new."""
    essence = _essence(note)
    stripped = " ".join(word for word in essence.split() if word not in _FILLERS)
    if essence in _IDLE or stripped in _IDLE or not stripped:
        return ["This only says that work goes on. Say what was done since the last update, and what is next."]
    if previous is not None and essence == _essence(previous):
        return ["This repeats the last update word for word. Say what has changed since."]
    return []
