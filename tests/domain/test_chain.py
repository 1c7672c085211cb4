import hashlib
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.chain import GENESIS, Content, canonical, changes, digest
from ipr_compliance.domain.numbers import counting_order
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.words import Status

ENTRY = Content(
    "é", "{}", "update", None, "2026-11-24", 7, "2026-11-24T14:00:00+00:00", "recommendation", 12, "key"
)  # fmt: skip


def test_a_digest_depends_on_the_entry_its_number_and_the_digest_before():
    first = digest(GENESIS, 1, ENTRY)
    assert first == "86fe54809a77db3c2f6bc46e740b74de2bd700004e085d7019a49d8faa4b2acb"
    assert first == digest(GENESIS, 1, ENTRY._replace(kind=Kind.UPDATE))
    assert len({first, digest(first, 1, ENTRY), digest(GENESIS, 2, ENTRY)}) == 3
    others = [ENTRY._replace(**{name: None if name == "person_id" else 5}) for name in ("person_id", "subject_id")]
    others += [ENTRY._replace(**{name: "other"}) for name in Content._fields if not name.endswith("_id")]
    assert len({digest(GENESIS, 1, one) for one in [ENTRY, *others]}) == 1 + len(Content._fields)


def test_what_has_no_one_text_has_no_place_in_history():
    assert canonical({"b": 1, "a": date(2026, 1, 2)}) == '{"a":"2026-01-02","b":1}'
    with pytest.raises(TypeError):
        canonical({"a": {1, 2}})


VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.dates()
NAMES = st.from_regex(r"[a-z_]{1,20}", fullmatch=True)


TEXTS = st.text()
CONTENTS = st.builds(
    Content, TEXTS, TEXTS, TEXTS, st.none() | TEXTS, st.dates().map(str), st.none() | st.integers(),
    st.datetimes(timezones=st.timezones()).map(datetime.isoformat), TEXTS, st.integers(), st.none() | TEXTS,
)  # fmt: skip


@given(st.dictionaries(NAMES, st.tuples(VALUES, VALUES)), CONTENTS)
def test_texts_that_are_put_together_are_the_one_text_all_the_same(fields, entry):
    assert changes(fields) == canonical({name: {"from": old, "to": new} for name, (old, new) in fields.items()})
    text = f"{GENESIS}\n7\n{canonical(entry._asdict())}"
    assert digest(GENESIS, 7, entry) == hashlib.sha256(text.encode()).hexdigest()


def test_what_was_changed_is_told_in_words_and_money_with_two_places():
    told = changes(
        {"status": (Status.OPEN_RESOLVED, None), "funds": (Decimal("1.5"), Decimal(2)), "priority": (False, True)}
    )
    assert told == (
        '{"funds":{"from":"1.50","to":"2.00"},"priority":{"from":false,"to":true},"status":{"from":"open-resolved","to":null}}'
    )


def test_numbers_sort_as_people_count():
    numbers = ["10", "2", "1.10", "1.2", "25-E-05-040.01", "B", "a"]
    assert sorted(numbers, key=counting_order) == ["1.2", "1.10", "2", "10", "25-E-05-040.01", "a", "B"]
