import re
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import deliver, remind
from ipr_compliance.models import Heartbeat, JobRun, RefusedAddress
from ipr_compliance.program import Program
from tests.factories import TODAY, a_person, a_recommendation, a_report, an_office
from tests.visitors import log_in


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_report(session, office, issued_on=TODAY - timedelta(days=10))
        for component, days in (("PLCY", -1), ("PLCY", 0), ("CBP", 30), ("CBP-OT", -9)):
            due_on = TODAY + timedelta(days=days)
            a_recommendation(session, office, component=component, due_on=due_on, text="We recommend secrecy.")
    return office


def samples(client):
    """What is told, as {name: {values of labels: figure}}."""
    told = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            told.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return told


def test_anybody_reads_figures_in_the_format_of_prometheus(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")


@pytest.mark.usefixtures("office")
def test_open_and_overdue_are_told_by_component_each_record_once(client):
    told = samples(client)
    assert told["ipr_recommendations_open"] == {
        ("DHS",): 0, ("PLCY",): 2, ("CBP",): 1, ("CBP-OT",): 1, ("CBP-OFO",): 0,
    }  # fmt: skip
    assert told["ipr_recommendations_overdue"] == {
        ("DHS",): 0, ("PLCY",): 1, ("CBP",): 0, ("CBP-OT",): 1, ("CBP-OFO",): 0,
    }  # fmt: skip


def test_a_scheduler_that_never_ran_is_infinitely_late(client, database, clock):
    assert samples(client)["ipr_scheduler_heartbeat_age_seconds"][()] == float("inf")
    with database.transaction(recorded=False) as session:
        session.add(Heartbeat(name="scheduler", at=clock.now() - timedelta(seconds=90)))
    assert samples(client)["ipr_scheduler_heartbeat_age_seconds"][()] == 90


def test_the_age_of_the_newest_backup_is_told(client, database, clock):
    assert samples(client)["ipr_backup_age_seconds"][()] == float("inf")
    with database.transaction(recorded=False) as session:
        for hours, job in ((30, "backup"), (6, "backup"), (1, "backup-failed"), (2, "remind")):
            made = clock.now() - timedelta(hours=hours)
            session.add(JobRun(job=job, for_day=made.date(), done_at=made))
    assert samples(client)["ipr_backup_age_seconds"][()] == 6 * 3600


@pytest.mark.usefixtures("office")
def test_what_waits_for_a_sender_is_told_with_how_long(client, database, settings, clock):
    program = Program(settings, database, clock)
    planned = remind.run(program, TODAY)
    clock.at += timedelta(minutes=3)
    told = samples(client)
    assert told["ipr_outbox_messages"][()] == planned
    assert told["ipr_scheduler_lag_seconds"][()] >= 180
    deliver.run(program)
    told = samples(client)
    assert (told["ipr_outbox_messages"][()], told["ipr_scheduler_lag_seconds"][()]) == (0, 0)
    assert told["ipr_deliveries"] == {
        ("planned",): 0, ("sent",): planned, ("failed",): 0, ("cancelled",): 0, ("skipped",): 0,
    }  # fmt: skip


def test_addresses_that_refuse_mail_are_counted_and_not_named(client, database, clock):
    with database.transaction(recorded=False) as session:
        session.add(RefusedAddress(address="gone@cbp.example", since=clock.now(), words="550 Gone"))
    assert samples(client)["ipr_refusing_addresses"][()] == 1
    assert "gone@" not in client.get("/metrics").text


def test_requests_are_counted_by_route_method_and_status(client, database, office):
    with database.transaction() as session:
        email = a_person(session, office, Role.VIEWER)
    log_in(client, email)
    for path in ("/recommendations/1", "/recommendations/2", "/recommendations/99"):
        client.get(path)
    counted = samples(client)["ipr_http_requests_total"]
    route = "/recommendations/<id:recommendation_id>"
    assert (counted["GET", route, "200"], counted["GET", route, "404"]) == (2, 1)
    assert samples(client)["ipr_http_request_duration_seconds_count"]["GET", route] == 3


def test_what_a_visitor_types_becomes_no_label(client):
    client.get("/a-secret/<script>?token=hidden-word")
    client.open("/healthz", method="INVENTED")
    client.get("/calendar/a-private-token.ics")
    text = client.get("/metrics").text
    for word in ("secret", "script", "hidden-word", "INVENTED", "a-private-token"):
        assert word not in text
    assert 'route="none"' in text
    assert 'method="other"' in text


@pytest.mark.usefixtures("office")
def test_nothing_of_a_record_is_told(client):
    text = client.get("/metrics").text
    assert not re.search("secrecy|OIG-26|@", text)


def test_a_request_that_is_refused_before_it_begins_is_counted_too(client):
    assert client.get("/?component=%00").status_code == 400
    told = samples(client)["ipr_http_requests_total"]
    assert told[("GET", "/", "400")] == 1
