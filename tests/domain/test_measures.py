from dataclasses import fields
from datetime import date

import pytest

from ipr_compliance.domain.measures import AGREEMENT, BECAME_OVERDUE, CLOSED_LATE, MEASURES, OVERDUE, asks
from ipr_compliance.domain.summary import Figures, Summary
from ipr_compliance.queries.filters import Filter

SUMMARY = Summary(date(2026, 11, 24), Figures(), {}, Summary(date(2026, 10, 31), Figures(), {}))


@pytest.mark.parametrize("measure", [*MEASURES, *AGREEMENT], ids=lambda one: one.name)
def test_every_figure_has_a_definition_and_a_list(measure):
    assert measure.definition.endswith((".", ")."))
    asked = asks(measure, SUMMARY)
    assert Filter.read(asked).asks() == asked


def test_every_figure_is_one_of_the_summary_s():
    known = {one.name for one in fields(Figures)} | {"waiting_for_oig"}
    assert {measure.name for measure in MEASURES} <= known


def test_the_list_of_a_figure_of_the_period_names_its_days():
    assert asks(CLOSED_LATE, SUMMARY) == {
        "late": "1", "closed_from": "2026-11-01", "closed_until": "2026-11-24"
    }  # fmt: skip
    assert asks(BECAME_OVERDUE, SUMMARY) == {"overdue": "1", "due_after": "2026-10-30"}
    assert asks(OVERDUE, SUMMARY) == {"overdue": "1"}


@pytest.mark.parametrize("since", [date(1949, 12, 31), date(1950, 1, 1)])
def test_a_list_asks_for_no_day_that_cannot_be_asked_for(since):
    early = Summary(date(2026, 11, 24), Figures(), {}, Summary(since, Figures(), {}))
    for measure in MEASURES:
        Filter.read(asks(measure, early))
