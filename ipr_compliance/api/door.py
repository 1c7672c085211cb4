"""Every call comes through here: a token says who asks, and a body is read strictly before anything else reads it."""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from flask import Response, current_app, g, request
from flask_openapi.blueprint import APIBlueprint
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized, UnsupportedMediaType

from ipr_compliance import context
from ipr_compliance.api import conditions, problems, strict
from ipr_compliance.api.rate import WINDOW, Count, Rate
from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.logins import one_place
from ipr_compliance.domain.refusal import Invalid, NotAllowed
from ipr_compliance.domain.words import TokenScope
from ipr_compliance.queries import people
from ipr_compliance.services import tokens

LONGEST_BODY = 2**20
LONGEST_FORM = 32 * 2**20
"""Well over what a file may have, so that one that is somewhat too large is read and answered in a sentence."""

RATE = "ipr_rate"

_READING = frozenset({"GET", "HEAD", "OPTIONS"})

blueprint = APIBlueprint(
    "api",
    __name__,
    url_prefix="/api/v1",
    abp_security=[{"token": []}],
    abp_responses=problems.documented(400, 401, 404, 422, 429),
)


View = TypeVar("View", bound=Callable[..., Any])
_FORMS: set[str] = set()


def takes_a_form(view: View) -> View:
    """Let a call take a form with files, by multipart/form-data, instead of JSON."""
    _FORMS.add(f"{blueprint.name}.{view.__name__}")
    return view


@blueprint.before_request
def _let_in() -> None:
    """Find out who asks, from the token's digest; the token itself is kept nowhere."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    digest = digest_of(secret.strip())
    today = context.today()
    found = people.by_token(context.reading(), digest, today) if kind.lower() == "bearer" else None
    if found is None:
        _count("address", one_place(request.remote_addr or ""))
        challenge = WWWAuthenticate("bearer", {"realm": "OIG recommendation compliance tracker"})
        raise Unauthorized("Send a valid token: “Authorization: Bearer TOKEN”.", www_authenticate=challenge)
    _count("token", digest)
    context.sign_in(found.asker, found.tree)
    if found.scope is TokenScope.READ and request.method not in _READING:
        raise NotAllowed("This token only reads. Take one that was made to read and write.")
    if found.last_used_on != today:
        context.let_go()
        with context.program().database.transaction(recorded=False) as session:
            tokens.used(session, found.token_id, today)


def _count(what: str, caller: str) -> None:
    """Count the call where calls are limited; those without a valid token by where they come from."""
    rate: Rate | None = current_app.extensions[RATE]
    if rate is None:
        return
    g.counted = what, (count := rate.count(f"{what} {caller}", context.program().now()))
    if count.refused:
        whose = "This token" if what == "token" else "Your address"
        raise TooManyRequests(f"{whose} has made its calls for this minute.", retry_after=count.seconds)


blueprint.after_request(conditions.name)


@blueprint.after_request
def _tell_what_is_left(response: Response) -> Response:
    """Say it in the fields that the HTTP working group of the IETF drafts (draft-ietf-httpapi-ratelimit-headers)."""
    if "counted" in g:
        what, count = cast("tuple[str, Count]", g.counted)
        response.headers["RateLimit-Policy"] = f'"{what}";q={count.limit};w={WINDOW}'
        response.headers["RateLimit"] = f'"{what}";r={count.left};t={count.seconds}'
    return response


@blueprint.before_request
def _read_body() -> None:
    """Refuse a body that is too long, of another type, or not one JSON object."""
    if request.method not in {"POST", "PUT", "PATCH"}:
        return
    if request.endpoint in _FORMS:
        _open_form()
        return
    if not request.content_length and not request.content_type:
        return  # a call that needs to say nothing more; what it lacks, if anything, is found where it is read
    if not request.is_json:
        raise UnsupportedMediaType("Send the body as application/json.")
    request.max_content_length = LONGEST_BODY
    if not isinstance(strict.parse(request.get_data(cache=True)), dict):
        raise Invalid("The body must be a JSON object.")
    named = conditions.version_named()
    if named is not None and "version" in _asked(request.endpoint, "body"):
        request.get_json().setdefault("version", named)  # the object that the call's model is made from


@blueprint.before_request
def _read_query() -> None:
    """Refuse parameters of a call that has none; one that has some refuses others by its model."""
    if request.args and not _asked(request.endpoint, "query"):
        name = next(iter(request.args))
        raise Invalid(f"“{name}” is not a parameter here.", field=name)


@cache
def _asked(endpoint: str | None, part: str) -> frozenset[str]:
    """The names that a call takes in its body or query."""
    view = inspect.signature(current_app.view_functions[endpoint or ""])
    model = view.parameters[part].annotation if part in view.parameters else None
    return frozenset(model.model_fields) if model else frozenset()


def _open_form() -> None:
    """Read the form: what is long in it goes to disk, while nobody waits for a database."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("Send the file as multipart/form-data.")
    request.max_content_length = LONGEST_FORM
    context.let_go()
    _ = request.files
