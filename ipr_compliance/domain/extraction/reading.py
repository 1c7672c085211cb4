"""Reading a whole document: which form its recommendations have, and what it says about each of them."""

from collections.abc import Mapping, Sequence

from ipr_compliance.domain.extraction import (
    addressees,
    amounts,
    answers,
    choice,
    closings,
    covers,
    headed,
    lettered,
    listed,
    marked,
    pages,
    passages,
    sections,
    stated,
)
from ipr_compliance.domain.extraction.draft import Draft
from ipr_compliance.domain.extraction.passages import Passage
from ipr_compliance.domain.extraction.proposal import Extracted, Found


def read(texts: Sequence[str], names: Mapping[str, str]) -> Extracted:
    """What a document says, given the text of each page in reading order.

    The names are those of components, their codes and aliases, each with the code of its component; they are compared
    without regard to case. Takes time in proportion to the text. Text from Markdown keeps its marks.
    """
    lines = pages.lines_of(texts)
    whole = passages.paragraphs(lines)
    parts = list(sections.parts(whole))
    is_marked = marked.is_meant(texts)
    drafts = marked.found(lines, whole) if is_marked else _drafts(whole, parts, lines)
    known = addressees.Names(names)
    recommendations = tuple(_found(draft, known, facts) for draft, facts in _stated(whole, parts, drafts))
    if is_marked or drafts:
        return Extracted(covers.read(texts), recommendations)
    earlier = tuple(_found(Draft(text), known, {}) for text in closings.listed(texts))
    return Extracted(covers.read(texts), (), earlier, closings.read(whole))


def _stated(
    whole: Sequence[Passage], parts: Sequence[sections.Part], drafts: Sequence[Draft]
) -> list[tuple[Draft, answers.Facts]]:
    """Each recommendation, or lettered part of one, with what is said of it; of a part also what is said of all."""
    of_all = answers.read(whole, parts, drafts, _keys(drafts))
    parted = lettered.parted(drafts, whole)
    if len(parted) == len(drafts):
        return [(draft, of_all[key]) for draft, key in zip(drafts, _keys(drafts), strict=True)]
    split = [draft for _place, draft in parted]
    of_each = answers.read(whole, parts, split, _keys(split))
    keys = _keys(drafts)
    return [
        (draft, {**of_all[keys[place]], **of_each[key]})
        for (place, draft), key in zip(parted, _keys(split), strict=True)
    ]


def _keys(drafts: Sequence[Draft]) -> list[str]:
    return [draft.number.value if draft.number else f"#{place}" for place, draft in enumerate(drafts, start=1)]


def _drafts(whole: Sequence[Passage], parts: Sequence[sections.Part], lines: Sequence[pages.Line]) -> list[Draft]:
    """The recommendations in the first form in which the document has any; running text comes last."""
    for form in (headed.found, listed.found):
        drafts = choice.chosen(form(whole, parts))
        if drafts:
            return drafts
    if any(marked.MARK.search(passage.text) for passage in whole):
        return marked.found(lines, whole)
    brief = sum(len(line.text) for line in lines) <= stated.SUMMARY_LENGTH
    return choice.chosen(stated.found(whole, parts, brief=brief))


def _found(draft: Draft, names: addressees.Names, facts: answers.Facts) -> Found:
    addressee, component = addressees.read(draft, names)
    text = draft.text.read(draft.text.text, 0, len(draft.text.text))
    facts = {**facts, **amounts.read(draft.text)}
    return Found(text, draft.number, addressee, component, **facts)
