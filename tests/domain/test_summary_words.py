from collections import Counter
from datetime import date

import pytest

from ipr_compliance.domain.summary import Figures, Summary
from ipr_compliance.domain.summary_words import change_in_words, opening_sentence, plural

TODAY = date(2026, 11, 24)
BEFORE = Summary(date(2026, 10, 31), Figures(), {})


def said(previous=None, *, late=(), **figures):
    return opening_sentence(
        Summary(TODAY, Figures(overdue=len(late), days_late=Counter(late), **figures), {}, previous)
    )


def test_it_tells_all_that_a_leader_asks_first():
    told = said(BEFORE, total=64, open=18, late=[112, 3, 3, 2, 1], due_30=3, closed=2, became_overdue=1)
    assert told == (
        "As of November 24, 2026, 18 of 64 recommendations are open: 5 overdue, the longest by 112 days; "
        "3 more fall due by December 24, 2026. Since October 31, 2026: 2 closed, 1 became overdue."
    )


def test_one_of_each_is_in_the_singular():
    assert said(total=1, open=1, late=[1]) == (
        "As of November 24, 2026, 1 of 1 recommendation is open: 1 overdue, by 1 day."
    )


def test_nothing_overdue_is_said_too():
    assert said(total=3, open=2, due_30=1) == (
        "As of November 24, 2026, 2 of 3 recommendations are open: 0 overdue; 1 falls due by December 24, 2026."
    )


@pytest.mark.parametrize(("count", "words"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_a_count_agrees_with_its_noun(count, words):
    assert plural(count, "day") == words


@pytest.mark.parametrize(("now", "before", "words"), [(3, 1, "2 more"), (1, 2, "1 fewer"), (4, 4, "unchanged")])
def test_a_change_is_said_in_words(now, before, words):
    assert change_in_words(now, before) == words
