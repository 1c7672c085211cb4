"""Typesets documents as PDF/UA-1. What people wrote is handed over as data and never becomes typesetting code."""

import json
import subprocess
from dataclasses import asdict
from datetime import date
from pathlib import Path

from ipr_compliance.adapters import apart
from ipr_compliance.domain.documents import Document

LONGEST_SECONDS = 300
"""A report of thousands of recommendations takes seconds; what takes longer than this does not end."""

_TYPESETTER = "ipr_compliance.adapters.typesetter"


class NotTypeset(RuntimeError):
    """The document could not be typeset; the message is the typesetter's."""


def typeset(document: Document, template: Path, *, made_on: date) -> bytes:
    """The document as PDF, by the template. The same document gives the same bytes.

    A process of its own does it, and ends: in this one typst would keep what it has worked out for its next 30
    documents (700 MB for a report of 5,000 recommendations). It does not get this process's settings and secrets.
    """
    order = {
        "document": asdict(document), "template": template.read_text(encoding="utf-8"), "made_on": made_on.isoformat(),
    }  # fmt: skip
    done = subprocess.run(  # noqa: S603 - our own program, with fixed arguments
        apart.command(_TYPESETTER),
        input=json.dumps(order).encode(),
        capture_output=True,
        check=False,
        timeout=LONGEST_SECONDS,
        env=apart.environment(),
    )
    if done.returncode:
        raise NotTypeset(done.stderr.decode(errors="replace").strip())
    return done.stdout
