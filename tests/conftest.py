"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings

from indexer.extract import tessdata
from indexer.worker import children
from tests.shared_readers import SharedReaders

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
def _shared_readers() -> Iterator[SharedReaders]:
    with closing(SharedReaders()) as shared:
        yield shared


@pytest.fixture
def shared_readers(_shared_readers: SharedReaders, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by fork servers that are there already."""
    monkeypatch.setattr(children, "starter", _shared_readers.starter)


@pytest.fixture(scope="session")
def tesseract() -> None:
    """What recognises pictures, where it is installed."""
    try:
        tessdata.engine(("spa", "eng", "fra"))
    except tessdata.NotInstalled as missing:
        pytest.skip(str(missing))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: browsers, children and time limits are waited for."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else 3


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
