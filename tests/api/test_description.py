"""The OpenAPI document and the page for people that is made of it."""

import re

import pytest
from pydantic import BaseModel

from ipr_compliance.api import answers, examples, problems, questions
from ipr_compliance.domain.words import Role
from ipr_compliance.services import aliases, components, document_inputs, inputs, office_inputs
from tests.factories import a_person, an_office
from tests.visitors import log_in

MODULES = (inputs, office_inputs, document_inputs, aliases, components, answers, problems, questions)


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json


def calls(document):
    return [(path, method, call) for path, found in document["paths"].items() for method, call in found.items()]


@pytest.mark.parametrize("name", examples.EXAMPLES)
def test_every_example_is_one(name):
    model = next(getattr(module, name) for module in MODULES if hasattr(module, name))
    assert issubclass(model, BaseModel)
    model.model_validate(examples.EXAMPLES[name])


def test_every_body_has_an_example_and_every_call_a_sentence_and_a_group(document):
    schemas = document["components"]["schemas"]
    for path, method, call in calls(document):
        assert call["summary"].endswith("."), path
        assert len(call["tags"]) == 1
        body = call.get("requestBody", {}).get("content", {}).get("application/json")
        if body:
            assert schemas[body["schema"]["$ref"].rpartition("/")[2]]["examples"], (method, path)
        assert "X-Request-Id" in call["responses"]["401"]["headers"]


def test_the_page_tells_every_call_and_needs_nothing_from_outside(client, document):
    page = client.get("/api").text
    for path, method, _call in calls(document):
        assert f"<code>{method.upper()} {path}</code>" in page
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert "<script>" not in page
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))


def test_who_is_logged_in_keeps_the_header(client, database):
    with database.transaction() as session:
        email = a_person(session, an_office(session), Role.VIEWER)
    log_in(client, email)
    assert "Log out" in client.get("/api").text
