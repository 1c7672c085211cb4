from ipr_compliance.database import Database
from ipr_compliance.queries.kept import Kept


def told(kept, database, answer):
    with database.reading() as connection:
        return kept.get(connection, "how many", lambda: answer)


def test_an_answer_is_kept_for_a_state_and_the_question(database):
    kept = Kept(2)
    assert [told(kept, database, answer) for answer in (1, 2)] == [1, 1]


def test_an_answer_of_one_store_is_not_another_s(database):
    kept, other = Kept(2), Database(database.url.render_as_string(hide_password=False))
    assert [told(kept, database, 1), told(kept, other, 2), told(kept, database, 3)] == [1, 2, 1]
    other.engine.dispose()


def test_an_answer_about_a_part_of_the_history_is_kept_under_that_part_s_state(database):
    kept = Kept(2)
    with database.reading() as connection:
        answers = [
            kept.get(connection, "who", lambda one=one: one, state) for one, state in ((1, "a"), (2, "a"), (3, "b"))
        ]
    assert answers == [1, 1, 3]
