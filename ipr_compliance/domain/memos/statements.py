"""What a sentence states of recommendations: where they stand, and whether the component agrees."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from ipr_compliance.domain.memos.subjects import Known, Meant, Subject, subjects
from ipr_compliance.domain.words import Agreement, Status

Value = TypeVar("Value")

_AND = r"(?:\s*[,:;/–—-]\s*(?:and\s+|but\s+)?|\s+(?:and|but|yet)\s+|\s+)"
_NOT_DONE = (
    r"(?:not\s+(?:be\s+)?implemented|unimplemented|without\s+(?:being\s+)?(?:implement\w+|action)"
    r"|no\s+longer\s+applicable)"
)
STATUS = re.compile(
    r"(?P<superseded>\b(?:closed\b[^.;]{0,60}?\b)?superseded\b[^.;]*)"
    rf"|(?P<undone>\bclosed\b[^.;]{{0,30}}?\b{_NOT_DONE})"
    rf"|(?P<closed>\b(?:resolved|implemented){_AND}closed\b|\bclosed\b(?:{_AND}(?:resolved|implemented)\b)?"
    r"|\bwe\s+(?:are\s+|hereby\s+)?clos(?:e|ing)\b)"
    rf"|(?P<unresolved>\b(?:open{_AND})?(?:unresolved|not\s+(?:yet\s+)?(?:been\s+)?resolved)\b(?:{_AND}open\b)?)"
    rf"|(?P<resolved>\b(?:open{_AND})?resolved\b(?:{_AND}open\b)?)"
    r"|(?P<open>\bopen\b)",
    re.IGNORECASE,
)
STANDINGS: Mapping[str, Status] = {
    "superseded": Status.CLOSED_SUPERSEDED,
    "undone": Status.CLOSED_NOT_IMPLEMENTED,
    "closed": Status.CLOSED_IMPLEMENTED,
    "unresolved": Status.OPEN_UNRESOLVED,
    "resolved": Status.OPEN_RESOLVED,
}
"""What the OIG's words say; "open" alone says nothing of resolution."""

_AGREEMENT = re.compile(
    r"(?P<unclear>\b(?:did|does|do)\s+not\s+(?:indicate|say|state|respond)\b[^.;]*|\bneither\b[^.;]*"
    r"|\b(?:we|OIG|auditors)\s+(?:also\s+|generally\s+)?(?:concur|agree)\w*)"
    r"|(?P<partly>\bpartial(?:ly)?[\s-]+(?:concur|agree)\w*|\bpartial\s+concurrence\b"
    r"|\b(?:concur|agree)(?:s|red|d)?,?\s+(?:in\s+part|partially|in\s+principle)\b)"
    r"|(?P<against>\bnon-?\s?concur\w*|\b(?:did|does|do)\s+not\s+(?:\w+ly\s+)?(?:concur|agree)\b|\bdisagree[sd]?\b)"
    r"|(?P<pro>\bconcur(?:s|red|rence)?\b|\bagree[sd]?\b(?!-|\s+upon))",
    re.IGNORECASE,
)
_ANSWERS = {"partly": Agreement.PARTIALLY_CONCUR, "against": Agreement.NON_CONCUR, "pro": Agreement.CONCUR}

_UNREAL = re.compile(
    r"\b(?:until|unless|once|if|so\s+that|in\s+order\s+to|upon|prior\s+to)\b[^.;]*"
    r"|\b(?:(?:will|would|shall)(?!\s+(?:remain|stay|continue))|(?-i:may)|might|can|cannot|could|should|must)\b[^.;]*"
    r"|\b(?:do|does|did|have|has)\s+not\s+(?:yet\s+)?(?:consider|clos|accept)\w*[^.;]*"
    r"|\bplease\b[^.;]*|\b(?:to|not(?!\s+(?:yet\s+)?(?:been\s+)?(?:resolved|implemented)))\s+(?:be\s+)?(?:considered\s+)?clos\w+[^.;]*"
    r"|\bbe\s+(?:considered\s+|marked\s+)?(?:closed|resolved)\b|\b(?:request|ask|recommend|propos)(?:e?s|e?d|ing|e)?\s+[^.;]{0,300}?\bclos\w+[^.;]*",
    re.IGNORECASE,
)
"""What is only said to come about, or asked for."""


def real(sentence: str) -> str:
    """The sentence with blanks in place of what is only to come about, or is asked for."""
    return _UNREAL.sub(lambda unreal: " " * len(unreal.group()), sentence)


def standings(sentence: str, known: Known) -> Iterator[tuple[Status, Meant]]:
    """Where recommendations stand, by what a sentence says.

    A word like "closed" is said of those named since the last such word; of those named next where none were.
    """
    clean = real(sentence)
    # What a recommendation gave way to, or why, is not what the word is said of.
    reasons = [word.span() for word in STATUS.finditer(clean)]
    found = [one for one in subjects(clean) if not any(start < one.start < end for start, end in reasons)]
    # In "the open, resolved recommendations" the words only tell which are meant.
    words = [word for word in STATUS.finditer(clean) if not any(one.start <= word.start() < one.end for one in found)]
    for word, about in _of_those_before(words, found):
        yield from _said(STANDINGS.get(str(word.lastgroup)), about, known)
    if not words:
        # "They" of the next sentence are these.
        for subject in found:
            known.meant(subject)


def answers(sentence: str, known: Known) -> Iterator[tuple[Agreement, Meant]]:
    """Whether the component agrees, by what a sentence says: "concurred with …" is said of those named next."""
    words = list(_AGREEMENT.finditer(sentence))
    found = list(subjects(sentence))
    for index, word in enumerate(words):
        ends = words[index + 1].start() if index + 1 < len(words) else len(sentence)
        begins = words[index - 1].end() if index else 0
        about = [one for one in found if word.end() <= one.start < ends] or [
            one for one in found if begins <= one.start < word.start()
        ]
        yield from _said(_ANSWERS.get(str(word.lastgroup)), about, known)


def _said(what: Value | None, about: Iterable[Subject], known: Known) -> Iterator[tuple[Value, Meant]]:
    for meant in dict.fromkeys(map(known.meant, about)):
        if what is not None and meant:
            known.named.update(meant.numbers)
            yield what, meant


def _of_those_before(
    words: Sequence[re.Match[str]], found: Sequence[Subject]
) -> Iterator[tuple[re.Match[str], Sequence[Subject]]]:
    left = list(found)
    for index, word in enumerate(words):
        ends = words[index + 1].start() if index + 1 < len(words) else len(word.string)
        about = [one for one in left if one.start < word.start()]
        if not about:
            about = [one for one in left if one.start < ends][:1]
        left = [one for one in left if one not in about]
        yield word, about
