from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.recipes.house import House, build, serving
from tests.recipes.recipes import CORPUS, RECIPES


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The program with every recipe followed, serving the files that they are about."""
    folder = tmp_path_factory.mktemp("house")
    build(folder, CORPUS, RECIPES)
    with serving(folder) as house:
        yield house
