import hashlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.chain import GENESIS, canonical, changes, digest
from ipr_compliance.domain.numbers import counting_order

ENTRY = {"note": "é", "on": date(2026, 11, 24), "recorded_at": datetime(2026, 11, 24, 14, tzinfo=UTC)}


def test_a_digest_depends_on_the_entry_its_number_and_the_digest_before():
    first = digest(GENESIS, seq=1, entry=ENTRY)
    assert first == digest(GENESIS, seq=1, entry=dict(reversed(ENTRY.items())))
    assert len({first, digest(first, seq=1, entry=ENTRY), digest(GENESIS, seq=2, entry=ENTRY)}) == 3
    assert first != digest(GENESIS, seq=1, entry=ENTRY | {"note": "e"})


def test_what_has_no_one_text_has_no_place_in_history():
    assert canonical({"b": 1, "a": date(2026, 1, 2)}) == '{"a":"2026-01-02","b":1}'
    with pytest.raises(TypeError):
        canonical({"a": {1, 2}})


VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.dates()
NAMES = st.from_regex(r"[a-z_]{1,20}", fullmatch=True)


@given(st.dictionaries(NAMES, st.tuples(VALUES, VALUES)), st.dictionaries(NAMES, VALUES))
def test_texts_that_are_put_together_are_the_one_text_all_the_same(fields, entry):
    assert changes(fields) == canonical({name: {"from": old, "to": new} for name, (old, new) in fields.items()})
    text = f"{GENESIS}\n7\n{canonical(entry)}".encode(errors="surrogatepass")
    assert digest(GENESIS, seq=7, entry=entry) == hashlib.sha256(text).hexdigest()


def test_numbers_sort_as_people_count():
    numbers = ["10", "2", "1.10", "1.2", "25-E-05-040.01", "B", "a"]
    assert sorted(numbers, key=counting_order) == ["1.2", "1.10", "2", "10", "25-E-05-040.01", "a", "B"]
