from datetime import UTC, datetime

from ipr_compliance.domain.chain import GENESIS
from ipr_compliance.models import Heartbeat
from ipr_compliance.queries import history, pulse
from tests.factories import an_office

BEAT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def test_an_empty_store_has_a_state_and_no_sign_of_life(session):
    assert (pulse.state(session.connection()), pulse.last_beat(session.connection())) == (GENESIS, None)
    assert pulse.newest(session.connection()) == 0


def test_a_writer_sees_each_state_it_makes(session):
    before = pulse.state(session.connection())
    an_office(session)
    session.add(Heartbeat(name="scheduler", at=BEAT))
    session.flush()
    assert pulse.state(session.connection()) == history.head(session.connection()).digest != before
    assert pulse.newest(session.connection()) == history.head(session.connection()).seq
    assert pulse.last_beat(session.connection()) == BEAT


def test_a_reading_asks_once(database, statements):
    with database.reading() as connection:
        statements.clear()
        assert {pulse.state(connection) for _time in range(3)} == {GENESIS}
        pulse.last_beat(connection)
    assert len([one for one in statements if one.startswith("SELECT")]) == 1
