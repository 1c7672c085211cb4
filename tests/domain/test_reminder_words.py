import pytest

from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.reminder_rules import DEFAULTS, After, Event, To
from ipr_compliance.domain.reminder_words import WORDS, as_text, read

PLAIN = as_text(DEFAULTS[Event.DUE_DATE])


@pytest.mark.parametrize("event", list(Event))
def test_what_is_kept_is_read_as_it_was(event):
    assert read(event, as_text(DEFAULTS[event])) == DEFAULTS[event]


def test_everything_has_words():
    assert set(WORDS) == {*Event, *After, *To}


def test_steps_are_put_in_order_and_stand_once():
    assert read(Event.DUE_DATE, PLAIN | {"before": "7;30  7,1"}).before == (30, 7, 1)


def test_nobody_above_is_told_where_nothing_is_typed():
    assert read(Event.DUE_DATE, PLAIN | {"supervisor": "", "leadership": " ", "department": "5"}).escalation == {
        To.DEPARTMENT: 5
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"before": "91"}, "before"), ({"before": "0"}, "before"), ({"before": "1_0"}, "before"),
        ({"before": "soon"}, "before"), ({"before": " ".join(map(str, range(1, 14)))}, "before"),
        ({"after": "never"}, "after"), ({"after": ""}, "after"), ({"to": ""}, "to"), ({"to": "everybody"}, "to"),
        ({"leadership": "0"}, "leadership"), ({"department": "٣"}, "department"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_its_field(wrong, field):
    with pytest.raises(Invalid) as refusal:
        read(Event.DUE_DATE, PLAIN | wrong)
    assert refusal.value.field == field
