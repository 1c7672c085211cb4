"""A real receiver, and a hook that is told of one record."""

import pytest

from ipr_compliance.domain.words import Role
from ipr_compliance.program import Program
from ipr_compliance.services import webhooks as hooks
from ipr_compliance.services.inputs import WebhookInput
from ipr_compliance.settings import Settings
from tests.factories import a_desk, a_person, a_recommendation, an_office
from tests.jobs.webhooks.calls import OWNER
from tests.setup import receiver as receiving


@pytest.fixture
def receiver():
    with receiving.receiver() as receiver:
        yield receiver


@pytest.fixture
def program(settings, database, clock):
    return Program(Settings(**settings.model_dump() | {"webhooks_private": True}), database, clock)


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.VIEWER, "CBP", email=OWNER)
        return office


@pytest.fixture
def record(database, office):
    with database.transaction() as session:
        return a_recommendation(session, office)


@pytest.fixture
def add(program, office, record):  # noqa: ARG001 - it is there before
    """Adds a hook of the owner's after the record; answers its number and secret."""

    def add(address, component=None):
        given = WebhookInput.read({"address": address, "owner": OWNER, "component": component})
        seal = hooks.seal(program.settings.signing_key())
        with program.database.transaction() as session:
            return hooks.add(a_desk(session, office), given, seal, private=True)

    return add
