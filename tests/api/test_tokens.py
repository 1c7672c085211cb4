"""What a token may do, how long, and what is noted of its use."""

from datetime import timedelta

import sqlalchemy as sa

from ipr_compliance.domain.words import Role, Status
from ipr_compliance.models import ApiToken
from tests.factories import TODAY


def last_used(database):
    with database.reading() as connection:
        return connection.execute(sa.select(ApiToken.last_used_on)).scalar_one()


def test_a_token_that_reads_only_is_refused_every_write_in_a_sentence(app, a_caller, brought):
    path = brought(Status.OPEN_RESOLVED)
    caller = a_caller(Role.ADMIN, scope="read")
    seen = caller.read(path)
    writes = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in rule.methods & {"POST", "PATCH", "PUT", "DELETE"}
    ]
    assert len(writes) > 10
    for rule, method in writes:
        address = app.url_map.bind("").build(rule.endpoint, dict.fromkeys(rule.arguments, "1"), method=method)
        answer = app.test_client().open(address, method=method, json={}, headers=caller.headers)
        assert answer.status_code == 403, rule
        assert answer.json["detail"] == "This token only reads. Take one that was made to read and write."
    assert caller.read(path) == seen


def test_a_token_stops_working_after_its_last_day_at_the_office(a_caller, clock):
    caller = a_caller(Role.VIEWER, "CBP", expires_on=TODAY)
    clock.at = clock.at.replace(hour=23, minute=59)
    assert caller.get("/components").status_code == 200
    clock.at += timedelta(minutes=1)
    assert caller.get("/components").status_code == 401


def test_the_day_of_the_last_use_is_noted_with_one_write_a_day(viewer, database, clock, statements):
    assert last_used(database) is None
    viewer.get("/components")
    assert last_used(database) == TODAY
    statements.clear()
    clock.at += timedelta(hours=1)
    viewer.get("/components")
    assert not [sent for sent in statements if sent.startswith("UPDATE")]
    clock.at += timedelta(days=1)
    viewer.get("/components")
    assert last_used(database) == TODAY + timedelta(days=1)
