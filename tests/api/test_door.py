import pytest
from flask import Flask

from ipr_compliance.database import Database
from ipr_compliance.models import ApiToken
from tests.api.conftest import Caller
from tests.factories import NOW

UPDATES = "/recommendations/1/updates"


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz", "Bearer \ud800", "x" * 5000])
def test_without_a_valid_token_nothing_is_answered(app: Flask, header: str | None) -> None:
    headers = {"Authorization": header.encode("utf-8", "replace").decode("latin-1")} if header else {}

    answer = app.test_client().get("/api/v1/recommendations", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json["status"] == 401


def test_a_revoked_token_opens_nothing(liaison: Caller, database: Database) -> None:
    assert liaison.get("/components").status_code == 200
    with database.transaction(recorded=False) as session:
        token = session.get_one(ApiToken, 1)
        token.revoked_at = NOW
        session.add(token)

    assert liaison.get("/components").status_code == 401


def test_the_description_of_the_api_is_public(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json["openapi"] == "3.1.0"
    assert "/api/v1/recommendations/{recommendation_id}" in answer.json["paths"]


@pytest.mark.parametrize("path", ["/nix", "/recommendations/abc", "/recommendations/-1", "/recommendations/1/", "/"])
def test_an_unknown_address_answers_a_problem_document(liaison: Caller, path: str) -> None:
    answer = liaison.get(path)

    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.json["title"] == "Not Found"


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30, "9" * 5000, "٣"])
def test_a_number_that_no_record_can_have_is_not_found(liaison: Caller, number: object) -> None:
    assert liaison.get(f"/recommendations/{number}").status_code == 404
    assert liaison.post(f"/recommendations/{number}/updates", json={"note": "x", "version": 1}).status_code == 404


def test_another_method_is_refused_with_those_that_are_taken(app: Flask) -> None:
    answer = app.test_client().delete("/api/v1/recommendations")

    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "POST" in answer.headers["Allow"]


def test_an_error_of_ours_is_logged_and_told_without_its_words(
    app: Flask, liaison: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_options: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setitem(app.view_functions, "api.list_components", broken)

    answer = liaison.get("/components")

    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret of the house" not in answer.text
    assert "secret of the house" in caplog.text


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe{\x00}\x00", "application/json", 400),
        (b"[" * 3000, "application/json", 400),
        (b'{"note": "\\ud800", "version": 1}', "application/json", 400),
        (b'{"version": NaN}', "application/json", 400),
        (b'{"version": 1, "version": 2}', "application/json", 400),
        (b'{"version": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b"note=x", "application/x-www-form-urlencoded", 415),
        (b"{}", "", 415),
        (b'{"note": "' + b"x" * 2**20 + b'"}', "application/json", 413),
        (b"[]", "application/json", 422),
        (b'"{}"', "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"version": 1e999}', "application/json", 422),
    ],
)
def test_a_body_that_is_not_one_plain_object_is_refused(
    liaison: Caller, body: bytes, content_type: str, status: int
) -> None:
    answer = liaison.post(UPDATES, data=body, content_type=content_type)

    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.json["status"] == status


def test_nul_in_an_address_is_refused(liaison: Caller) -> None:
    assert liaison.get("/reports/%00").status_code == 400
    assert liaison.get("/recommendations", q="a\0b").status_code == 400


def test_answers_are_not_kept_by_caches(liaison: Caller) -> None:
    assert liaison.get("/components").headers["Cache-Control"] == "no-store"
