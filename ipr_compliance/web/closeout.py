"""The closeout package of a recommendation, as PDF and as a ZIP with the evidence."""

from collections.abc import Iterator

from flask import Blueprint, Response

from ipr_compliance import context
from ipr_compliance.database import Database
from ipr_compliance.downloads import attachment
from ipr_compliance.queries import evidence
from ipr_compliance.services import closeout
from ipr_compliance.services.closeout import Package

blueprint = Blueprint("closeout", __name__, url_prefix="/recommendations")


@blueprint.get("/<id:recommendation_id>/closeout.pdf")
def pdf(recommendation_id: int) -> Response:
    """The package's PDF."""
    made = _package(recommendation_id)
    response = Response(made.pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = attachment(f"{made.name}.pdf")
    return response


@blueprint.get("/<id:recommendation_id>/closeout.zip")
def package(recommendation_id: int) -> Response:
    """The PDF, every file that was not withdrawn, and the list of their SHA-256."""
    made = _package(recommendation_id)
    response = Response(_zipped(context.program().database, made), mimetype="application/zip")
    response.headers["Content-Disposition"] = attachment(f"{made.name}.zip")
    return response


def _package(recommendation_id: int) -> Package:
    return closeout.package(
        context.reading(), context.asker(), context.tree(), recommendation_id, context.today()
    )  # fmt: skip


def _zipped(database: Database, made: Package) -> Iterator[bytes]:
    # The request's own reading ends before the last part is sent.
    with database.reading() as connection:
        yield from made.zipped(lambda sha256: evidence.content(connection, sha256))
