from datetime import timedelta

import pytest

from ipr_compliance.domain.sessions import browser_in_short, is_to_be_noted
from tests.factories import NOW

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) {WEBKIT} Safari/604.1", "Safari on iPhone"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Something (Windows)", "Another browser on Windows"),
        ("curl/8.5", "Another program"),
        ("", "Another program"),
    ],
)
def test_a_browser_is_told_in_short(said, short):
    assert browser_in_short(said) == short


def test_what_a_browser_says_never_becomes_long():
    assert len(browser_in_short("Firefox/1 Windows" * 1000)) < 60


@pytest.mark.parametrize(("minutes", "noted"), [(0, False), (5, False), (6, True)])
def test_not_every_request_is_noted(minutes, noted):
    assert is_to_be_noted(NOW, NOW + timedelta(minutes=minutes)) is noted
