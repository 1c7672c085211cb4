from datetime import timedelta

import pytest

from ipr_compliance.program import Program
from ipr_compliance.settings import Settings
from tests.factories import TODAY, a_recommendation, a_report, an_office
from tests.setup.mailbox import mail_server


@pytest.fixture
def program(settings, database, clock):
    return Program(settings, database, clock)


@pytest.fixture
def box():
    with mail_server() as box:
        yield box


@pytest.fixture
def sending(settings, database, clock, box):
    """The program with a mail server."""
    values = settings.model_dump() | {"smtp_url": f"smtp://127.0.0.1:{box.port}"}
    return Program(Settings(**values), database, clock)


@pytest.fixture
def office(database):
    """Three officials of DHS, which has no mailbox, with an item each: overdue, due today, due in a week."""
    with database.transaction() as session:
        office = an_office(session)
        a_report(session, office, issued_on=TODAY - timedelta(days=10))
        for number, days in enumerate((-3, 0, 7), start=1):
            a_recommendation(
                session, office, component="DHS", due_on=TODAY + timedelta(days=days),
                responsible_email=f"official{number}@cbp.example",
            )  # fmt: skip
    return office
