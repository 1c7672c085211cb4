"""Answers of the API and static files are compressed for who takes gzip; pages, which hold tokens, never are."""

import gzip

import pytest

from ipr_compliance.domain.words import Role
from tests.factories import a_person, an_office
from tests.setup.databases import Databases
from tests.visitors import log_in

GZIP = {"Accept-Encoding": "gzip, deflate"}


@pytest.fixture
def databases(sqlite_files) -> Databases:
    """One engine is enough: what is compressed has been made already."""
    return sqlite_files


@pytest.mark.parametrize("path", ["/static/css/site.css", "/api/v1/openapi.json"])
def test_the_same_bytes_come_in_fewer(client, path):
    plain, packed = client.get(path, buffered=True), client.get(path, headers=GZIP, buffered=True)
    assert (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == packed.content_length < len(plain.data) / 2
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_file_that_the_browser_has_is_not_sent_again(client):
    packed = client.get("/static/css/site.css", headers=GZIP, buffered=True)
    again = client.get("/static/css/site.css", headers=GZIP | {"If-None-Match": packed.headers["ETag"]}, buffered=True)
    assert again.status_code == 304


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0"])
def test_who_does_not_take_gzip_gets_none(client, accepted):
    answer = client.get("/static/css/site.css", headers={"Accept-Encoding": accepted}, buffered=True)
    assert "Content-Encoding" not in answer.headers


def test_small_answers_and_parts_of_files_stay_as_they_are(client):
    assert "Content-Encoding" not in client.get("/api/v1/reports", headers=GZIP, buffered=True).headers
    part = client.get("/static/css/site.css", headers=GZIP | {"Range": "bytes=0-2000"}, buffered=True)
    assert (part.status_code, "Content-Encoding" in part.headers) == (206, False)


def test_a_page_with_a_form_is_never_compressed(client, database):
    with database.transaction() as session:
        email = a_person(session, an_office(session), Role.ADMIN)
    log_in(client, email)
    for path in ("/", "/account", "/recommendations?q=x", "/login"):
        assert "Content-Encoding" not in client.get(path, headers=GZIP, buffered=True).headers
