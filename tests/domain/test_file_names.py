import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.file_names import LONGEST, safe


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("Memo.pdf", "Memo.pdf"), ("../../etc/passwd", "_.._etc_passwd"), ("a\\b:c.docx", "a_b_c.docx"), ("", "file"),
        ("...", "file"), ("a\nb.txt", "a_b.txt"), ("é.pdf", "é.pdf"), ("x" * 200 + ".pdf", "x" * 96 + ".pdf"),
    ],
)  # fmt: skip
def test_a_name_stays_readable_and_harmless(name, becomes):
    assert safe(name) == becomes


@given(st.text())
def test_no_name_leads_out_of_its_folder(name):
    made = safe(name)
    assert 0 < len(made) <= LONGEST
    assert not re.search(r'[/\\:*?"<>|\x00-\x1f]', made)
    assert made.strip(" .") == made
    assert safe(made) == made
