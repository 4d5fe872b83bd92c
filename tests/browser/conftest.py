from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import chromium
from tests.browser.booklet import ARTICLE, BOOKLET
from tests.browser.chromium import Chromium
from tests.browser.reader import Reader
from tests.search_app.site import GLOSSARY, WORKS, Site, serving, write_collection


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One collection and one service for all readers."""
    folder = tmp_path_factory.mktemp("browser")
    with serving(write_collection(folder, (*WORKS, BOOKLET, ARTICLE), GLOSSARY)) as running:
        yield running


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One Chromium for all readers."""
    try:
        with chromium.shell(tmp_path_factory.mktemp("profile")) as running:
            yield running
    except chromium.NotInstalled as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One more, which keeps what passes over the network and the pages before."""
    try:
        with chromium.running(tmp_path_factory.mktemp("recorded"), recorded=True) as running:
            yield running
    except chromium.NotInstalled as missing:
        pytest.skip(str(missing))


@pytest.fixture
def reader(browser: Chromium) -> Iterator[Reader]:
    """A reader with a wide screen."""
    with browser.reader() as somebody:
        yield somebody


@pytest.fixture
def recorded(recording: Chromium) -> Iterator[Reader]:
    """A reader of whom is known what their browser sends (traffic.py); Back shows them the page
    as they left it."""
    with recording.reader() as somebody:
        yield somebody
