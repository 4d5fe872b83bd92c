from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search_app.site import Site, serving, write_collection


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One collection and one service for all tests that change nothing."""
    with serving(write_collection(tmp_path_factory.mktemp("site"))) as running:
        yield running


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    """A collection and a service for one test, which may change them."""
    with serving(write_collection(tmp_path)) as running:
        yield running


@pytest.fixture(autouse=True)
def _pages_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine pages would otherwise be shown as text."""
    monkeypatch.setattr("indexer.rendering.service._PAGE_TIMEOUT", 20.0)
