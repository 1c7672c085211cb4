"""The deadline summary."""

from ipr_compliance import context
from ipr_compliance.api import answers
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.questions import SummaryQuery
from ipr_compliance.domain.periods import compared_day
from ipr_compliance.queries import summary
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.records import summary_of


@blueprint.get("/summary", responses={200: answers.Summary})
def show_summary(query: SummaryQuery) -> Answered:
    """How all that the caller may see or one component stands, compared with an earlier day if asked."""
    wanted = Filter.read(query.asked())
    as_of = wanted.as_of or context.today()
    since = compared_day(query.compare_with or "", as_of)
    return summary_of(
        summary.summary(context.reading(), context.asker(), context.tree(), as_of, wanted.component, since)
    )
