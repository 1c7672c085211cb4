"""The names by which documents call components: code, name, and the aliases that people have confirmed."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ipr_compliance.domain.components import Component

_PLAIN = str.maketrans("\u2018\u2019\u2010\u2011\u2012\u2013\u2014", "''-----")


def as_compared(name: str) -> str:
    """A name as names are compared: without regard to case, spacing, the form of apostrophes and dashes, and "the"."""
    plain = unicodedata.normalize("NFKC", name).translate(_PLAIN).casefold()
    return " ".join(plain.split()).removeprefix("the ")


def known(components: Sequence[Component], aliases: Iterable[tuple[str, int]]) -> Mapping[str, str]:
    """Every name with the code of its component; codes go before names, and those before aliases.

    A name that two components have stands for neither: which one is meant would be a guess. An alias comes with the id
    of its component; those of others than the given ones are left out.
    """
    codes = {one.id: one.code for one in components}
    has_it = Counter(as_compared(one.name) for one in components)
    named = [(one.name, one.code) for one in components if has_it[as_compared(one.name)] == 1]
    also = [(alias, codes[component_id]) for alias, component_id in aliases if component_id in codes]
    found: dict[str, tuple[str, str]] = {}
    for name, code in (*((code, code) for code in codes.values()), *named, *also):
        found.setdefault(as_compared(name), (name, code))
    return dict(found.values())


def owner(alias: str, components: Iterable[Component]) -> Component | None:
    """The component whose own code or name the alias is, if there is one."""
    compared = as_compared(alias)
    return next((one for one in components if compared in {as_compared(one.code), as_compared(one.name)}), None)
