"""What a person does at the pages, through Flask's client: open a form, send it with its token, log in."""

import contextlib
import io
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.test import EnvironBuilder, TestResponse, encode_multipart

from tests.factories import PASSWORD


def form_token(client: FlaskClient, page: str = "/account") -> str:
    """The token in the forms of a page."""
    found = re.search('name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found, f"{page} has no form"
    return found[1]


def send(client: FlaskClient, path: str, *, page: str = "/account", **fields: Any) -> TestResponse:
    """Send a form with the token of the page that it is on."""
    return client.post(path, data={"csrf_token": form_token(client, page), **fields})


def send_file(client: FlaskClient, path: str, content: bytes, name: str, **fields: Any) -> TestResponse:
    """Send a form with a file in it."""
    form = {"csrf_token": form_token(client), "file": (io.BytesIO(content), name), **fields}
    # Put together here: the client would leave a file of its own open.
    with contextlib.closing(EnvironBuilder(method="POST", data=form)) as builder:
        boundary, body = encode_multipart(CombinedMultiDict([builder.form, builder.files]))
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def log_in(client: FlaskClient, email: str, password: str = PASSWORD, **fields: Any) -> TestResponse:
    """Log in as that person; answers what the form answered."""
    return send(client, "/login", page="/login", email=email, password=password, **fields)
