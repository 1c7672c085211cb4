"""Every message has its three files: a subject, a text and a page."""

import pytest

from ipr_compliance.folders import TEMPLATES

MESSAGES = sorted(folder for folder in (TEMPLATES / "mail").iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", MESSAGES, ids=lambda folder: folder.name)
def test_a_message_has_subject_text_and_page(folder):
    assert {"subject.txt", "text.txt", "page.html"} <= {file.name for file in folder.iterdir()}
    assert len((folder / "subject.txt").read_text(encoding="utf-8").strip().splitlines()) == 1
