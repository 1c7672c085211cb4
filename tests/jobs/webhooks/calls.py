"""What a webhook was told, and what became of it."""

import json

import sqlalchemy as sa

from ipr_compliance.jobs.deliver import Pace
from ipr_compliance.models import Message, MessageState, Webhook
from tests.factories import an_update

OWNER = "systems@dhs.example"
SHORT = Pace(patience=0.3, most=100)
PLANNED, SENT, FAILED, CANCELLED = (
    MessageState.PLANNED, MessageState.SENT, MessageState.FAILED, MessageState.CANCELLED
)  # fmt: skip


def update(program, office, *records):
    with program.database.transaction() as session:
        return [an_update(session, office, record) for record in records]


def deliveries(program):
    with program.database.reading() as connection:
        told = sa.select(Message.state, Message.reason, Message.attempts).where(Message.kind == "webhook")
        return connection.execute(told.order_by(Message.id)).all()


def states(program):
    return [row.state for row in deliveries(program)]


def hook(program):
    with program.database.reading() as connection:
        return connection.execute(sa.select(Webhook.active, Webhook.failures, Webhook.told_seq)).one()


def told(call):
    _path, _headers, body = call
    return [(entry["seq"], entry["recommendation_id"]) for entry in json.loads(body)["data"]["entries"]]


def notices(program):
    with program.database.reading() as connection:
        return list(
            connection.execute(sa.select(Message.text).where(Message.kind == "notice", Message.recipient == OWNER))
            .scalars()
        )  # fmt: skip
