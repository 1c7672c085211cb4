"""Messages from their templates: three files for each, subject, text and page."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.deadlines import days_in_words
from ipr_compliance.domain.words import in_words
from ipr_compliance.folders import TEMPLATES

LONGEST_SUBJECT = 200

# Control characters, and the line and paragraph separators that some mail programs take for line ends.
_NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Letter:
    """What a reader sees of a message."""

    subject: str
    text: str
    html: str


@cache
def _environment() -> Environment:
    # User text is escaped in a page; in plain text nothing has a meaning that would have to be taken away.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(written_out=written_out, days_in_words=days_in_words, in_words=in_words)
    return environment


def write(name: str, **values: Any) -> Letter:
    """The message of that name with these values; a value that a template misses is an error."""
    parts = ("subject.txt", "text.txt", "page.html")
    subject, text, html = (_environment().get_template(f"{name}/{part}").render(values) for part in parts)
    return Letter(one_line(subject), text.strip() + "\n", html)


def one_line(text: str) -> str:
    """The text as a header may hold it: one line, no control characters, not too long to be read."""
    line = " ".join(_NOT_IN_A_LINE.sub(" ", text).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"
