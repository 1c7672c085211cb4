"""The deadline summary."""

from ipr_compliance import context
from ipr_compliance.api import answers
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.questions import SummaryQuery
from ipr_compliance.queries import summary
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.records import summary_of


@blueprint.get("/summary", responses={200: answers.Summary})
def show_summary(query: SummaryQuery) -> Answered:
    """How many are open, overdue and due soon, of all that the caller may see or of one component."""
    wanted, today = Filter.read(query.asked()), context.today()
    figures = summary.summary(
        context.reading(), context.asker(), context.tree(), wanted.as_of or today, today, wanted.component
    )
    return summary_of(figures)
