"""For the machines that watch this one: does the process live, and can it do its work?"""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from ipr_compliance import context, schema
from ipr_compliance.queries import heartbeats

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Database reachable and its schema the newest? A silent scheduler is told but does not stop the pages."""
    try:
        connection = context.reading()
        current = schema.is_current(connection)
        beat = heartbeats.last(connection) if current else None
    except DBAPIError:
        return {"status": "unavailable", "database": "unreachable"}, 503
    answer = {
        "status": "ok" if current else "unavailable",
        "database": "reachable",
        "schema": "current" if current else "not current: run “ipr migrate”",
        "scheduler_heartbeat_age_seconds": beat and int((context.program().now() - beat).total_seconds()),
    }
    return answer, 200 if current else 503
