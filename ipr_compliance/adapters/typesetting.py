"""Typesets documents as PDF/UA-1. What people wrote is handed over as data and never becomes typesetting code."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

from ipr_compliance.adapters import apart
from ipr_compliance.domain.documents import Document

LONGEST_SECONDS = 300
"""A report of thousands of recommendations takes seconds; what takes longer than this does not end."""

TURN = 0.5
"""Seconds between two looks at whether it is still wanted."""

_TYPESETTER = "ipr_compliance.adapters.typesetter"


class NotTypeset(RuntimeError):
    """The document could not be typeset; the message is the typesetter's."""


def typeset(
    document: Document, template: Path, *, made_on: date, meanwhile: Callable[[], None] = lambda: None
) -> bytes:
    """The document as PDF, by the template. The same document gives the same bytes.

    A process of its own does it, and ends: in this one typst would keep what it has worked out for its next 30
    documents (700 MB for a report of 5,000 recommendations). It does not get this process's settings and secrets.

    `meanwhile` is called twice a second; where it raises, the typesetter is ended and nothing comes of it.
    """
    data = asdict(document)
    # Pictures are no text: no word in them may be broken.
    svgs = [picture.pop("svg") for picture in data["pictures"]]
    order = {
        "document": data, "svgs": svgs,
        "template": template.read_text(encoding="utf-8"), "made_on": made_on.isoformat(),
    }  # fmt: skip
    with subprocess.Popen(  # noqa: S603 - our own program, with fixed arguments
        apart.command(_TYPESETTER),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=apart.environment(),
    ) as process:
        try:
            made, problem = _await(process, json.dumps(order).encode(), meanwhile)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise NotTypeset(problem.decode(errors="replace").strip())
    return made


def _await(process: subprocess.Popen[bytes], told: bytes, meanwhile: Callable[[], None]) -> tuple[bytes, bytes]:
    for turn in range(int(LONGEST_SECONDS / TURN)):
        try:
            return process.communicate(None if turn else told, timeout=TURN)
        except subprocess.TimeoutExpired:
            meanwhile()
    raise NotTypeset(f"It took longer than {LONGEST_SECONDS} seconds.")
