"""SVG files that stand alone: what the plotting library drew, without styles, and with every text as it was meant."""

import re
from xml.etree import ElementTree  # reads only what the plotting library wrote

TEXT = 13
"""Size of all text in pixels."""

QUIET = "#565c65"
FONTS = "Source Sans Pro, Helvetica Neue, Helvetica, Arial, Liberation Sans, Libertinus Serif, sans-serif"
SVG = "http://www.w3.org/2000/svg"

# The plotting library reads links and formulas out of text. It gets stand-ins, which are changed back afterwards.
_READ = "<\\{}$"
_STAND_INS = {ord(character): 0xE000 + place for place, character in enumerate(_READ)}
_BACK = {stand_in: character for character, stand_in in _STAND_INS.items()}
_UNWANTED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_LONG_NUMBER = re.compile(r"(\d+\.\d{2})\d+")
_DROPPED = ("style", "class", "buffered-rendering", "clip-bounds-jfx", "display", "pointer-events", "font-family")


class NotDrawn(RuntimeError):
    """The plotting library could not draw the picture of that title."""


def plain(text: str) -> str:
    """The text without what no SVG can hold and what would reorder it."""
    return " ".join(_UNWANTED.sub(" ", text).split())


def short(text: str, letters: int) -> str:
    """The text with at most so many letters, harmless to the plotting library."""
    text = plain(text)
    return (text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…").translate(_STAND_INS)


def nothing(title: str, sentence: str, width: int) -> bytes:
    """A picture of nothing, which says so."""
    root = ElementTree.Element("svg", {"xmlns": SVG, "width": str(width), "height": "60"})
    text = ElementTree.SubElement(root, "text", {"x": "0", "y": "36", "font-size": str(TEXT + 2), "fill": QUIET})
    text.text = sentence
    return _written(root, title, width, 60)


def finished(drawn: str, title: str, width: int, height: int) -> bytes:
    """The drawing as a file: styles become attributes, names are counted, and it grows and shrinks with its frame."""
    if 'class="plt-container"' not in drawn:
        raise NotDrawn(title)  # what went wrong stands in the drawing itself, with the data
    root = ElementTree.fromstring(drawn.replace(f' xmlns="{SVG}"', "", 1))  # noqa: S314 - the plotting library wrote it
    names: dict[str, str] = {}
    for parent in root.iter():
        for child in [child for child in parent if child.tag == "style"]:
            parent.remove(child)
    for element in root.iter():
        _plain_attributes(element, names)
        for part in ("text", "tail"):
            if value := getattr(element, part):
                setattr(element, part, value.translate(_BACK) if value.strip() else None)
    root.set("xmlns", SVG)
    return _written(root, title, width, height)


def _plain_attributes(element: ElementTree.Element, names: dict[str, str]) -> None:
    style = dict(one.split(":", 1) for one in element.get("style", "").split(";") if ":" in one)
    for name in _DROPPED:
        element.attrib.pop(name, None)
    for name, value in style.items():  # the library writes font sizes there
        element.set(name.strip(), value.strip())
    for name, value in element.attrib.items():
        if name == "id":
            element.set(name, names.setdefault(value, f"part-{len(names)}"))
        elif value.startswith("url(#"):
            element.set(name, f"url(#{names.setdefault(value[5:-1], f'part-{len(names)}')})")
        else:
            element.set(name, _LONG_NUMBER.sub(r"\1", value))


def _written(root: ElementTree.Element, title: str, width: int, height: int) -> bytes:
    root.set("viewBox", f"0 0 {width} {height}")
    root.set("role", "img")
    root.set("font-family", FONTS)
    named = ElementTree.Element("title")
    named.text = plain(title)
    root.insert(0, named)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
