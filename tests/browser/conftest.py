from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import chromium
from tests.browser.chromium import Chromium
from tests.browser.reader import Reader
from tests.web.site import Site, serving, write_collection


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One collection and one service for all readers."""
    with serving(write_collection(tmp_path_factory.mktemp("browser"))) as running:
        yield running


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One Chromium for all readers."""
    try:
        with chromium.running(tmp_path_factory.mktemp("profile")) as running:
            yield running
    except chromium.NotInstalled as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader with a browser of their own, which keeps what passes over the network."""
    try:
        with (
            chromium.running(tmp_path_factory.mktemp("recorded"), recorded=True) as running,
            running.reader() as somebody,
        ):
            yield somebody
    except chromium.NotInstalled as missing:
        pytest.skip(str(missing))


@pytest.fixture
def reader(browser: Chromium) -> Iterator[Reader]:
    """A reader with a wide screen."""
    with browser.reader() as somebody:
        yield somebody
