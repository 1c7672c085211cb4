"""For whom a recommendation is: the sentence that says so, and the component that its words name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ipr_compliance.domain.extraction.draft import Draft
from ipr_compliance.domain.extraction.passages import Passage
from ipr_compliance.domain.extraction.proposal import Read
from ipr_compliance.domain.extraction.wording import RECOMMENDS, VERBS, sentence_ends

_WITH = re.compile(
    r",?\s+(?:in|after)\s+(?:coordination|consultation|collaboration|conjunction|partnership|concert"
    r"|cooperation)\s+with\b|\bin coordination\b"
    r"|,?\s+(?:along|together|working)\s+with\b|,?\s+through\s+the\b",
    re.IGNORECASE,
)
_ACTION = re.compile(r"\(Action:\s*([^()]{2,200})\)", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:should|shall|must|needs? to|ensures?|directs?|requires?)\b|[:;]")
_SUBJECT = re.compile(r"(?:The|Each|[A-Z])[^.;:]{2,300}?\s(?:should|shall|must|needs? to|ensures?)\b")
_WORD = re.compile(r"[A-Za-z][a-z-]*")
_INTRODUCED = re.compile(r"\s*(?:that\s+)?(?:the\s+)?", re.IGNORECASE)
REACH = 400


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    code: str


class Names:
    """The names of components, looked up in text without regard to case; longer names go before shorter ones."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._codes = {" ".join(name.split()).casefold(): code for name, code in names.items() if name.strip()}
        ordered = sorted(self._codes, key=len, reverse=True)
        self._any = (
            re.compile(rf"(?<!\w)(?:{'|'.join(map(_spaced, ordered))})(?!\w)", re.IGNORECASE) if ordered else None
        )

    def all_in(self, text: str) -> list[_Named]:
        """The components named in a text, in order."""
        if self._any is None:
            return []
        return [
            _Named(found.start(), found.end(), self._codes[_folded(found.group())])
            for found in self._any.finditer(text)
        ]


def _spaced(name: str) -> str:
    return r"\s+".join(
        "[\u2019']".join(re.escape(part) for part in re.split("[\u2019']", word)) for word in name.split()
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def read(draft: Draft, names: Names) -> tuple[Read[str] | None, Read[str] | None]:
    """The sentence that says for whom a recommendation is, and the component, where only one can be meant."""
    for passage, start, end in _sayings(draft):
        sentence = passage.part(start, end)
        action = _ACTION.search(sentence.text)
        span = action.span(1) if action else _phrase(sentence.text)
        if span is None:
            continue
        addressee = sentence.read(sentence.text, 0, len(sentence.text))
        named = _meant(sentence.text, span, names)
        component = sentence.read(named.code, named.start, named.end) if named else None
        return addressee, component
    return None, None


def whom(sentence: str) -> str:
    """What a sentence calls those for whom its recommendation is, without "that" and "the"; empty where it names none.

    For example, of "We recommend that the Director of the Office of Trade update …": Director of the Office of Trade.
    """
    action = _ACTION.search(sentence)
    span = action.span(1) if action else _phrase(sentence)
    return _INTRODUCED.sub("", sentence[slice(*span)], count=1).strip(" ,;:.(") if span else ""


def _sayings(draft: Draft) -> list[tuple[Passage, int, int]]:
    """Where it may say for whom: in the recommendation's first sentence, else in the one that leads it in."""
    places: list[tuple[Passage, int, int]] = []
    action = _ACTION.search(draft.text.text)
    first = len(draft.text.text) if action else sentence_ends(draft.text.text[:4000])[0]
    if action or _phrase(draft.text.text[:REACH]):
        places.append((draft.text, 0, first))
    if draft.lead is not None:
        text = draft.lead.text
        ends = sentence_ends(text)
        places.append((draft.lead, ends[-2] if len(ends) > 1 else 0, len(text)))
    return places


def _phrase(sentence: str) -> tuple[int, int] | None:
    """The words between "recommend that" or the beginning and what is to be done."""
    head = sentence[:REACH]
    verb = RECOMMENDS.search(head)
    if verb:
        start, rest = verb.end(), head[verb.end() :]
    elif _SUBJECT.match(head):
        start, rest = 0, head
    else:
        return None
    with_others = _WITH.search(rest)
    end = min((found.start() for found in (_MODAL.search(rest), with_others) if found), default=len(rest))
    return start, start + min(end, _verb(rest))


def _verb(text: str) -> int:
    """Where the first word stands that asks for something, after the name of whom it asks; else the end."""
    for index, word in enumerate(_WORD.finditer(text)):
        before = text[: word.start()].rstrip()
        noun = before.endswith((" the", " of", " and", " for", " to", " its", "&"))
        if index > 1 and word.group().islower() and word.group() in VERBS and not noun:
            return word.start()
    return len(text)


def _meant(sentence: str, span: tuple[int, int], names: Names) -> _Named | None:
    """The one component that a phrase means: the most specific of names that qualify each other, none of several."""
    named = [
        _Named(one.start + span[0], one.end + span[0], one.code) for one in names.all_in(sentence[span[0] : span[1]])
    ]
    if not named:
        return None
    kept = [one for one in named if not _covered(one.code, named)]
    if len({one.code for one in kept}) == 1:
        return kept[0]
    return _qualified(sentence, kept)


def _covered(code: str, named: Sequence[_Named]) -> bool:
    """Whether a part of that component is named too, by the office's way of making codes: CBP, CBP-OFO."""
    return any(other.code.startswith(f"{code}-") for other in named)


def _qualified(sentence: str, named: Sequence[_Named]) -> _Named | None:
    """The one meant: X in "Office of X, Y", "Y's Office of X" and "Y Office of X"; "X and Y" are two."""
    first, second = named[0], named[1]
    between = sentence[first.end : second.start]
    if re.search(r"\band\b|\bor\b|[;/&]", between) or len({one.code for one in named}) > 2:
        return None
    if re.match(r"\s*[,(]|\s+(?:of|at|within|for)\b", between):
        return first
    return second if re.fullmatch(r"[\u2019']?s?[\u2019']?\s+", between) else None
