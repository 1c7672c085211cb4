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

ALIKE_WITHOUT_NUMBER = 0.85
"""The same for texts that bear no number, and so do not say that they are the same."""

MOST_COMPARED = 200

_WORD = re.compile(r"[a-z\d]{3,}")


def chosen(drafts: Sequence[Draft]) -> list[Draft]:
    """One draft for each recommendation, in the order of the document."""
    numbered: dict[str, list[int]] = {}
    nameless: list[int] = []
    for place in sorted(range(len(drafts)), key=lambda one: _worth(drafts[one])):
        number = drafts[place].number
        same = nameless if number is None else numbered.setdefault(_key(number.value), [])
        if not any(_same(drafts[place], drafts[other]) for other in same[-MOST_COMPARED:]):
            same.append(place)
    kept = [*nameless, *(place for same in numbered.values() for place in same)]
    return [drafts[place] for place in sorted(kept)]


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


def _same(one: Draft, other: Draft) -> bool:
    """Whether two drafts state the same recommendation; a number outside the body is never a second one's."""
    if one.number is not None and one.part is not Part.BODY:
        return True
    left, right = (set(_WORD.findall(draft.text.text.casefold())) for draft in (one, other))
    alike = ALIKE if one.number is not None else ALIKE_WITHOUT_NUMBER
    return len(left & right) >= alike * min(len(left), len(right))
