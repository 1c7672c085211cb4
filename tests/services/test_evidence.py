import io

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound, TooLarge
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.models import Content, EvidenceKind
from ipr_compliance.queries import evidence as files
from ipr_compliance.services import evidence
from ipr_compliance.services.inputs import EvidenceInput
from tests.factories import a_desk, an_asker, an_office
from tests.lives import Life


@pytest.fixture
def life(session):
    return Life(session, an_office(session))


def test_what_was_sent_comes_back_byte_for_byte_and_is_kept_once(life, session):
    data = bytes(range(256)) * 10_000
    first, second = life.attach(data=data), life.attach(data=data)
    row = files.one(session.connection(), life.office.keeper, first)
    assert b"".join(files.content(session.connection(), row.sha256)) == data
    assert first != second
    assert session.connection().execute(sa.select(sa.func.count()).select_from(Content)).scalar_one() == 1


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7 letter", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n rest", "image/png"),
        (b"<html><script>alert(1)</script>", "text/html"),
        (b"just words", "text/plain"),
        (b"\x00\x01\x02\xff\xfe\xfd", "application/octet-stream"),
    ],
)
def test_its_type_is_what_it_contains_whatever_its_name_says(life, session, data, found):
    number = life.attach(data=data)
    assert files.one(session.connection(), life.office.keeper, number).media_type == found


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\plan.docx", "plan.docx"),
        ("a\r\nX: y.pdf", "aX: y.pdf"),
        ("é.pdf", "é.pdf"),
    ],
)
def test_a_name_loses_folders_and_control_characters(name, kept):
    assert evidence.plain_name(name) == kept


@given(st.text(max_size=400))
def test_whatever_the_name_it_is_printable_short_and_in_no_folder(name):
    try:
        kept = evidence.plain_name(name)
    except Invalid:
        return
    assert kept.isprintable()
    assert len(kept) <= 255
    assert "/" not in kept
    assert "\\" not in kept


def test_an_empty_file_and_one_that_is_too_large_are_refused(life):
    with pytest.raises(Invalid, match="empty"):
        life.attach(data=b"")
    with pytest.raises(TooLarge, match="25 MB"):
        life.attach(data=b"x" * (evidence.SIZE_LIMIT + 1))


def test_only_who_records_the_oig_s_word_attaches_its_letters(life):
    manager = an_asker(life.office, Role.PROGRAM_MANAGER, "CBP-OT")
    life.attach(by=manager)
    with pytest.raises(NotAllowed):
        life.attach("letter", by=manager)


def test_a_stranger_neither_attaches_nor_downloads(life, session):
    stranger = an_asker(life.office, Role.ADMIN, "PLCY")
    number = life.attach()
    with pytest.raises(NotFound):
        life.attach(by=stranger)
    with pytest.raises(NotFound):
        files.one(session.connection(), stranger, number)


def test_a_withdrawn_file_stays_readable_and_counts_no_more(life, session):
    number = life.attach()
    evidence.withdraw(life.desk(), life.id, number, "The wrong file.")
    assert files.one(session.connection(), life.office.keeper, number).withdrawn_on is not None
    assert not files.shows_something(session.connection(), life.id)
    with pytest.raises(Conflict):
        evidence.withdraw(life.desk(), life.id, number, "Again.")


def test_the_same_upload_sent_twice_is_one_file(life, session):
    desk = a_desk(session, life.office, write_key="upload-1")
    sent = [
        evidence.attach(desk, life.id, "a.pdf", io.BytesIO(b"%PDF-1"), EvidenceInput(kind=EvidenceKind.EVIDENCE))
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert len(files.of(session.connection(), life.id)) == 1


def test_a_closed_recommendation_takes_letters_only(life):
    life.decide(Status.CLOSED_IMPLEMENTED, day=0)
    life.attach("letter")
    with pytest.raises(Conflict):
        life.attach()


def test_a_file_overwrites_nobody_so_the_version_that_others_saw_still_holds(life):
    version = life.record.version
    life.attach()
    assert life.record.version == version
