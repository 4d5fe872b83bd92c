"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from indexer.extract import tessdata

# Nothing is kept between runs, and a slow machine is no failure.
settings.register_profile("aluna", database=None, deadline=None)
settings.load_profile("aluna")

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
"""Real publications, broken files and bombs; not part of the project."""


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of test publications, where it is."""
    if not DATA.is_dir():
        pytest.skip(f"the test publications are not here ({DATA})")
    return DATA


@pytest.fixture(scope="session")
def tesseract() -> None:
    """What recognises pictures, where it is installed."""
    try:
        tessdata.engine(("spa", "eng", "fra"))
    except tessdata.NotInstalled as missing:
        pytest.skip(str(missing))


ALONE = ("tests/views/", "tests/worker/")
"""What looks at all processes of this machine, or measures how long they take."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests during which no others may run; `make test` runs the others two at a time."""
    for item in items:
        if item.nodeid.startswith(ALONE):
            item.add_marker(pytest.mark.alone)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under ALUNA_REQUIRE_ALL=1 nothing is skipped: what a test needs must be installed."""
    report = yield
    if report.skipped and os.environ.get("ALUNA_REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"would be skipped, but ALUNA_REQUIRE_ALL=1: {report.longrepr}"
    return report
