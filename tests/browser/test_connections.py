"""Nobody but this service is contacted: no name is looked up, no connection is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attacks.nasty_pages import NASTY_PAGES
from tests.browser import chromium
from tests.browser.connections import contacts_of

# All of them: python -m tests.browser.connections
SAMPLE = {name: page for at, (name, page) in enumerate(NASTY_PAGES.items()) if at % 4 == 0}
OWN = [
    "/",
    "/search?q=hostil",
    "/search?q=%22%3Clink+rel%3Dpreconnect+href%3Dhttps%3A%2F%2Fleak.example%3E",
    "/publications/p1",
    "/publications/p1/passages/1?q=hostil",
    "/publications/nowhere",
    "/publications/p1/file/nowhere",
]


def test_hostile_originals_and_our_own_pages_contact_nobody(tmp_path: Path) -> None:
    try:
        found = contacts_of(tmp_path, SAMPLE, OWN)
    except chromium.NotInstalled as missing:
        pytest.skip(str(missing))
    assert found.by_copies == ()
    assert found.connections_by_copies == 0
    # That what they try is noticed where it succeeds:
    assert len(found.by_untouched) > 20
    assert found.connections_by_untouched > 5
