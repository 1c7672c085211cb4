"""The process that typesets one document with typst and ends: `ipr_compliance.adapters.typesetting` starts it.

It reads a JSON order from its standard input and writes the PDF to its standard output.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping, Set
from datetime import UTC, date, datetime, time
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any

import typst

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


def typeset(order: Mapping[str, Any]) -> bytes:
    """The ordered document as PDF/UA-1."""
    source, made_on = order["template"].encode(), date.fromisoformat(order["made_on"])
    data, svgs = (_changed(order[part], lambda text: _INVISIBLE.sub("", text)) for part in ("document", "svgs"))
    unusual = set(_UNUSUAL.findall(json.dumps([data, svgs], ensure_ascii=False)))
    try:
        shown = _shown(unusual)
        return _compile(source, _printable(data, shown), made_on, _only(svgs, shown))
    except typst.TypstError as problem:
        if "could not be displayed" not in str(problem):
            raise
        # Each character can be shown, but not where a font would have to join them: then plain ones only.
        return _compile(source, _printable(data, set()), made_on, _only(svgs, set()))


def _compile(source: bytes, data: Any, made_on: date, svgs: Any = ()) -> bytes:
    # The source may read files below its root only, and there are none.
    with TemporaryDirectory(prefix="ipr-typesetting-") as root:
        compiler = typst.Compiler(root=root, font_paths=_fonts(), package_path=root, package_cache_path=root)
        made = compiler.compile(
            input=source,
            format="pdf",
            sys_inputs={
                "document": json.dumps(data, ensure_ascii=False),
                "svgs": json.dumps(svgs, ensure_ascii=False),
            },
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


def _shown(characters: Set[str]) -> Set[str]:
    """Those that the fonts can show; mostly it is all of them, which one trial tells."""
    if _can_show(" ".join(sorted(characters))):
        return characters
    return {one for one in characters if _can_show(one)}


def _can_show(text: str) -> bool:
    try:
        _compile(b'#set document(title: "t")\n#json(bytes(sys.inputs.document))', text, date(2000, 1, 1))
    except typst.TypstError:
        return False
    return True


def _only(data: Any, can_show: Set[str]) -> Any:
    """The same with no character that cannot be shown."""
    return _changed(
        data, lambda text: _UNUSUAL.sub(lambda one: one.group() if one.group() in can_show else SUBSTITUTE, text)
    )


def _printable(data: Any, can_show: Set[str]) -> Any:
    def broken(word: re.Match[str]) -> str:
        return _PIECE.sub(lambda piece: piece.group() + _BREAK, word.group())

    return _changed(_only(data, can_show), lambda text: _LONG_WORD.sub(broken, text))


def _changed(data: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text in it changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {name: _changed(one, change) for name, one in data.items()}
    return [_changed(one, change) for one in data] if isinstance(data, list | tuple) else data


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(json.load(sys.stdin.buffer)))
