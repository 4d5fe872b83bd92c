from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.attacks.withdrawal_house import (
    OTHER_TEXT,
    PATH,
    TABLE,
    TEXT,
    TITLE,
    House,
    page,
)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that was indexed once; copied for each case."""
    folder = tmp_path_factory.mktemp("withdrawal")
    house = House(folder)
    house.write(PATH, page(TITLE, TEXT))
    house.write("otra.html", page("Otra memoria", OTHER_TEXT))
    house.table.write_text(TABLE, "utf-8")
    assert house.update() == []
    return folder


@pytest.fixture
def house(template: Path, tmp_path: Path) -> House:
    for name in ("corpus", "index"):
        # Modification times are kept, so that no case reads unchanged files again.
        shutil.copytree(template / name, tmp_path / name)
    return House(tmp_path)
