"""The whole history of one recommendation, taken away as a table."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.adapters.sheets import write_csv
from ipr_compliance.downloads import just_made
from ipr_compliance.queries import history
from ipr_compliance.queries import recommendations as records

blueprint = Blueprint("history_file", __name__)


@blueprint.get("/recommendations/<id:recommendation_id>/history.csv")
def table(recommendation_id: int) -> ResponseReturnValue:
    """Every entry with every field it changed, newest first."""
    record = records.one(context.reading(), context.asker(), recommendation_id)
    rows = history.as_table(history.timeline(context.reading(), "recommendation", record.id, record.newest_entry))
    return just_made(lambda target: write_csv(target, history.TABLE, rows), "text/csv", f"history-{record.id}.csv")
