import hashlib
import io

import pytest

from ipr_compliance.domain.words import Role
from ipr_compliance.downloads import attachment, told_type
from ipr_compliance.services import evidence
from ipr_compliance.services.inputs import EvidenceInput
from tests.factories import a_desk, a_person, a_recommendation, an_office
from tests.visitors import log_in, send

LETTER = b"%PDF-1.7 " + b"x" * 3_000_000
NAME = 'Ärger "§ 4"; a\\b/../2026.pdf'


@pytest.fixture
def store(database):
    with database.transaction() as session:
        office = an_office(session)
        office.record = a_recommendation(session, office)
        office.file = evidence.attach(
            a_desk(session, office), office.record, NAME, io.BytesIO(LETTER), EvidenceInput.read({})
        )
        a_person(session, office, Role.PROGRAM_MANAGER, "CBP-OT", email="manager@dhs.example")
        a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email="other@dhs.example")
    return office


@pytest.fixture
def manager(store, client):  # noqa: ARG001  # the person is one of the store
    log_in(client, "manager@dhs.example")
    return client


def upload(client, store, data, name="a.pdf", **fields):
    page = f"/recommendations/{store.record}"
    answer = send(client, f"{page}/evidence", page=page, version=1, file=(io.BytesIO(data), name), **fields)
    answer.request.environ["wsgi.input"].close()  # the test client's own, which keeps what it sends in a file
    return answer


def test_a_file_comes_back_byte_for_byte_and_always_as_a_download(manager, store):
    answer = manager.get(f"/evidence/{store.file}")
    assert answer.data == LETTER
    assert answer.content_length == len(LETTER)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"


def test_a_file_of_a_record_that_is_not_mine_is_not_there(store, client):
    log_in(client, "other@dhs.example")
    for number in (store.file, 999, 2**31, 10**30):
        assert client.get(f"/evidence/{number}").status_code == 404


def test_nobody_downloads_without_a_login(store, client):
    assert client.get(f"/evidence/{store.file}").status_code == 303


def test_the_record_tells_the_file_s_size_digest_and_sender(manager, store):
    page = manager.get(f"/recommendations/{store.record}").text
    assert f'href="/evidence/{store.file}"' in page
    assert hashlib.sha256(LETTER).hexdigest()[:12] in page
    assert "3.0 MB" in page


def test_a_withdrawn_file_stays_marked_and_can_still_be_read(manager, store):
    page = f"/recommendations/{store.record}"
    send(manager, f"{page}/evidence/{store.file}/withdrawal", page=page, version=1, note="The wrong file.")
    assert "<strong>Withdrawn</strong> on November 24, 2026" in manager.get(page).text
    assert manager.get(f"/evidence/{store.file}").status_code == 200


@pytest.mark.parametrize("size", [25 * 1024**2 + 1, 33 * 1024**2])
def test_a_file_that_is_too_large_is_refused_in_a_sentence(manager, store, size):
    answer = upload(manager, store, b"\0" * size)
    assert answer.status_code == 413
    assert "MB" in answer.text


def test_a_file_of_the_largest_size_is_taken(manager, store):
    assert upload(manager, store, b"\0" * 25 * 1024**2).status_code == 303


@pytest.mark.parametrize(("data", "name"), [(b"", "a.pdf"), (b"x", ""), (b"x", "\n\t")])
def test_what_is_no_file_is_said_at_its_field(manager, store, data, name):
    answer = upload(manager, store, data, name)
    assert answer.status_code == 422
    assert 'href="#evidence-file"' in answer.text
    assert 'id="evidence-file"' in answer.text


def test_a_manager_attaches_no_letter_of_the_oig(manager, store):
    assert upload(manager, store, b"x", kind="letter").status_code == 403
    assert "Letter of the OIG" not in manager.get(f"/recommendations/{store.record}").text


def test_a_page_that_poses_as_a_document_is_neither_run_nor_named_so(manager, store):
    answer = upload(manager, store, b"<!DOCTYPE html><script>alert(1)</script>", "<script>.pdf")
    page = manager.get(answer.location).text
    assert "&lt;script&gt;.pdf" in page
    assert "<script>.pdf" not in page
    found = manager.get(f"/evidence/{store.file + 1}")
    assert found.mimetype in {"text/plain", "application/octet-stream"}


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/javascript", "text/xml"])
def test_what_a_browser_might_run_is_told_as_bytes(media_type):
    assert told_type(media_type) == "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("plan.pdf", "attachment; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf"),
        ("Ä 1.pdf", "attachment; filename=\"A 1.pdf\"; filename*=UTF-8''%C3%84%201.pdf"),
        ("報告", "attachment; filename=\"file\"; filename*=UTF-8''%E5%A0%B1%E5%91%8A"),
        ('a"b\\c;%.pdf', "attachment; filename=\"a_b_c__.pdf\"; filename*=UTF-8''a%22b%5Cc%3B%25.pdf"),
    ],
)
def test_a_download_keeps_its_name(name, header):
    assert attachment(name) == header
