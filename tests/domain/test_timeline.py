import pytest

from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.timeline import Show, belongs


@pytest.mark.parametrize("kind", Kind)
def test_all_shows_everything(kind):
    assert belongs(Show.ALL, kind, ())


@pytest.mark.parametrize(
    ("show", "kind", "changed", "there"),
    [
        (Show.UPDATES, Kind.UPDATE, (), True),
        (Show.UPDATES, Kind.EVIDENCE, (), False),
        (Show.DATES, Kind.EDITED, ("due_on",), True),
        (Show.DATES, Kind.EDITED, ("priority",), False),
        (Show.DATES, Kind.EXTENSION_GRANTED, (), True),
        (Show.DECISIONS, Kind.EXTENSION_REFUSED, (), True),
        (Show.DECISIONS, Kind.UPDATE, ("due_on",), False),
        (Show.FILES, Kind.EVIDENCE, (), True),
    ],
)
def test_each_kind_is_found_where_a_reader_looks_for_it(show, kind, changed, there):
    assert belongs(show, kind, changed) is there
