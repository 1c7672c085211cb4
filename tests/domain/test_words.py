from ipr_compliance.domain.words import OPEN_STATUSES, SENTENCES, Agreement, Rhythm, Role, Status, TokenScope, WhoseMove


def test_every_word_has_its_words_for_people():
    assert set(SENTENCES) == {*Agreement, *Status, *WhoseMove, *Role, *Rhythm, *TokenScope}


def test_what_is_not_closed_is_open():
    assert [status.value for status in OPEN_STATUSES] == [
        "response-due", "open-unresolved", "open-resolved", "closure-requested",
    ]  # fmt: skip
