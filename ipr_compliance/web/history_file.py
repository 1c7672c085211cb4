"""The whole history of one recommendation, taken away as a table."""

from tempfile import TemporaryFile

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.adapters.sheets import write_csv
from ipr_compliance.queries import history
from ipr_compliance.queries import recommendations as records

blueprint = Blueprint("history_file", __name__)


@blueprint.get("/recommendations/<id:recommendation_id>/history.csv")
def table(recommendation_id: int) -> ResponseReturnValue:
    """Every entry with every field it changed, newest first."""
    record = records.one(context.reading(), context.asker(), recommendation_id)
    target = TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    write_csv(target, history.TABLE, history.as_table(history.timeline(context.reading(), "recommendation", record.id)))
    target.seek(0)
    return send_file(target, "text/csv; charset=utf-8", as_attachment=True, download_name=f"history-{record.id}.csv")
