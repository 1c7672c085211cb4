import csv
import io

from ipr_compliance.domain.words import Role
from tests.factories import a_person, a_recommendation, an_office, an_update
from tests.visitors import log_in


def taken(client, recommendation_id):
    answer = client.get(f"/recommendations/{recommendation_id}/history.csv", buffered=True)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_history_is_taken_away_whole_and_without_formulas(client, database):
    with database.transaction() as session:
        office = an_office(session)
        recommendation_id = a_recommendation(session, office)
        an_update(session, office, recommendation_id, note="=1+1", percent_complete=40)
        email = a_person(session, office, Role.VIEWER, "CBP")
    log_in(client, email)
    rows = taken(client, recommendation_id)
    assert (rows[0]["kind"], rows[0]["note"], rows[0]["field"], rows[0]["to"]) == (
        "update",
        "'=1+1",
        "percent_complete",
        "40",
    )
    assert {row["kind"] for row in rows} == {"update", "entered"}


def test_a_stranger_takes_nothing_away(client, database):
    with database.transaction() as session:
        office = an_office(session)
        recommendation_id = a_recommendation(session, office)
        email = a_person(session, office, Role.ADMIN, "PLCY")
    log_in(client, email)
    assert client.get(f"/recommendations/{recommendation_id}/history.csv").status_code == 404
