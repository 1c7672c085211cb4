"""The parts of a report in which a recommendation is made, told from those that only list, repeat or look back."""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum

from ipr_compliance.domain.extraction.openings import bare
from ipr_compliance.domain.extraction.passages import Passage


class Part(IntEnum):
    """Where in a report a passage stands; of two that say the same the lower one counts."""

    BODY = 0
    SUMMARY = 1
    APPENDIX = 2
    BEFORE = 3
    """About recommendations of earlier reports: none of them is this report's."""
    CONTENTS = 4


_CONTENTS_LINE = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,3}|[ivx]{1,5})?\s*$|\s\.{2,}\s*\d{1,3}\s*$")
_SUMMARY = re.compile(
    r"(?:Executive Summary|Highlights|.{0,20}\bHighlights|At a Glance|Results in Brief|What We Recommend(?:ed)?"
    r"|Why (?:We|GAO) Did This.{0,30}|What (?:We|GAO) (?:Found|Recommends?).{0,20}|(?:Report )?Summary|In Brief"
    r"|(?:Summary|Table|List|Index) of (?:the )?Recommendations.{0,60}|Recommendations? (?:Summary|Table|Matrix"
    r"|Status Table).{0,40}"
    r"|Recommendations (?:Made|at a Glance))",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"(?:Appendix|Enclosure|Attachment|Exhibit|Annex)\b", re.IGNORECASE)
_BEFORE = re.compile(
    r".{0,60}\b(?:prior|previous(?:ly)?|earlier|past|historical)\b.{0,60}\brecommendations?\b.{0,60}"
    r"|.{0,60}\bstatus of\b.{0,60}\brecommendations?\b.{0,80}|.{0,40}\b(?:unimplemented"
    r"|outstanding)\b.{0,40}\brecommendations?\b.{0,60}"
    r"|.{0,60}\b(?:open|closed)\b[^.]{0,60}\brecommendations\b.{0,80}|.{0,40}\brecommendations\b.{0,40}\b(?:prior"
    r"|previous|past)\b.{0,60}"
    r"|(?:Prior|Previous|Related) (?:Audit |OIG |GAO )?(?:Coverage|Reports?|Audits?|Work|Reviews?).{0,40}",
    re.IGNORECASE,
)
_MEMO = re.compile(r"status of (?:the )?recommendations?\b", re.IGNORECASE)


def parts(passages: Sequence[Passage]) -> Iterator[Part]:
    """For each passage the part of the report in which it stands."""
    about_status = any(_MEMO.search(passage.text[:400]) for passage in passages[:12])
    part = Part.BODY
    for passage in passages:
        if passage.heading or len(passage.text) < 120:
            part = _after(bare(passage.text), part, heading=passage.heading, about_status=about_status)
        yield Part.CONTENTS if _CONTENTS_LINE.search(passage.text[-160:]) else part


def _after(title: str, part: Part, *, heading: bool, about_status: bool) -> Part:
    """The part that a heading opens."""
    if not heading and not _APPENDIX.match(title):
        return part
    if _CONTENTS_LINE.search(title):
        return part
    if _BEFORE.fullmatch(title) and not about_status:
        return Part.BEFORE
    if _APPENDIX.match(title):
        return Part.APPENDIX
    if _SUMMARY.fullmatch(title):
        return Part.APPENDIX if part is Part.APPENDIX else Part.SUMMARY
    return Part.APPENDIX if part is Part.APPENDIX else Part.BODY
