"""Money in a recommendation that the text itself calls questioned, unsupported or better used."""

import re
from decimal import Decimal

from ipr_compliance.domain.extraction.passages import Passage
from ipr_compliance.domain.extraction.proposal import Read
from ipr_compliance.domain.extraction.wording import sentences

_AMOUNT = re.compile(
    r"\$\s?(\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,14})(\.\d{1,3})?(?:\s+(thousand|million|billion)\b)?", re.IGNORECASE
)
_SCALE = {None: 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_KINDS = {
    "unsupported_cost": re.compile(r"\bunsupported\b", re.IGNORECASE),
    "questioned_cost": re.compile(r"\bquestioned\b|\b(?:unallowable|ineligible)\b[^.;]{0,30}\bcosts?\b", re.IGNORECASE),
    "funds_put_to_better_use": re.compile(
        r"\b(?:put|used?|uses?)\b[^.;]{0,30}\bbetter\b|\bbetter use\b", re.IGNORECASE
    ),
}


def read(text: Passage) -> dict[str, Read[Decimal]]:
    """The amounts by kind, in US dollars; a kind that stands beside several amounts is left out."""
    found: dict[str, list[Read[Decimal]]] = {}
    for start, end in sentences(text.text):
        sentence = text.text[start:end]
        amounts = list(_AMOUNT.finditer(sentence))
        for index, amount in enumerate(amounts):
            before = amounts[index - 1].end() if index else 0
            after = amounts[index + 1].start() if index + 1 < len(amounts) else len(sentence)
            kind = _kind(
                sentence[before : amount.start()], sentence[amount.end() : after], last=index + 1 == len(amounts)
            )
            if kind:
                fact = text.read(_dollars(amount), start + amount.start(), start + amount.end())
                found.setdefault(kind, []).append(fact)
    return {kind: facts[0] for kind, facts in found.items() if len({fact.value for fact in facts}) == 1}


def _kind(before: str, after: str, *, last: bool) -> str | None:
    """What an amount is called: by the words behind it, else by those before it."""
    for words in (after, before[-80:] if last else ""):
        kinds = [kind for kind, pattern in _KINDS.items() if pattern.search(words[:90] if words is after else words)]
        if kinds:
            return kinds[0]
    return None


def _dollars(amount: re.Match[str]) -> Decimal:
    whole, cents, scale = amount.groups()
    value = Decimal(whole.replace(",", "") + (cents or "")) * _SCALE[scale.casefold() if scale else None]
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
