from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.search_app.site import Site, serving, write_collection


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service that is reached from its own machine and network."""
    with serving(write_collection(tmp_path_factory.mktemp("requests"))) as running:
        yield running
