"""The example client of the documents, run as its reader runs it, against the program as it is served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ipr_compliance.domain.words import Role
from tests.setup.tracker import Tracker

CLIENT = Path(__file__).parents[2] / "docs" / "examples" / "client.py"
REPORT = """report_number,report_title,issued_on,number,text,component,agreement,status,due_on
OIG-26-31,Cargo,2026-01-15,1,Write the procedure down.,CBP-OT,concur,open-resolved,2026-09-30
OIG-26-31,Cargo,2026-01-15,2,Train the officers.,CBP-OT,concur,open-unresolved,2030-09-30
"""


@pytest.fixture
def tracker(tmp_path, database_url):
    installed = Tracker(tmp_path / "home", IPR_DATABASE_URL=database_url)
    server = installed.served()
    server.stdout.readline()
    yield installed
    server.terminate()
    server.communicate()


@pytest.fixture
def client(tracker, tmp_path, a_caller):
    shown = tmp_path / "procedure.pdf"
    shown.write_bytes(b"%PDF-1.7 the procedure")
    own = {"IPR_URL": tracker.address, "IPR_TOKEN": a_caller(Role.LIAISON, "CBP-OT").secret, "PATH": os.environ["PATH"]}

    def run(table):
        report = tmp_path / "report.csv"
        report.write_text(table)
        command = (sys.executable, "-I", str(CLIENT), str(report), str(shown))
        return subprocess.run(command, env=own, capture_output=True, text=True, check=False)  # noqa: S603 - our own

    return run


def test_the_example_imports_reports_on_asks_for_closure_and_reads_the_figures(client):
    refused = client(REPORT.replace("Train the officers.,CBP-OT", "Train the officers.,FEMA"))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Line 3, component: ")

    ran = client(REPORT)

    assert ran.stderr == ""
    imported, closure, figures = ran.stdout.splitlines()
    assert imported == "Imported: 2 new, 0 changed, 0 unchanged."
    assert closure == "OIG-26-31 no. 1: closure-requested, whose move: oig."
    assert figures.startswith("2 open, 1 overdue on ")
