import hashlib
import io
import re
import shutil
import subprocess
from zipfile import ZipFile

import pytest

from ipr_compliance.domain.words import Role, Status
from ipr_compliance.services import evidence
from ipr_compliance.services.inputs import EvidenceInput
from tests.factories import a_desk, a_person, a_recommendation, an_office
from tests.lives import Life
from tests.visitors import log_in

LARGE = bytes(range(256)) * 12_000


@pytest.fixture
def office(database):
    """A recommendation that waits for closure, with files of treacherous names."""
    with database.transaction() as session:
        office = an_office(session)
        life = Life(session, office, component="PLCY", text="Write “it” #down() *now*.").brought_to(
            Status.CLOSURE_REQUESTED
        )
        for name, data in (("../../up.pdf", LARGE), ("evidence.pdf", b"%PDF-1.7 other"), ("no.pdf", b"%PDF-1.7 wrong")):
            evidence.attach(a_desk(session, office), life.id, name, io.BytesIO(data), EvidenceInput(kind="evidence"))
        evidence.withdraw(a_desk(session, office), life.id, 5, "The wrong file.")
        a_recommendation(session, office, component="CBP")
        return office


@pytest.fixture
def policy(database, office, client):
    """Somebody who reads PLCY's records alone."""
    with database.transaction() as session:
        email = a_person(session, office, Role.VIEWER, "PLCY")
    log_in(client, email)
    return client


def words(pdf):
    tool = shutil.which("pdftotext")
    assert tool, "pdftotext is missing: install poppler-utils"
    done = subprocess.run([tool, "-", "-"], input=pdf, capture_output=True, check=True, timeout=60)  # noqa: S603
    return " ".join(done.stdout.decode().split())


def test_the_pdf_tells_what_was_recommended_agreed_and_done(policy):
    answer = policy.get("/recommendations/1/closeout.pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert "closeout-OIG-26-01-1.pdf" in answer.headers["Content-Disposition"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.data
    told = words(answer.data)
    for part in ("Write “it” #down() *now*.", "Write it.", "What was done", "Done.", "Milestones", "Signatures",
                 "(withdrawn November 24, 2026)", "History head", "Departmental audit liaison"):  # fmt: skip
        assert part in told, part
    assert hashlib.sha256(LARGE).hexdigest() in told.replace(" ", "").replace("\u200b", "")


def test_the_package_holds_every_file_that_counts_and_a_list_that_can_be_checked(policy):
    answer = policy.get("/recommendations/1/closeout.zip")
    assert answer.content_type == "application/zip"
    with ZipFile(io.BytesIO(answer.data)) as package:
        assert package.testzip() is None
        names = package.namelist()
        sums = dict(line.split("  ", 1)[::-1] for line in package.read("SHA256SUMS").decode().splitlines())
        assert {name: hashlib.sha256(package.read(name)).hexdigest() for name in names[:-1]} == sums
    assert names[0] == "closeout-OIG-26-01-1.pdf"
    assert all(re.fullmatch(r"evidence/\d\d-[^/]+", name) for name in names[1:-1])
    assert not any(".." in name.split("/") or "no.pdf" in name for name in names)
    assert sum(name.endswith("up.pdf") for name in names) == 1


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_whoever_may_not_read_the_record_gets_nothing(policy, form):
    assert policy.get(f"/recommendations/2/closeout.{form}").status_code == 404
    assert policy.get(f"/recommendations/99/closeout.{form}").status_code == 404


def test_the_record_s_page_leads_to_both(policy):
    page = policy.get("/recommendations/1").text
    assert "/recommendations/1/closeout.pdf" in page
    assert "/recommendations/1/closeout.zip" in page
