from datetime import timedelta

import sqlalchemy as sa

from ipr_compliance.factory import create_app
from ipr_compliance.models import Heartbeat
from ipr_compliance.settings import Settings


def test_the_process_lives(client):
    assert client.get("/healthz").json == {"status": "ok"}


def test_ready_with_the_newest_schema_and_no_scheduler_yet(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok", "database": "reachable", "schema": "current", "scheduler_heartbeat_age_seconds": None,
    }  # fmt: skip


def test_the_age_of_the_newest_heartbeat_is_told(client, database, clock):
    with database.transaction(recorded=False) as session:
        session.add(Heartbeat(name="one", at=clock.now() - timedelta(minutes=9)))
        session.add(Heartbeat(name="two", at=clock.now() - timedelta(seconds=90)))
    assert client.get("/readyz").json["scheduler_heartbeat_age_seconds"] == 90


def test_not_ready_before_the_newest_migration(client, database):
    with database.transaction(recorded=False) as session:
        session.connection().execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "ipr migrate" in answer.json["schema"]


def test_not_ready_without_a_database(tmp_path):
    missing = Settings(database_url=f"sqlite:///{tmp_path}/none/at/all", secret_key="a secret for the tests only")
    app = create_app(missing)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["database"]) == (503, "unreachable")
    app.extensions["ipr"].database.engine.dispose()
