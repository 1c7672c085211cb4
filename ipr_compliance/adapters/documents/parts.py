"""The parts of a packed Office file, read as they are unpacked, none of them whole."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from typing import BinaryIO, NamedTuple
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from ipr_compliance.domain.refusal import Invalid

UNPACKED_LIMIT = 200 * 1024**2
PART_LIMIT = 5000

_CHUNK = 1 << 16
_DAMAGED = "The Word document is damaged or locked with a password. Save it again as .docx, without a password."
_OTHERS = (
    ("xl/", "This is a workbook. Import it as a table; recommendations are read from reports and letters."),
    ("ppt/", "This is a presentation. Save it as PDF."),
    ("content.xml", "This is an OpenDocument file. Save it as .docx or PDF."),
)


class Relation(NamedTuple):
    """What a part refers to: of what kind it is, and which part."""

    kind: str
    target: str


class Visitor:
    """Is told what a part is made of, in its order; names come without their prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Some text, perhaps in several pieces."""


@contextmanager
def opened(file: BinaryIO) -> Iterator[ZipFile]:
    """A packed Word document. Raises Invalid, with what to do, where it is none, or one that is not safe to read."""
    try:
        with ZipFile(file) as packed:
            _refuse_what_is_no_document(packed.infolist())
            for part in packed.namelist():
                if part.endswith(".rels"):
                    walk(packed, part, _Outside())
            yield packed
    except (BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, KeyError) as problem:
        raise Invalid(_DAMAGED) from problem


def _refuse_what_is_no_document(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if len(parts) > PART_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise Invalid(
            f"The file unpacks to more than {UNPACKED_LIMIT // 1024**2} MB or {PART_LIMIT:,} parts, far more than a "
            "report holds. Save it again without its pictures, or as PDF."
        )
    for start, sentence in _OTHERS:
        if any(name.startswith(start) for name in names):
            raise Invalid(sentence)
    if any(PurePosixPath(name).name.startswith("vbaproject") for name in names):
        raise Invalid("The document holds macros. Save it as a Word document without macros (.docx), or as PDF.")
    if not any(name.startswith("word/") for name in names):
        raise Invalid("This is a packed file of another kind. Unpack it, and hand in the document.")


def walk(packed: ZipFile, part: str, visitor: Visitor) -> None:
    """Tell the visitor what a part is made of. Raises Invalid where it is not well-formed or larger than it says."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, found: visitor.start(_local(name), _Attributes(found))
    parser.EndElementHandler = lambda name: visitor.end(_local(name))
    parser.CharacterDataHandler = visitor.text
    parser.StartDoctypeDeclHandler = _refuse_definitions
    with packed.open(part) as content:
        try:
            while chunk := content.read(_CHUNK):
                parser.Parse(chunk, False)  # noqa: FBT003 - expat's own order of arguments
            parser.Parse(b"", True)  # noqa: FBT003 - the same
        except (expat.ExpatError, zlib.error) as problem:
            raise Invalid(_DAMAGED) from problem


def relations(packed: ZipFile, part: str) -> list[Relation]:
    """What a part refers to inside the file; of the file itself where the part is an empty text."""
    described = join(dirname(part), "_rels", f"{PurePosixPath(part).name}.rels")
    if described not in packed.namelist():
        return []
    found = _Relations(dirname(part))
    walk(packed, described, found)
    return [relation for relation in found.found if relation.target in packed.namelist()]


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Attributes(dict[str, str]):
    def __init__(self, found: Mapping[str, str]) -> None:
        super().__init__((_local(name), value) for name, value in found.items())


def _refuse_definitions(*_told: object) -> None:
    # Word never writes any; they are what makes a small file expand without end, or asks for others.
    raise Invalid("The document defines entities, which Word documents do not. Save it again in Word, or as PDF.")


class _Relations(Visitor):
    def __init__(self, folder: str) -> None:
        self.folder, self.found = folder, list[Relation]()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            inside = target[1:] if target.startswith("/") else normpath(join(self.folder, target))
            self.found.append(Relation(PurePosixPath(attributes.get("Type", "")).name, inside))


class _Outside(Visitor):
    """Refuses what Word would load from elsewhere. Links for people to follow are harmless: nothing follows them."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = PurePosixPath(attributes.get("Type", "")).name
        if name == "Relationship" and attributes.get("TargetMode") == "External" and kind != "hyperlink":
            raise Invalid(
                "The document has parts that are loaded from elsewhere, such as a linked picture or template. Break "
                "these links in Word (File, Info, Edit Links to Files), or save the document as PDF."
            )
