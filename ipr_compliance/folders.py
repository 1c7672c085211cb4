"""Where the program finds its own files that are not Python."""

from pathlib import Path

_HERE = Path(__file__).parent


def _own(name: str) -> Path:
    # Inside the package when installed from a wheel, beside it in a checkout.
    inside, beside = _HERE / name, _HERE.parent / name
    return inside if inside.is_dir() else beside


TEMPLATES = _own("templates")
MIGRATIONS = _own("migrations")
