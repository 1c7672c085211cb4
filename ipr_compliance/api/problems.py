"""Errors as problem documents (RFC 9457): what is wrong, in a sentence, and with which field."""

import json
from http import HTTPStatus

from flask import Response
from flask_openapi.types import ResponseDict
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound, Refused, Stale, TooLarge
from ipr_compliance.services.inputs import refusal

MEDIA_TYPE = "application/problem+json"


class Outdated(Stale):
    """The record is no longer what If-Match names (412)."""


# A kind before those that it is one of.
_STATUS: tuple[tuple[type[Refused], int], ...] = (
    (Outdated, 412), (TooLarge, 413), (Invalid, 422), (NotAllowed, 403), (NotFound, 404), (Conflict, 409),
)  # fmt: skip

_SENTENCES = {
    404: "There is no such address.",
    405: "This address does not take that method.",
    413: "The body is longer than this call takes.",
    500: "Something went wrong on our side; it has been logged. Nothing was changed.",
}


class Problem(BaseModel):
    """What every error answers."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    field: str | None = Field(default=None, description="the field or query parameter it is about")
    version: int | None = Field(default=None, description="the record's current version, where the one given is stale")


def answer(status: int, detail: str, *, field: str | None = None, version: int | None = None) -> Response:
    """A problem document; fields that tell nothing are left out."""
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, field=field, version=version)
    body = json.dumps(problem.model_dump(exclude_none=True), ensure_ascii=False)
    return Response(body, status, content_type=MEDIA_TYPE)


def of_refusal(refused: Refused) -> Response:
    """The answer to what a rule refuses."""
    status = next(status for kind, status in _STATUS if isinstance(refused, kind))
    version = refused.version if isinstance(refused, Stale) else None
    return answer(status, refused.message, field=refused.field, version=version)


def of_invalid_input(error: ValidationError) -> Response:
    """The answer to a body or query that does not fit its model."""
    return of_refusal(refusal(error))


def of_http(error: HTTPException) -> Response:
    """The answer to what the web framework refuses."""
    status = error.code or 500
    own_words = error.description if error.description != type(error).description else None
    response = answer(status, own_words or _SENTENCES.get(status) or HTTPStatus(status).phrase)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after", "www-authenticate"}:
            response.headers.add(name, value)
    return response


def documented(*statuses: int) -> ResponseDict:
    """How the OpenAPI document describes these errors."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


WRITING = documented(403, 409, 413, 415)
CHANGING = documented(403, 409, 412, 413, 415)
"""What a call may answer that writes, and one that changes a record of which a version is known."""
