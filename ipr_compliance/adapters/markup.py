"""Writes documents as HTML files that stand alone: no address is fetched when one is opened."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ipr_compliance.domain.documents import Document
from ipr_compliance.folders import TEMPLATES


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write(document: Document, template: str) -> str:
    """The document by the template of that name; user text is escaped."""
    return _environment().get_template(template).render(document=document)
