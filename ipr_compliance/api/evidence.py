"""Files on a recommendation: received as forms are, streamed to disk, and given back as downloads only."""

from typing import BinaryIO, cast

from flask import Response, request, url_for
from werkzeug.datastructures import FileStorage

from ipr_compliance import context
from ipr_compliance.api import answers, problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.conditions import seen, version, version_named, writing
from ipr_compliance.api.door import blueprint, takes_a_form
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import EvidencePath, FilePath, OnceIfMatch, RecommendationPath
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.downloads import download
from ipr_compliance.models import EvidenceKind
from ipr_compliance.queries import evidence as files
from ipr_compliance.queries.records import plain
from ipr_compliance.services import evidence
from ipr_compliance.services.inputs import EvidenceInput, WithdrawalInput

_OF = "/recommendations/<id:recommendation_id>/evidence"

_FORM = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "25 MB at most"},
        "kind": {"type": "string", "enum": list(EvidenceKind), "default": EvidenceKind.EVIDENCE},
        "dated_on": {"type": "string", "format": "date", "description": "the document's own date"},
        "version": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    },
}


@blueprint.get(_OF, responses={200: answers.EvidenceList})
def list_evidence(path: RecommendationPath) -> Answered:
    """All files on a recommendation; withdrawn ones are marked."""
    seen(path.recommendation_id)
    rows = files.of(context.reading(), path.recommendation_id)
    items = [{name: plain(getattr(row, name)) for name in answers.Evidence.model_fields} for row in rows]
    return whole(items)


@blueprint.post(
    _OF,
    request_body={"required": True, "content": {"multipart/form-data": {"schema": _FORM}}},
    responses={201: answers.Attached, **problems.CHANGING},
)
@takes_a_form
def add_evidence(path: RecommendationPath, header: OnceIfMatch) -> Answered:
    """Attach a file: evidence of what was done, or (liaisons) a letter of the OIG."""
    file, given = _file(), EvidenceInput.read(_fields())
    with writing(header, path.recommendation_id) as desk:
        stream = cast(BinaryIO, file.stream)
        number = evidence.attach(desk, path.recommendation_id, file.filename or "", stream, given)
        recorded = {"id": number, "version": version(desk, path.recommendation_id)}
    return recorded, 201, {"Location": url_for(".show_evidence", evidence_id=number)}


@blueprint.get("/evidence/<id:evidence_id>", responses={200: answers.A_FILE})
def show_evidence(path: EvidencePath) -> Response:
    """The file itself, always as a download."""
    return download(files.one(context.reading(), context.asker(), path.evidence_id))


@blueprint.post(f"{_OF}/<id:evidence_id>/withdrawal", responses={201: answers.Versioned, **problems.CHANGING})
def withdraw_evidence(path: FilePath, header: OnceIfMatch, body: WithdrawalInput) -> Answered:
    """Take a file back: it proves nothing any more, and stays in the history."""
    with writing(header, path.recommendation_id) as desk:
        evidence.withdraw(desk, path.recommendation_id, path.evidence_id, body.note, body.version)
        return {"version": version(desk, path.recommendation_id)}, 201, {}


def _file() -> FileStorage:
    sent = request.files.getlist("file")
    if not sent:
        raise Invalid("Send the file in the field “file”, with its name.", field="file")
    if others := [name for name in request.files if name != "file"]:
        raise Invalid(f"“{others[0]}” is not a field for a file.", field=others[0])
    if len(sent) > 1:
        raise Invalid("Send one file in a call.", field="file")
    return sent[0]


def _fields() -> dict[str, str]:
    for name, values in request.form.lists():
        if len(values) > 1:
            raise Invalid(f"“{name}” is given twice.", field=name)
    fields = request.form.to_dict()
    named = version_named()
    return {"version": str(named)} | fields if named is not None else fields
