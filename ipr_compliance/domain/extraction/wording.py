"""The wording of recommendations: what is asked of somebody, told from what is reported or answered."""

import re

_VERBS = """
accelerate access account achieve acquire act adapt add address adhere adjust administer adopt advise align allocate
allow amend analyze announce appeal apply appoint apprise approve arrange articulate ascertain assess assign assist
assure audit augment authenticate authorize automate avoid award balance ban bar base begin bill block brief bring
broaden budget build calculate cancel capture catalog cease centralize certify change charge check clarify clean clear
close coach code collaborate collect combine commence commit communicate compare compile complete comply compute
conclude conduct configure confirm connect consider consolidate construct consult contact contain continue control
convene convert convey coordinate correct counsel create credit cross-train curtail deactivate debar decide
decommission decrease define delay delegate deliver demonstrate deny deobligate deploy describe design designate
destroy detail detect determine develop devise direct disable disallow discipline disclose discontinue discuss display
dispose disseminate distribute document draft economize educate eliminate emphasize employ enable encourage encrypt
enforce engage enhance enroll ensure enter equip escalate establish estimate evaluate examine exclude execute exercise
expand expedite explain explore extend facilitate file fill finalize find finish fix focus follow forecast formalize
formulate fulfill fully fund furnish gather generate give grant guide halt harmonize have hire hold identify implement
impose improve include incorporate increase inform initiate inspect install instill institute instruct integrate
intensify interpret introduce inventory investigate invoice issue join justify keep launch lead leverage limit link
list locate log maintain make manage mandate map maximize measure meet minimize mitigate modernize modify monitor move
negotiate notify obligate obtain offer offset operate optimize order organize outline oversee participate patch pay
penalize perform persuade plan post prepare prescribe preserve prevent prioritize probe process procure prohibit
promote promulgate propose protect provide publicize publish pursue put qualify quantify query raise re-emphasize
re-evaluate reach read reassess reassign recalculate recall receive recertify recognize recommend reconcile record
recoup recover recruit rectify redesign redistribute reduce reeducate reemphasize reestablish reevaluate refer refine
refrain refund refuse regulate reimburse reinforce reinstate reiterate reject release remediate remedy remind remit
remove renegotiate renew repair repay repeal replace report repost request require rescind research reserve resolve
respond restore restrict restructure resubmit retain retire retrain return revalidate review revise revisit revoke
rework route safeguard sanction schedule screen search secure seek segregate select send separate serve set share
shorten simplify solicit specify staff standardize start state stop store streamline strengthen study submit
substantiate supervise supplement supply support suspend tailor take target tell terminate test tighten track train
transfer transition transmit troubleshoot undertake update upgrade urge use utilize validate verify visit waive
withdraw withhold work write
"""

VERBS = frozenset(_VERBS.split())
"""Verbs by which something is asked for, in the form in which they open a sentence."""

RECOMMENDS = re.compile(
    r"\b(?:we|I|OIG|GAO|(?:the )?(?:Acting )?Inspector General|this office|our office|auditors?)\s+"
    r"(?:(?:also|further|therefore|thus|again|strongly|additionally|continue to|are|have)\s+){0,2}recommend(?:s|ed"
    r"|ing)?\b",
    re.IGNORECASE,
)
"""The OIG recommends, in the present or in the past."""

PAST = re.compile(r"\brecommended\b", re.IGNORECASE)

ASKS = re.compile(r"\b(?:should|shall|must|needs? to|ought to)\b")

_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
_ADVERBS = """
actively adequately also and annually appropriately better centrally clearly comprehensively consistently continuously
either expeditiously formally fully further immediately independently jointly not officially or periodically
proactively promptly properly quickly regularly routinely specifically systematically then timely to together
"""
_LEADING = frozenset(_ADVERBS.split())
_INTRODUCES = re.compile(
    r"(?:In|Within|To|For|Upon|After|Before|Until|If|When|Where|As|Based|Using|Through|Prior|Consistent|By|With|On"
    r"|Once|During"
    r"|While|Given|Following|Under|Until)\b[^.;:]{1,220}?,\s+",
)
_ANSWERS = re.compile(
    r"[\W_]{0,4}(?:(?:We )?(?:Do not |Does not |Partially |Partly )?(?:Non-?|Not )?(?:Concur|Agree|Disagree)"
    r"|Accept(?:ed|s)\b"
    r"|(?:Un)?resolved\b|Closed\b|Open\b|Implemented\b|Completed\b|Ongoing\b|In progress|Pending\b|N/?A\b"
    r"|Not applicable"
    r"|(?:Is|Was|Are|Were|Has|Have|Had|Remains?|Will|Would|Addresse[ds]|Requires|Required|Directed|Asked|Called)\b"
    r"|(?:This|The|These|Our) (?:\w+ )?recommendations?\b"
    r"|We (?:consider|agree|acknowledge|believe|closed|do|will|appreciate|have|made|found|requested)\b)",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"\b(?:concur(?:red|s)?|agree[ds]?|disagree[ds]?|non-?concur(?:red|s)?)\b[^.]{0,40}\b(?:recommendations?"
    r"|findings?)\b|^[\w. ]{1,80} concur(?:red|s)?\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?][\"”\u2019)\]]{0,2}(?:\d{1,3}|\[\d{1,3}\])?\s?,?\s+(?=[A-Z(\"“•#*_\[])")
_TRAILING = re.compile(r"(?:[\s,;:]|(?<=[\s,;])(?:and|or)\b)+$")
_ABBREVIATED = re.compile(
    r"(?:\b(?:U\.S|No|Dr|Mr|Mrs|Ms|Inc|Corp|Co|vs|e\.g|i\.e|St|Gen|Adm|Sec|Jr|Sr|[A-Z]|Nos|Vol|Pub|Stat|Fed|Reg|al))$"
)


def sentence_ends(text: str) -> list[int]:
    """The places at which the sentences of a text end, blanks behind them included; the last is the text's end."""
    ends = []
    for end in _SENTENCE.finditer(text):
        if text[end.start()] == "." and _ABBREVIATED.search(text, max(0, end.start() - 8), end.start()):
            continue
        ends.append(end.end())
    return [*ends, len(text)]


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end."""
    ends = sentence_ends(text)
    return list(zip([0, *ends[:-1]], ends, strict=True))


def first_sentence(text: str) -> str:
    """The sentence with which a text begins."""
    head = text[:2000]
    return head[: sentence_ends(head)[0]]


def begins_with_verb(text: str) -> bool:
    """Whether a text tells somebody to do something: "Update …", "In coordination with …, update …"."""
    head = text[:400].lstrip("“\"\u2018'([*_# ")
    introduced = _INTRODUCES.match(head)
    return _imperative(head) or (introduced is not None and _imperative(head[introduced.end() :]))


def _imperative(text: str) -> bool:
    words = [word.casefold() for word in _WORD.findall(text[:90])[:3]]
    while words and words[0] in _LEADING:
        words.pop(0)
    return bool(words) and (words[0] in VERBS or words[0].removeprefix("re-") in VERBS)


def asks(text: str) -> bool:
    """Whether a text is a recommendation: the OIG recommends, somebody should do something, or "Do something"."""
    if answers(text):
        return False
    head = first_sentence(text)
    return bool(RECOMMENDS.search(head) or ASKS.search(head)) or begins_with_verb(head) or _third_person(head)


def _third_person(sentence: str) -> bool:
    """The manner of some offices: "The Under Secretary for Health ensures that …"."""
    words = _WORD.findall(sentence[:300])
    if not words or words[0] not in {"The", "That"} or PAST.search(sentence):
        return False
    return any(word.islower() and _base(word) in VERBS and word.endswith("s") for word in words[2:28])


def _base(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def answers(text: str) -> bool:
    """Whether a text answers or reports on a recommendation: "Concur. …", "We consider this recommendation …"."""
    head = first_sentence(text)
    return bool(_ANSWERS.match(head)) or (bool(_AGREES.search(head)) and not RECOMMENDS.search(head))


def trimmed(text: str, end: int | None = None) -> int:
    """Where a list item ends without the "; and" that leads to the next."""
    end = len(text) if end is None else end
    trailing = _TRAILING.search(text, max(end - 40, 0), end)
    return trailing.start() if trailing else end
