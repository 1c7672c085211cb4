"""The list of the GAO-IG Act in its forms, and the rows behind its numbers."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any

from ipr_compliance.adapters.sheets import Sheet
from ipr_compliance.domain.documents import Document
from ipr_compliance.domain.gao_ig import Outstanding
from ipr_compliance.domain.gao_ig_document import (
    DIFFERENCE_COLUMNS,
    ITEM_COLUMNS,
    GaoIg,
    difference_cells,
    document,
    item_cells,
)
from ipr_compliance.domain.progress import Item, Period
from ipr_compliance.domain.reporting_periods import last_half_year
from ipr_compliance.queries import gao_ig
from ipr_compliance.queries.records import plain
from ipr_compliance.services.orders import Reading, about, named, write_rows

Passed = Counter[bool]
"""How many recommendations have passed by: of public reports, and of others."""


class GaoIgReport:
    """One row a recommendation, the differences from the OIG's last semiannual report, and both in words."""

    def tell(self, reading: Reading, most: int | None) -> Document:
        """The list in words."""
        told = GaoIg(reading.made(), _sar(reading), most)
        passed = Passed()
        for one, difference in items(reading, passed):
            told.take(one, difference)
        told.not_public = passed[False]
        for item, why in differences(reading):
            told.take_difference(item, why)
        return document(told)

    def sheets(self, reading: Reading) -> Iterator[Sheet]:
        """The list, the differences, and what was asked for."""
        as_of, passed = reading.order.period.last, Passed()
        yield Sheet("Recommendations", ITEM_COLUMNS, (item_cells(*one, as_of) for one in items(reading, passed)))
        yield Sheet("Differences", DIFFERENCE_COLUMNS, (difference_cells(*one) for one in differences(reading)))
        yield replace(about(reading.order), rows=_asked(reading, passed))

    def figures(self, reading: Reading) -> Mapping[str, Any]:
        """How long both lists are, and with which half-year the first is compared."""
        passed = Passed()
        counts = {"items": sum(1 for _ in items(reading, passed)), "not_public": passed[False]}
        return self._head(reading) | counts | {"differences": sum(1 for _ in differences(reading))}

    @staticmethod
    def _head(reading: Reading) -> dict[str, Any]:
        sar = _sar(reading)
        return {
            "as_of": plain(reading.order.period.last),
            "semiannual_report": {"from": plain(sar.first), "to": plain(sar.last)},
        }

    def write_json(self, reading: Reading, text: IO[str]) -> None:
        """The items, the differences, and the semiannual report that they are compared with."""
        as_of, passed = reading.order.period.last, Passed()
        text.write(json.dumps(self._head(reading))[:-1] + ', "items": ')
        rows = ((one.item.id, item_cells(one, difference, as_of)) for one, difference in items(reading, passed))
        write_rows(text, ({"id": record, **named(ITEM_COLUMNS, values)} for record, values in rows))
        text.write(f', "not_public": {passed[False]}, "differences": ')
        write_rows(text, (named(DIFFERENCE_COLUMNS, difference_cells(*one)) for one in differences(reading)))
        text.write("}\n")


def items(reading: Reading, passed: Passed | None = None) -> Iterator[tuple[Outstanding, str]]:
    """The recommendations of the list, streamed. Those of reports that are not public pass by and are counted only."""
    order = reading.order
    found = reading.counted(
        gao_ig.items(
            reading.connection, reading.asker, reading.tree, order.scope, order.period.last, _sar(reading), order.today
        )
    )
    for one, difference in found:
        if passed is not None:
            passed[one.public] += 1
        if one.public:
            yield one, difference


def differences(reading: Reading) -> Iterator[tuple[Item, str]]:
    """What stands in the semiannual report alone, streamed."""
    order = reading.order
    return gao_ig.left_out(
        reading.connection, reading.asker, reading.tree, order.scope, order.period.last, _sar(reading), order.today
    )


def _asked(reading: Reading, passed: Passed) -> Iterator[Sequence[Any]]:
    """What was asked for and, since the list has passed by when this is read, how many were left out."""
    yield from about(reading.order).rows
    yield "not_public", passed[False]


def _sar(reading: Reading) -> Period:
    """The half-year of the last semiannual report before the as-of date."""
    return last_half_year(reading.order.period.last)
