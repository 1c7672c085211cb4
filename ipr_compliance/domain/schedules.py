"""When reports are made by themselves: after each month, quarter of the fiscal year, or half-year of the Act."""

from datetime import date, timedelta
from enum import StrEnum

from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.periods import quarter_ends
from ipr_compliance.domain.progress import Kind, Period, last_month
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.reporting_periods import last_half_year


class Every(StrEnum):
    """How often."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"


IN_WORDS = {
    Every.MONTH: "After each month",
    Every.QUARTER: "After each quarter of the fiscal year",
    Every.HALF_YEAR: "After 31 March and 30 September",
}


def ended(every: Every, day: date) -> Period:
    """The period of that length that ended last before the day."""
    if every is Every.MONTH:
        return last_month(day)
    if every is Every.HALF_YEAR:
        return last_half_year(day)
    last = quarter_ends(day, 1)[0]
    return Period(add_months(last + timedelta(days=1), -3), last)


def check(kind: Kind, every: Every) -> None:
    """Refuse with Invalid what makes no sense together: the semiannual tables are about half-years."""
    if kind is Kind.SAR and every is not Every.HALF_YEAR:
        raise Invalid("The semiannual tables are made after half-years only.", field="every")
