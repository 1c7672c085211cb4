"""The closeout package of a recommendation, as PDF and as a ZIP with the evidence."""

from flask import Blueprint, Response

from ipr_compliance.downloads import closeout_pdf, closeout_zip

blueprint = Blueprint("closeout", __name__, url_prefix="/recommendations")


@blueprint.get("/<id:recommendation_id>/closeout.pdf")
def pdf(recommendation_id: int) -> Response:
    """The package's PDF."""
    return closeout_pdf(recommendation_id)


@blueprint.get("/<id:recommendation_id>/closeout.zip")
def package(recommendation_id: int) -> Response:
    """The PDF, every file that was not withdrawn, and the list of their SHA-256."""
    return closeout_zip(recommendation_id)
