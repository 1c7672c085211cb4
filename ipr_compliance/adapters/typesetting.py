"""Typesets documents as PDF/UA-1 with typst. What people wrote is handed over as data and never becomes its code."""

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from ipr_compliance.domain.documents import Document

LONGEST_WORD = 30
"""Longer words (addresses, file names) may break anywhere, so that they stay inside their cell."""

SUBSTITUTE = "□"
"""Stands for a character that no font here can show; PDF/UA does not allow the box with nothing behind it."""

_BREAK = "\N{ZERO WIDTH SPACE}"
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_PIECE = re.compile(rf"\S{{{LONGEST_WORD // 2}}}(?=\S)")
_UNUSUAL = re.compile(r"[^\n\x20-\x7e\xa0-\xff\u2013\u2014\u2018-\u201d\u2026\u2192]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def typeset(document: Document, template: Path, *, made_on: date) -> bytes:
    """The document as PDF, by the template. The same document gives the same bytes."""
    data = asdict(document)
    shown = {
        character: character for character in _unusual(json.dumps(data, ensure_ascii=False)) if _can_show(character)
    }
    printed = _printable(data, shown)
    try:
        return _compile(template.read_bytes(), printed, made_on)
    except typst.TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
        # Each character can be shown, but not where a font would have to join them: then plain ones only.
        return _compile(template.read_bytes(), _printable(data, {}), made_on)


def _compile(source: bytes, data: Any, made_on: date) -> bytes:
    # The source may read files below its root only, and there are none.
    with TemporaryDirectory(prefix="ipr-typesetting-") as root:
        compiler = typst.Compiler(root=root, font_paths=_fonts(), package_path=root, package_cache_path=root)
        made = compiler.compile(
            input=source,
            format="pdf",
            sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=datetime.combine(made_on, time(), UTC),
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


@cache
def _fonts() -> typst.Fonts:
    # The document names an embedded font; those of the machine only help out with other scripts.
    return typst.Fonts(include_system_fonts=True)


def _unusual(text: str) -> set[str]:
    return set(_UNUSUAL.findall(text))


@cache
def _can_show(character: str) -> bool:
    try:
        _compile(b'#set document(title: "t")\n#json(bytes(sys.inputs.document))', character, date(2000, 1, 1))
    except typst.TypstError:
        return False
    return True


def _printable(value: Any, shown: dict[str, str]) -> Any:
    """The same data with each text made fit for print."""
    if isinstance(value, str):
        text = _UNUSUAL.sub(lambda found: shown.get(found.group(), SUBSTITUTE), _INVISIBLE.sub("", value))
        return _LONG_WORD.sub(lambda word: _PIECE.sub(lambda piece: piece.group() + _BREAK, word.group()), text)
    if isinstance(value, dict):
        return {name: _printable(one, shown) for name, one in value.items()}
    return [_printable(one, shown) for one in value] if isinstance(value, list | tuple) else value
