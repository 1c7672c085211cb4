"""Notes beside the database about long work: how far it is, and that somebody wants it stopped.

SQLite has one writer. While work writes, nobody else can, neither say in the database how far it is nor that it is to
stop; what has to be told meanwhile lies in the program's own folder, which all its processes share there.
"""

from pathlib import Path


class Notes:
    """The notes about one piece of work; there are none until something is told."""

    def __init__(self, home: Path, number: int) -> None:
        self._percent, self._stop = (home / f"work-{number}.{name}" for name in ("percent", "stop"))

    def tell(self, percent: int) -> None:
        """Say how far it is."""
        self._percent.write_text(str(percent), encoding="ascii")

    def percent(self) -> int | None:
        """How far it is, where that was told here."""
        try:
            # Between opening and writing the note is empty.
            return int(self._percent.read_text(encoding="ascii") or 0)
        except FileNotFoundError:
            return None

    def ask_to_stop(self) -> None:
        """Say that it is to stop."""
        self._stop.touch()

    @property
    def stopped(self) -> bool:
        """Whether it is to stop."""
        return self._stop.exists()

    def clear(self) -> None:
        """Take the notes away."""
        for note in (self._percent, self._stop):
            note.unlink(missing_ok=True)
