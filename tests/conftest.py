"""What all tests share."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import AnyStr, Final

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from indexer.engine.meaning.encoder_weights import fault, folder_of_weights
from indexer.extract.ocr import tessdata
from indexer.messages import use_language
from indexer.sandbox import starters
from tests.environment import lock
from tests.shared_readers import SharedReaders

# A shell has what it starts in the background ignore Ctrl-C, which what tests start would inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Nothing is kept between runs, and a slow machine is no failure.
settings.register_profile("aluna", database=None, deadline=None)
settings.load_profile("aluna")

pytest_plugins = ("tests.playground",)

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
"""Real publications, broken files and bombs; not part of the project."""


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of test publications, where it is."""
    if not DATA.is_dir():
        pytest.skip(f"the test publications are not here ({DATA})")
    return DATA


@pytest.fixture(scope="session", autouse=True)
def shared_readers() -> Iterator[SharedReaders]:
    """Files are read by fork servers that are there already."""
    with closing(SharedReaders()) as shared, pytest.MonkeyPatch.context() as patch:
        patch.setattr(starters, "starter", shared.starter)
        yield shared


@pytest.fixture(scope="session", autouse=True)
def unsynced() -> Iterator[None]:
    """Nothing is waited for until it is on the disk, which takes milliseconds for each of thousands
    of files; what must be there after a power cut is looked at in tests/faults, by real processes.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)  # which refuses what is not open, too
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages are in English again after a test that chose another language."""
    yield
    use_language("en")


@pytest.fixture
def own_readers(shared_readers: SharedReaders, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by fork servers of the test's own, as in the indexer and the service."""
    monkeypatch.setattr(starters, "starter", shared_readers.real)


@pytest.fixture(scope="session")
def tesseract() -> None:
    """What recognises pictures, where it is installed."""
    try:
        tessdata.engine(("spa", "eng", "fra"))
    except tessdata.NotInstalled as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def weights() -> Path:
    """Where the weights of word vectors are, where they are installed."""
    if why := fault():
        pytest.skip(str(why))
    folder = folder_of_weights()
    assert folder is not None
    return folder


LONGEST: Final = (
    "browser/test_accessibility.py",
    "tasks/test_ocr.py",
    "tasks/test_extract.py",
    "test_build.py",
    "audit/test_command.py",
    "engine/embedded/read/test_differential.py",
    "search_app/viewer/test_page_image.py",
    "sandbox/test_misbehaviour.py",
    "sandbox/test_hostile_files.py",
    "test_exit_codes.py",
    "test_machine_faults.py",
    "test_docs.py",
)
"""The files whose tests take longest: begun first, none of them is waited for at the end."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded once and stays is not searched for garbage, neither now nor later."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, the others in their order (setup.cfg keeps xdist to it)."""
    first = {f"tests/{name}": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.nodeid.partition("::")[0], len(first)))


def pytest_configure(config: pytest.Config) -> None:
    """Where other versions are installed than were tested, what they deprecate is only reported."""
    if lock.differences() or f"{sys.version_info[0]}.{sys.version_info[1]}" not in lock.PYTHONS:
        for category in ("DeprecationWarning", "PendingDeprecationWarning"):
            config.addinivalue_line("filterwarnings", f"default::{category}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which versions are not those of the lock."""
    for difference in lock.differences():
        terminalreporter.write_line(f"not as locked: {difference}")


@contextmanager
def ended(process: subprocess.Popen[AnyStr]) -> Iterator[subprocess.Popen[AnyStr]]:
    """A process that ends with the test, also with one that fails."""
    with process:
        try:
            yield process
        finally:
            process.kill()


class _Scheduling(LoadFileScheduling):
    """Each file is run by one worker, all those with a browser by the same one."""

    def _split_scope(self, nodeid: str) -> str:
        browser = "tests/browser/"
        return browser if nodeid.startswith(browser) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Scheduling:
    """How tests are shared out among workers."""
    return _Scheduling(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: as some wait, others go on (4:42 on two, not 5:15)."""
    return (os.cpu_count() or 1) + 1


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
