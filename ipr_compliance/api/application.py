"""The Flask application: what goes wrong below /api/ is answered as a problem document, also where no route matched."""

import sys
from collections.abc import Callable
from typing import Any

from flask import Response, got_request_exception, request
from flask_openapi.openapi import OpenAPI
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError
from werkzeug.routing import BaseConverter

from ipr_compliance.api import problems
from ipr_compliance.api.questions import DIGITS
from ipr_compliance.domain.refusal import Refused

PREFIX = "/api/"

CACHED_SECONDS = 24 * 60 * 60
FAR_FUTURE_SECONDS = 365 * 24 * 60 * 60
"""How long a browser keeps a static file: a day, and for good one whose address changes with its content."""


class RecordId(BaseConverter):
    """A record's number in an address; what no record can have is not found, rather than an error of the database.

    Its pattern alone decides: what a converter refuses later is told as a method that the address does not take.
    """

    regex = f"[0-9]{{1,{DIGITS}}}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)


class Application(OpenAPI):
    """Pages keep the error handlers they register; programs that call the API get problem documents instead."""

    def preprocess_request(self) -> Any:
        """Refuse NUL in any address: no text of ours has it, and PostgreSQL fails where it meets it."""
        if "\0" in request.path or b"%00" in request.query_string:
            raise BadRequest("The address contains a NUL character.")
        return super().preprocess_request()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: nothing here is asynchronous, and Flask would look at every function of every request for that."""
        return func

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """How long a browser keeps a file: static ones only, no record's."""
        if request.endpoint != "static":
            return None
        return FAR_FUTURE_SECONDS if "v" in request.args else CACHED_SECONDS

    def handle_user_exception(self, e: Exception) -> Any:
        """Answer a refusal or an HTTP error of the API."""
        if _is_api():
            if isinstance(e, Refused):
                return problems.of_refusal(e)
            if isinstance(e, HTTPException) and e.code is not None and e.code >= 400:
                return problems.of_http(e)
        return super().handle_user_exception(e)

    def handle_exception(self, e: Exception) -> Response:
        """Log what was not expected, as Flask does; the API answers without a page."""
        if not _is_api():
            return super().handle_exception(e)
        got_request_exception.send(self, _async_wrapper=self.ensure_sync, exception=e)
        if self.testing:
            raise e
        self.log_exception(sys.exc_info())
        return self.finalize_request(problems.of_http(InternalServerError()), from_error_handler=True)


def _is_api() -> bool:
    return request.path.startswith(PREFIX)
