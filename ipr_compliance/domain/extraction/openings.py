"""How the parts of a report open: recommendations, list items, responses, the OIG's analysis, headings."""

import re

from ipr_compliance.domain.extraction.pages import Line

NUMBER = (
    r"(?:[A-Z][.-]?)?\d{1,3}(?:[.-]\d{1,3}){0,3}(?:[.-]?[A-Za-z](?![A-Za-z]))?(?:\.[ivx]{1,4}(?![a-z]))?"
    r"(?:\([a-z\d]{1,3}\)){0,2}"
)
"""A recommendation's number: 2, 1.1, A.1.a, 2b, 3(a), 1A."""

HEAD = re.compile(
    r"[\W_]{0,6}(?:OIG\s|Audit\s)?Recommendations?\s+(?:(?:No\.?|Number|#)\s*)?"
    rf"(?P<number>{NUMBER}|[A-Z](?=\s*[:.–—]))[*_]{{0,2}}"
    r"(?:\s*[:–—][*_]{0,2}|\s+-|\.(?=\s|$)|\s*$|(?=\s+[A-Z(]))\s*[*_]{0,2}\s*",
    re.IGNORECASE,
)
"""A line that begins a recommendation: "Recommendation 2:", "RECOMMENDATION A.1.a", "Recommendation #3 -"."""

ITEM = re.compile(
    r"(?:(?P<bullet>[•●▪■◦‣\u2043○➢▶►\uf0b7\uf0a7*·–-])|\(?(?P<number>\d{1,3}(?:\.\d{1,2}){0,2}|\d{1,2}[A-Za-z]"
    r"|[a-zA-Z]|[ivx]{1,5})(?:[.)]|\.\)))\s+"
    r"(?=\S)"
)
"""A line that begins an item of a list: "1.", "(a)", "2B.", "•"."""

ANALYSIS = re.compile(
    r"[\W_]{0,6}(?:OIG[\u2019']?s?|Our|Auditor[\u2019']?s?|Office of (?:the )?Inspector General|Inspector General"
    r"|OAS|OAI)\s+"
    r"(?:Audit\s)?(?:Analysis|Evaluation|Response|Reply|Comments?|Position|Conclusion|Assessment|Follow-?Up)\b"
    r"|[\W_]{0,6}(?:Analysis|Evaluation) of (?:Management|Agency|the)\b",
    re.IGNORECASE,
)
"""A line that begins what the OIG makes of a response."""

RESPONSE = re.compile(
    r"[\W_]{0,6}(?P<who>(?:[\w.&\u2019',()/-]+\s+){0,8}?)(?:Official\s|Planned\s|Proposed\s)?"
    r"(?:Response|Comments?|Reply|Corrective Actions?|Action Plan|Management Decision)\b"
    rf"(?:\s+(?:to|on|for|regarding)\s+(?:the\s)?(?:OIG\s)?(?:Draft\s)?Recommendation\s+(?:No\.?\s*"
    rf"|#\s*)?(?P<number>{NUMBER})"
    r"\s*(?:[:.–—-]|$)|\s*(?:\([^()]{1,60}\)\s*)?(?::|$))",
    re.IGNORECASE,
)
"""A line that begins a component's response, with the recommendation's number where it names one."""

BOUND = re.compile(
    r"(?:Estimated|Expected|Target|Planned|Anticipated|Projected|Actual|Interim|Revised)?\s?"
    r"(?:Action\s)?(?:Completion|Implementation|Closure)\s(?:Date|Target)|ECD\b"
    r"|(?:Action|Status|Responsible (?:Official|Party|Office)|Point of Contact|Criteria|Cause|Effect|Condition"
    r"|Management(?:[\u2019']s)? Decision|Closing|What We Found|Why This Matters)\s?:",
    re.IGNORECASE,
)
"""Labels beside a recommendation that are not its text."""

ENDED = re.compile(
    r"(?<!\bU\.S\.)(?<!\bNo\.)(?<!\bvs\.)(?<!\bet al\.)[.!?:][\"”\u2019)\]*_]{0,4}(?:\d{1,3}|\[\d{1,3}\])?\s*$"
)
"""The end of a sentence, a footnote's mark behind it included."""

HANGING = re.compile(
    r"(?:[,;(–—-]|\b(?:the|an?|and|or|of|to|for|in|on|at|by|with|from|that|which|as|its|their|U\.S\.|is|are|be))$",
    re.IGNORECASE,
)
"""A line that cannot end a paragraph."""

_KNOWN = re.compile(
    r"(?:Recommendations?|Conclusions?|Background|Results of (?:the )?(?:Audit|Review|Evaluation|Inspection)"
    r"|Introduction"
    r"|(?:Management|Agency|DHS|Department|Component|Auditee)(?:[\u2019']s)? (?:Comments?|Response)s?"
    r"(?: and (?:OIG|Our) (?:Analysis|Evaluation|Response|Reply))?"
    r"|(?:Objectives?, )?Scope,? and Methodology|(?:Table of )?Contents|(?:Appendix|Enclosure|Attachment"
    r"|Exhibit) \w{1,5}\b.{0,120}"
    r"|Recommendations? for Executive Action|Executive Summary|Highlights|Abbreviations|Acronyms)[:.]?",
    re.IGNORECASE,
)
_MARKED = re.compile(r"#{1,6}\s+\S|\*\*[^*]+\*\*$|__[^_]+__$")
_BARE = re.compile(r"^[#*_\s]+|[*_\s]+$")
_LED_IN = re.compile(r"(?:,|\bto|\bthat|;|\band)$")
_FIRST_ITEM = re.compile(r"[•●▪■◦‣\u2043○➢▶►\uf0b7\uf0a7]\s|\(?\d{1,2}[A-Z]?(?:[.)]|\.\))\s+[A-Z]")
_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "its", "their"}
)


def bare(text: str) -> str:
    """A heading without the marks of Markdown around it."""
    return _BARE.sub("", text)


def opens(text: str, above: str) -> bool:
    """Whether a line begins something of its own, given the line above that it may continue ("" after a gap)."""
    if above and (HANGING.search(above) or _leads_into(above)):
        return bool(_LED_IN.search(above) and _FIRST_ITEM.match(text))
    if ITEM.match(text) or HEAD.match(text):
        return True
    short_enough = text[:160]
    return bool(ANALYSIS.match(short_enough) or BOUND.match(short_enough) or RESPONSE.match(short_enough))


def _leads_into(above: str) -> bool:
    return above.endswith(("Response", "Comments", "response", "see", "See", "implement", "address", "closed", "close"))


def is_heading(line: Line, above: Line | None, below: Line | None) -> bool:
    """Whether a line is a heading: marked as one, known as one, in capitals, or short and capitalized like a title."""
    if len(line.text) > 160 or HEAD.match(line.text) or ITEM.match(line.text):
        return False
    text = bare(line.text)
    apart = above is None or line.gap or line.first or bool(ENDED.search(above.text)) or len(above.text) < 60
    if not text or (not apart and not line.text.startswith("#")):
        return False
    if _MARKED.match(line.text) and not RESPONSE.match(line.text):
        return True
    if _KNOWN.fullmatch(text):
        return True
    letters = [letter for letter in text if letter.isalpha()]
    loud = len(letters) > 5 and text.upper() == text and not text.endswith((".", ",", ";", "-"))
    return loud or (_is_title(text, below) and (above is None or line.gap or bool(ENDED.search(above.text))))


def _is_title(text: str, below: Line | None) -> bool:
    words = [word for word in re.findall(r"[A-Za-z][\w\u2019'-]*", text) if word.casefold() not in _SMALL]
    if len(words) < 2 or len(text) > 90 or text[-1] in ".,;:-)" or not text[0].isupper():
        return False
    capital = sum(1 for word in words if word[0].isupper())
    goes_on = below is not None and not below.gap and below.text[:1].islower()
    return capital >= len(words) * 0.75 and not goes_on
