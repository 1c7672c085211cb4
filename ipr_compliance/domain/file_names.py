"""Names for files that people hand on: the same on every system, and never a way out of a folder."""

import re
import unicodedata

LONGEST = 100
"""Characters; with its folder a path stays below what old systems can open."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+')


def safe(name: str) -> str:
    """The name without what any system takes for something else; never empty, and no dots at its ends.

    Its ending stays, so that it still opens with the right program. Names that Windows keeps for devices (CON, NUL)
    are the caller's to avoid, by a number in front.
    """
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if dot and stem and len(ending) <= 10:
        return f"{stem[: LONGEST - len(ending) - 1].rstrip(' .')}.{ending}"
    return plain[:LONGEST].rstrip(" .") or "file"
