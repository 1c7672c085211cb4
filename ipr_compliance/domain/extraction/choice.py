"""Of the places at which a document states the same recommendation, the one that counts."""

import re
from collections.abc import Sequence

from ipr_compliance.domain.extraction.draft import Draft
from ipr_compliance.domain.extraction.openings import ENDED
from ipr_compliance.domain.extraction.sections import Part
from ipr_compliance.domain.extraction.wording import ASKS, RECOMMENDS
from ipr_compliance.domain.numbers import counting_order

ALIKE = 0.5
"""Two texts say the same when so large a part of the shorter one's words stands in the other."""

_WORD = re.compile(r"[a-z\d]{3,}")


def chosen(drafts: Sequence[Draft]) -> list[Draft]:
    """One draft for each recommendation, in the order of the document."""
    kept: dict[str, list[Draft]] = {}
    nameless: list[Draft] = []
    for draft in sorted(drafts, key=_worth):
        if draft.number is None:
            if not any(alike(draft, other) for other in nameless):
                nameless.append(draft)
            continue
        same = kept.setdefault(_key(draft.number.value), [])
        if not same or (draft.part is Part.BODY and not any(alike(draft, other) for other in same)):
            same.append(draft)
    return sorted([*nameless, *(draft for same in kept.values() for draft in same)], key=_place)


def _key(number: str) -> str:
    return counting_order(number).replace("-", ".")


def _worth(draft: Draft) -> tuple[bool, bool, bool, int, int]:
    """The best first: in the body, a whole sentence, in the words of a recommendation, the longer, the earlier."""
    text = draft.text.text
    return (
        draft.part >= Part.APPENDIX,
        not ENDED.search(text),
        not (RECOMMENDS.search(text[:200]) or ASKS.search(text[:400])),
        -min(len(text) // 40, 50),
        draft.at,
    )


def _place(draft: Draft) -> tuple[int, int]:
    return draft.at, int(draft.number.value) if draft.number and draft.number.value.isdigit() else 0


def alike(one: Draft, other: Draft) -> bool:
    """Whether two texts state the same recommendation."""
    left, right = (set(_WORD.findall(draft.text.text.casefold())) for draft in (one, other))
    return len(left & right) >= ALIKE * min(len(left), len(right))
