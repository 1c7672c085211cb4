"""Files on a recommendation, as downloads: never shown by the browser inside this site."""

from flask import Blueprint, Response

from ipr_compliance import context
from ipr_compliance.downloads import download
from ipr_compliance.queries import evidence

blueprint = Blueprint("evidence", __name__, url_prefix="/evidence")


@blueprint.get("/<id:evidence_id>", endpoint="download")
def show(evidence_id: int) -> Response:
    """The file itself. One on a recommendation that is not this person's to see is not there."""
    return download(evidence.one(context.reading(), context.asker(), evidence_id))
