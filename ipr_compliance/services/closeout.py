"""Makes the closeout package of a recommendation: its PDF, and a ZIP with the evidence."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection, Row

from ipr_compliance.adapters import packages, typesetting
from ipr_compliance.domain.closeout_document import Closeout, document
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.file_names import safe
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.folders import TEMPLATES
from ipr_compliance.queries import actions, evidence, history, progress, recommendations

MANIFEST = "SHA256SUMS"
"""Lists every file of the package, in the form that `sha256sum --check` reads."""

_PRINTED = TEMPLATES / "progress" / "report.typ"


@dataclass(frozen=True)
class Package:
    """The PDF of one recommendation, and the files that belong to it."""

    name: str
    pdf: bytes
    files: list[Row[Any]]
    made_on: date

    def paths(self) -> list[tuple[str, str]]:
        """Each file's path in the package with its SHA-256; numbers in front keep equal names apart."""
        return [(f"evidence/{place:02}-{safe(file.name)}", file.sha256) for place, file in enumerate(self.files, 1)]

    def manifest(self) -> str:
        """The list of all files with their SHA-256."""
        lines = [(f"{self.name}.pdf", hashlib.sha256(self.pdf).hexdigest()), *self.paths()]
        return "".join(f"{sha256}  {path}\n" for path, sha256 in lines)

    def zipped(self, content: Callable[[str], Iterable[bytes]]) -> Iterator[bytes]:
        """The ZIP as a stream; `content` reads the bytes of a SHA-256 part by part."""
        return packages.stream(
            [
                (f"{self.name}.pdf", [self.pdf]),
                *((path, content(sha256)) for path, sha256 in self.paths()),
                (MANIFEST, [self.manifest().encode()]),
            ],
            made_on=self.made_on,
        )


def package(connection: Connection, asker: Asker, tree: Tree, recommendation_id: int, today: date) -> Package:
    """Make the package. Raises NotFound where the recommendation is not this person's to see.

    What was withdrawn is named in the PDF, and is not among the files.
    """
    record = recommendations.one(connection, asker, recommendation_id)
    entries = history.timeline(connection, "recommendation", recommendation_id, record.newest_entry)
    files = evidence.of(connection, recommendation_id)
    head = history.head(connection)
    component = tree.by_id[record.component_id]
    told = Closeout(
        office=progress.office(tree),
        component=f"{component.code} – {component.name}",
        record=record,
        steps=actions.milestones(connection, recommendation_id),
        files=files,
        timeline=history.that_count(entries),
        head=(head.seq, head.digest),
        made_on=today,
    )
    pdf = typesetting.typeset(document(told), _PRINTED, made_on=today)
    name = safe(f"closeout-{record.report_number}-{record.number}")
    return Package(name, pdf, [file for file in files if file.withdrawn_on is None], today)
