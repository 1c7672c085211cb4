"""Text, what is no document, and the process that reads them all."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ipr_compliance.adapters import apart
from ipr_compliance.adapters.documents import reading
from ipr_compliance.domain.extraction import Extracted
from ipr_compliance.domain.refusal import Invalid, NotFound, TooLarge

Read = Callable[..., list[str]]
TEXT = "Recommendation 1: “We” recommend – yes.\nNext line.\n"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def pages(content: bytes, name: str = "report.txt", **options: object) -> list[str]:
        path = tmp_path / name
        path.write_bytes(content)
        with path.open("rb") as file:
            return reading.pages(file, name, **options)  # type: ignore[arg-type]

    return pages


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_the_encodings_in_which_people_save_it(read: Read, encoding: str) -> None:
    assert read(TEXT.encode(encoding)) == [TEXT]


def test_line_ends_of_other_systems_are_line_ends(read: Read) -> None:
    assert read(b"one\r\ntwo\rthree") == ["one\ntwo\nthree"]


def test_form_feeds_part_the_pages_of_a_text(read: Read) -> None:
    assert read(b"one\ftwo\f", "report.md") == ["one", "two"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf \n", "The file is empty"),
        (b"\xff\xfe \0\n\0", "There is no text in this file"),
        (b"one\ntwo\0\n", "Line 2 holds a NUL character"),
        (bytes(range(256)) * 20, "This is not a document that can be read"),
        (b"\x7fELF\x02\x01\x01\x03" + b"\x90\x05\x81" * 99, "This is not a document that can be read"),
        (b"\xff\xfea\0b", "begins as UTF-16 but goes on otherwise"),
        (b"<html><body>Log in</body></html>", "not a document but a web page"),
        (b"\n<!DOCTYPE HTML>", "not a document but a web page"),
        (b"{\\rtf1 text}", "Rich Text Format"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word document"),
        (b"\x1f\x8b\x08", "compressed file"),
        (b"word " * 5_000_000, "The text is larger than 20 MB"),
        (b"word " * 1_000_001, "more than 5,000,000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        read(content)
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("name", ["report.pdf", "REPORT.DOCX"])
def test_a_name_that_promises_another_kind_is_refused(read: Read, name: str) -> None:
    with pytest.raises(Invalid, match="By its name this is a"):
        read(TEXT.encode(), name)


def test_a_file_that_is_too_large_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    path.touch()
    os.truncate(path, reading.SIZE_LIMIT + 1)
    with path.open("rb") as file, pytest.raises(TooLarge, match="at most 100 MB can be read"):
        reading.pages(file, path.name)


def test_progress_ends_with_all_pages(read: Read) -> None:
    told: list[tuple[int, int]] = []
    read(b"one\ftwo\fthree", on_progress=lambda done, of: told.append((done, of)))
    assert told[0] == (0, 0)
    assert told[-1] == (3, 0)


class Cancelled(Exception):
    pass


def children() -> set[str]:
    return {number for task in Path("/proc/self/task").iterdir() for number in (task / "children").read_text().split()}


def test_one_who_no_longer_wants_it_cancels_and_the_process_is_gone(read: Read) -> None:
    before, during = children(), set[str]()

    def stop(*_told: int) -> None:
        during.update(children())
        raise Cancelled

    with pytest.raises(Cancelled):
        read(TEXT.encode(), on_progress=stop)
    assert during > before
    assert children() == before


def test_what_takes_too_long_is_refused_and_the_process_is_gone(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_SECONDS", 0)
    before = children()
    with pytest.raises(Invalid, match="takes longer to read than"):
        read(TEXT.encode())
    assert children() == before


def test_the_process_gets_no_setting_of_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPR_SECRET_KEY", "a secret of sixteen")
    assert "IPR_SECRET_KEY" not in apart.environment()


def test_a_reader_that_fails_is_not_taken_for_a_bad_file(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_READER", "ipr_compliance.adapters.documents.nowhere")
    with pytest.raises(reading.NotRead, match="ended with 1 and no word"):
        read(TEXT.encode())


def test_recommendations_come_back_as_they_were_read(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Nothing is recommended here.", encoding="utf-8")
    with path.open("rb") as file:
        assert reading.recommendations(file, path.name, {"CBP": "CBP"}) == Extracted()


def test_there_is_no_picture_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    with path.open("rb") as file, pytest.raises(NotFound, match="only of the pages of a PDF"):
        reading.picture(file, path.name, 1)
