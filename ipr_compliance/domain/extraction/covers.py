"""Which report a document is: its number, title and issue date, from the first pages."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.extraction.answers import DAY
from ipr_compliance.domain.extraction.openings import bare
from ipr_compliance.domain.extraction.pages import plain
from ipr_compliance.domain.extraction.proposal import Read, ReportFound

FRONT = 4
"""So many pages are looked at: cover, transmittal memorandum, highlights, contents."""
FRONT_LENGTH = 12_000

_LABELLED = re.compile(
    r"\b(?:(?:Final |Audit |Evaluation |Inspection |Special |OIG |Draft )?Report(?: Number| No\.?"
    r"| #)?\s?(?:\*\*)?:(?:\*\*)?"
    r"|(?:Report|Audit|Evaluation|Inspection|Memorandum|Product|Project|Case) (?:Report )?(?:Number|No\.?|#):?)\s*"
    r"(?P<number>(?=[A-Z\d./-]*\d)[A-Z\d][A-Z\d./-]{2,28}[A-Z\d])\b",
    re.IGNORECASE,
)
_SHAPED = re.compile(
    r"(?<![\w-])(?:(?:OIG|GAO|DODIG|DOEIG|DCOIG|OEI|AUD|ISP|ESP|SIGAR|TIGTA)(?:-[A-Z\d]{1,6}){1,5}"
    r"|[A-Z]{1,5}-\d{2}-[A-Z\d]{1,6}(?:-[A-Z\d]{1,6}){0,3}"
    r"|\d{2,4}-(?:[A-Z]{1,4}-)?\d{2,5}-\d{1,5})(?!\w|-)"
)
_SUBJECT = re.compile(r"^\s*SUBJECT\s*:\s*(?P<title>.+)$", re.IGNORECASE)
_FIELD = re.compile(
    r"^\s*(?:(?:MEMORANDUM )?(?:FOR|TO)|FROM|THROUGH|THRU|CC|DATE|ATTACHMENTS?|ATTENTION|REPLY TO)\s*:", re.IGNORECASE
)
_DATE_LINE = re.compile(
    rf"^\W*(?:(?:Date(?: Issued)?|Issued(?: on)?|Published|Report Date|Date of Report)\W*)?(?P<day>{DAY})\W*$",
    re.IGNORECASE,
)
_WANTS_DATE = re.compile(
    r"\b(?:Completion|Implementation|Closure|Action|Target|Due|Revised|Estimated|Expected|Planned|Projected|dated|by|on)$",
    re.IGNORECASE,
)
"""A line whose words go on with a date of their own: "Estimated Completion", and below it "Date: June 30, 2027"."""
_DATE_FIELD = re.compile(
    rf"\b(?:Date Issued|Issued|Published|Issue Date|Report Date|Final Report Date)\b[\s:*|]{{1,8}}(?P<day>{DAY})",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"Department of|Office of (?:the )?(?:Inspector General|Audit|Evaluation|Inspection)|^U\.?S\.? |United States"
    r"|Washington,? D|Commission$|Agency$|Administration$"
    r"|^(?:Audit|Evaluation|Inspection|Final|Management|Special|Performance|OIG)?\s?(?:Report|Advisory|Alert"
    r"|Letter|Memorandum)(?: to .*)?$|www\.|https?:|oig\.|OIG$|GAO$"
    r"|^\d+ \w+ (?:St|Ave|Dr)|^(?:Page|Office|Report) |^Dear |Inspector General$|^(?:Message|Memorandum"
    r"|MEMORANDUM)\b|\b[A-Z]{2} \d{5}\b",
    re.IGNORECASE,
)
_TO_SOMEBODY = re.compile(r"\s*(?:The Honorable|Dear|MEMORANDUM|FROM:|TO:)\b")
_TITLE_END = re.compile(r"\s*[(\[]?(?:Report (?:Number|No\.?)\s*)?$", re.IGNORECASE)


def read(pages: Sequence[str]) -> ReportFound:
    """What the first pages say about the report; what they do not say plainly stays empty."""
    front = [plain(page[:FRONT_LENGTH]).split("\n") for page in pages[:FRONT]]
    number = _number(front)
    return ReportFound(number, _title(front, number), _issued(front))


def _lines(front: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    for page, lines in enumerate(front, start=1):
        for line in lines:
            yield page, " ".join(line.split())


def _number(front: Sequence[Sequence[str]]) -> Read[str] | None:
    """The number beside a label; else the one that is shaped like a report's and is named most often, if on page 1."""
    for page, line in _lines(front[:2]):
        labelled = _LABELLED.search(line)
        if labelled:
            return Read(labelled.group("number").rstrip("."), page, labelled.group())
    counts: dict[str, int] = {}
    for _page, line in _lines(front):
        for shaped in _SHAPED.findall(line):
            counts[shaped] = counts.get(shaped, 0) + 1
    first = [shaped for line in front[0] for shaped in _SHAPED.findall(line)] if front else []
    if not first:
        return None
    best = max(dict.fromkeys(first), key=lambda one: counts[one])
    return Read(best, 1, best)


def _title(front: Sequence[Sequence[str]], number: Read[str] | None) -> Read[str] | None:
    lines = [(page, line) for page, line in _lines(front)]
    for index, (page, line) in enumerate(lines):
        if line.startswith("# ") and page == 1:
            return Read(bare(line), page, line)
        subject = _SUBJECT.match(line)
        if subject:
            return _of_memo(lines, index, subject.group("title"), number)
    return _of_cover(front[0], number) if front and len(front) > 1 else None


def _of_memo(lines: Sequence[tuple[int, str]], index: int, title: str, number: Read[str] | None) -> Read[str]:
    """A memorandum's subject, with the lines in which it goes on."""
    page = lines[index][0]
    words = [title]
    for _page, line in lines[index + 1 : index + 4]:
        goes_on = (
            (title.upper() == title and line.upper() == line)
            or line[:1].islower()
            or words[-1].endswith((",", "-", " the", " of", " and", " for", "\u2019s"))
        )
        closes = "(" in words[-1] and ")" not in words[-1]
        if not line or _FIELD.match(line) or not (goes_on or closes or _only_number(line, number) or _title_like(line)):
            break
        words.append(line)
    text = " ".join(words)
    return Read(_without_number(text, number), page, text)


def _title_like(line: str) -> bool:
    words = [word for word in line.split() if len(word) > 3]
    return (
        bool(words)
        and len(line) < 75
        and not line.endswith(".")
        and all(word[0].isupper() or word[0].isdigit() for word in words)
    )


def _only_number(line: str, number: Read[str] | None) -> bool:
    return number is not None and line.strip("() ").endswith(number.value)


def _without_number(text: str, number: Read[str] | None) -> str:
    if number and number.value in text:
        text = text[: text.rindex(number.value)] if text.rstrip(" )]*.").endswith(number.value) else text
        text = _TITLE_END.sub("", text)
    return text.strip(" -–—,:*")


def _of_cover(lines: Sequence[str], number: Read[str] | None) -> Read[str] | None:
    """The first lines of the cover that are neither letterhead nor date nor number, if they look like a title."""
    if any(_TO_SOMEBODY.match(line) for line in lines):
        return None
    words: list[str] = []
    for line in (" ".join(line.split()) for line in lines):
        known = not line or _LETTERHEAD.search(line) or _DATE_LINE.match(line) or _SHAPED.search(line)
        if known or (number and number.value in line):
            if words:
                break
            continue
        words.append(line)
        if len(words) > 6:
            return None
    text = " ".join(words)
    plausible = 12 <= len(text) <= 300 and len(text.split()) >= 3 and not text.endswith((".", ",", ":"))
    return Read(text, 1, text) if plausible else None


def _issued(front: Sequence[Sequence[str]]) -> Read[date] | None:
    """The first date that stands on a line alone or with the number, or beside the word that says it is the issue's."""
    above = ""
    for page, line in _lines(front[:3]):
        alone = None if _WANTS_DATE.search(above) else _DATE_LINE.match(_SHAPED.sub("", line))
        found, above = alone or _DATE_FIELD.search(line), line
        if found:
            try:
                return Read(read_date(found.group("day")), page, found.group().strip())
            except ValueError:
                continue
    return None
