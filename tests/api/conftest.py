"""Programs that call the API, each with the token of somebody with known rights."""

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.test import EnvironBuilder, TestResponse, encode_multipart

from ipr_compliance.database import Database
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.services import tokens
from ipr_compliance.settings import Settings
from tests.factories import NOW, TODAY, Office, a_person, an_office
from tests.lives import Life


@pytest.fixture
def settings(database_url: str, address: str, tmp_path: Path) -> Settings:
    """Settings with which nobody is slowed down: the clock of the tests stands still."""
    return Settings(home=tmp_path, database_url=database_url, base_url=address, env="development")


@pytest.fixture
def office(database: Database) -> Office:
    """The components, and somebody who may do everything."""
    with database.transaction() as session:
        return an_office(session)


@dataclass
class Caller:
    """A program with a token."""

    app: Flask
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.app.test_client().get(f"/api/v1{path}", query_string=query or None, headers=self.headers)

    def post(self, path: str, key: str | None = None, **options: Any) -> TestResponse:
        headers = self.headers | ({"Idempotency-Key": key} if key is not None else {})
        return self.app.test_client().post(f"/api/v1{path}", headers=headers, **options)

    def patch(self, path: str, **options: Any) -> TestResponse:
        return self.app.test_client().patch(f"/api/v1{path}", headers=self.headers, **options)

    def move(self, path: str, **told: Any) -> TestResponse:
        """Post to a recommendation, at the version that it has."""
        version = self.read("/".join(path.split("/")[:3]))["version"]
        return self.post(path, json={"version": version, **told})

    def attach(
        self, path: str, data: bytes = b"%PDF-1.7 shown", name: str = "a.pdf", key: str | None = None, **told: Any
    ) -> TestResponse:
        """Send a file to a recommendation."""
        return self.send(f"{path}/evidence", {"file": (io.BytesIO(data), name), **told}, key)

    def send(self, path: str, form: dict[str, Any], key: str | None = None) -> TestResponse:
        """Post a form. It is put together here: the client would leave a file of its own open."""
        with contextlib.closing(EnvironBuilder(method="POST", data=form)) as builder:
            boundary, body = encode_multipart(CombinedMultiDict([builder.form, builder.files]))
        return self.post(path, key, data=body, content_type=f"multipart/form-data; boundary={boundary}")

    def read(self, path: str, **query: Any) -> Any:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json


Making = Callable[..., Caller]


@pytest.fixture
def a_caller(app: Flask, database: Database, office: Office) -> Making:
    """Makes a program whose token acts with a role for the named components."""

    def make(role: Role, *codes: str, **token: Any) -> Caller:
        email = f"{'.'.join((role, *codes))}@dhs.example".lower()
        with database.transaction() as session:
            a_person(session, office, role, *codes, email=email)
            secret = tokens.add(
                session, email, tokens.TokenInput(name="tests", **token), by=office.keeper, today=TODAY, now=NOW
            )
        return Caller(app, secret)

    return make


@pytest.fixture
def liaison(a_caller: Making) -> Caller:
    """Keeps the records of CBP and those below it."""
    return a_caller(Role.LIAISON, "CBP")


@pytest.fixture
def manager(a_caller: Making) -> Caller:
    """Reports on the records of CBP."""
    return a_caller(Role.PROGRAM_MANAGER, "CBP")


@pytest.fixture
def viewer(a_caller: Making) -> Caller:
    """Reads the records of CBP."""
    return a_caller(Role.VIEWER, "CBP")


@pytest.fixture
def stranger(a_caller: Making) -> Caller:
    """Keeps the records of PLCY, and none of CBP's."""
    return a_caller(Role.LIAISON, "PLCY")


@pytest.fixture
def departmental(a_caller: Making) -> Caller:
    """The departmental liaison: keeps the records of all."""
    return a_caller(Role.LIAISON, "DHS")


@pytest.fixture
def admin(a_caller: Making) -> Caller:
    """May do everything, to the records of all."""
    return a_caller(Role.ADMIN)


@pytest.fixture
def brought(database: Database, office: Office) -> Callable[..., str]:
    """Makes a recommendation that has come to a status; answers its path."""

    def bring(status: Status, **facts: Any) -> str:
        with database.transaction() as session:
            return f"/recommendations/{Life(session, office, **facts).brought_to(status).id}"

    return bring
