import io
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.api.door import LONGEST_FORM
from ipr_compliance.domain.words import Status
from ipr_compliance.services.evidence import SIZE_LIMIT
from tests.api.conftest import Caller
from tests.api.test_schema import BOUNDED

S = Status
PDF = b"%PDF-1.7 shown"
FIELD = b"--b\r\nContent-Disposition: form-data; name=kind\r\n\r\n"
LINES = [
    b"--b", b"--b--", b"", b'Content-Disposition: form-data; name="file"; filename="a"', b"Content-Type: x/y",
    b'Content-Disposition: form-data; name="kind"', b"Content-Type: text/plain; charset=utf-7", b"letter",
    b"Content-Disposition: form-data; name*=utf-8''%ff; filename*=x''y", b"Content-Disposition: \xff",
    b"Content-Transfer-Encoding: base64", b"Content-Length: -1",
]  # fmt: skip
FILE, OTHER = (PDF, "a.pdf"), (PDF, "b.pdf")


@pytest.fixture
def at(brought: Any) -> str:
    """A recommendation whose plan is accepted; one file shows something already."""
    return str(brought(S.OPEN_RESOLVED))


def test_a_file_comes_back_as_it_was_sent_and_always_as_a_download(manager: Caller, viewer: Caller, at: str) -> None:
    data = bytes(range(256)) * 10_000

    sent = manager.attach(at, data, "plans/“B” and x.html", dated_on="2026-11-01")

    answer = viewer.get(sent.headers["Location"].removeprefix("/api/v1"))
    assert (sent.status_code, answer.status_code, answer.data == data) == (201, 200, True)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert int(answer.headers["Content-Length"]) == len(data)
    assert viewer.read(f"{at}/evidence")["items"][-1] | {"received_at": ""} == {
        "id": sent.json["id"], "kind": "evidence", "name": "“B” and x.html",
        "media_type": "application/octet-stream", "size": len(data), "sha256": sha256(data).hexdigest(),
        "dated_on": "2026-11-01", "received_at": "", "received_from": "program-manager.cbp@dhs.example (token “tests”)",
        "withdrawn_on": None,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["中.pdf", "ünï✓.pdf", "🙂", 'a"b\\c.pdf', "x;y.pdf"])
def test_whatever_its_name_its_headers_can_be_sent(manager: Caller, at: str, name: str) -> None:
    number = manager.attach(at, PDF, name).json["id"]

    answer = manager.get(f"/evidence/{number}")
    assert answer.status_code == 200
    for value in answer.headers.values():
        value.encode("ascii")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]


def test_the_type_is_found_from_the_content(manager: Caller, at: str) -> None:
    number = manager.attach(at, PDF, "photo.html").json["id"]

    assert manager.get(f"/evidence/{number}").mimetype == "application/pdf"


def test_a_file_without_version_leaves_that_of_others(manager: Caller, at: str) -> None:
    version = manager.read(at)["version"]

    assert manager.attach(at).json["version"] == version
    assert manager.attach(at, version=str(version)).json["version"] == version + 1
    stale = manager.attach(at, version=str(version))
    assert (stale.status_code, stale.json["version"]) == (409, version + 1)


def test_a_letter_is_the_liaisons_to_attach_and_to_withdraw(manager: Caller, liaison: Caller, at: str) -> None:
    assert manager.attach(at, kind="letter").status_code == 403
    letter = liaison.attach(at, kind="letter").json["id"]

    assert manager.post(f"{at}/evidence/{letter}/withdrawal", json={"note": "Not ours."}).status_code == 403
    assert liaison.post(f"{at}/evidence/{letter}/withdrawal", json={"note": "Another report's."}).status_code == 201


def test_a_withdrawn_file_stays_and_is_withdrawn_once(manager: Caller, at: str) -> None:
    file = manager.attach(at).json["id"]
    path = f"{at}/evidence/{file}/withdrawal"

    assert manager.post(path, json={}).json["field"] == "note"
    assert manager.post(path, json={"note": "The wrong file."}).status_code == 201
    assert manager.post(path, json={"note": "The wrong file."}).status_code == 409
    assert manager.post(f"{at}/evidence/999/withdrawal", json={"note": "x"}).status_code == 404
    assert manager.read(f"{at}/evidence")["items"][-1]["withdrawn_on"] == "2026-11-24"
    assert manager.get(f"/evidence/{file}").data == b"%PDF-1.7 shown"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "file"),
        ({"kind": "letter"}, "file"),
        ({"file": "only text"}, "file"),
        ({"file": (b"", "a.pdf")}, "file"),
        ({"file": (PDF, "")}, "file"),
        ({"file": [FILE, OTHER]}, "file"),
        ({"file": FILE, "letter": OTHER}, "letter"),
        ({"file": FILE, "kind": "photo"}, "kind"),
        ({"file": FILE, "kind": ["letter", "evidence"]}, "kind"),
        ({"file": FILE, "dated_on": "2026-11-25"}, "dated_on"),
        ({"file": FILE, "dated_on": "yesterday"}, "dated_on"),
        ({"file": FILE, "version": "0"}, "version"),
        ({"file": FILE, "status": "closed"}, "status"),
    ],
)
def test_a_form_that_cannot_be_meant_is_refused_by_name(
    liaison: Caller, at: str, form: dict[str, Any], field: str
) -> None:
    seen = liaison.read(at)

    answer = liaison.send(f"{at}/evidence", opened(form))

    assert (answer.status_code, answer.json["field"]) == (422, field), answer.text
    assert liaison.read(at) == seen


def opened(form: dict[str, Any]) -> dict[str, Any]:
    """The form with its files opened; sending closes them."""

    def one(value: Any) -> Any:
        return (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value

    return {
        name: [one(part) for part in value] if isinstance(value, list) else one(value) for name, value in form.items()
    }


def test_a_file_of_25_mb_is_taken_and_one_byte_more_is_not(manager: Caller, at: str) -> None:
    largest = b"%PDF" + bytes(SIZE_LIMIT - 4)

    assert manager.attach(at, largest).status_code == 201
    answer = manager.attach(at, largest + b"x")
    assert (answer.status_code, answer.json["field"]) == (413, "file")
    assert manager.attach(at, bytes(LONGEST_FORM)).status_code == 413


@pytest.mark.parametrize(
    ("content_type", "data", "status"),
    [
        ("application/json", b"{}", 415),
        ("application/x-www-form-urlencoded", b"file=x", 415),
        ("", b"", 415),
        ("multipart/form-data", b"--b", 422),
        ("multipart/form-data; boundary=", b"--b", 422),
        ("multipart/form-data; boundary=\xfc", b"--b", 422),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n', 422),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n\r\n--b--", 422),
        ("multipart/form-data; boundary=b", b"x" * 2**20, 413),
        ("multipart/form-data; boundary=b", FIELD + b"x" * 2**20 + b"\r\n--b--", 413),
        ("multipart/form-data; boundary=b", (FIELD + b"\r\n") * 2000 + b"--b--", 413),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused(manager: Caller, at: str, content_type: str, data: bytes, status: int) -> None:
    answer = manager.post(f"{at}/evidence", data=data, content_type=content_type)

    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text


def test_rubbish_instead_of_a_form_is_answered(manager: Caller, at: str) -> None:
    lines = st.sampled_from(LINES) | st.binary(max_size=40)

    @BOUNDED
    @given(st.lists(lines, max_size=12), st.sampled_from([b"\r\n", b"\n"]))
    def send(parts: list[bytes], end: bytes) -> None:
        answer = manager.post(f"{at}/evidence", data=end.join(parts), content_type="multipart/form-data; boundary=b")
        assert answer.status_code in {201, 400, 403, 413, 422}, answer.text

    send()


def test_any_name_of_a_file_is_taken_or_refused(manager: Caller, at: str) -> None:
    @BOUNDED
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
    def send(name: str) -> None:
        answer = manager.attach(at, name=name)
        assert answer.status_code in {201, 422}, answer.text
        if answer.status_code == 201:
            assert manager.get(f"/evidence/{answer.json['id']}").status_code == 200

    send()
