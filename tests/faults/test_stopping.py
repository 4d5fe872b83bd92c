"""Ctrl-C and SIGTERM at any step: what the command says of the index is what is in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from indexer import cli, failpoints
from indexer.build import update_run
from indexer.engine import open_engine
from indexer.engine.searches import SearchRequest
from indexer.errors import IndexMissing
from indexer.failpoints import Failpoint
from indexer.settings import Settings, load_settings
from indexer.signals import Terminated
from indexer.tasks import extract_files
from indexer.tasks.extract import ExtractJob, ExtractOutcome
from tests.faults.rounds import chosen
from tests.test_build import page

WORDS = ("luciérnagas", "golondrinas", "colibríes")
SAVED = "What had been read until then is saved"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stopped") / "corpus"
    for word in WORDS:
        page(folder / f"{word}.html", f"Sobre {word}", f"Hablamos de {word}.")
    return folder


@pytest.fixture(scope="module")
def built(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two of the three files."""
    index = tmp_path_factory.mktemp("built") / "index"
    two = Path(shutil.copytree(corpus, index.with_name("two")))
    (two / "colibríes.html").unlink()
    assert _run(two, index, "update", "--quiet") == 0
    return index


@pytest.fixture(autouse=True)
def hook_ended() -> Iterator[None]:
    yield
    failpoints.on_failpoint(None)


def _run(corpus: Path, index: Path, command: str, *more: str) -> int:
    folders = ["--corpus", str(corpus), "--index", str(index), "--lang", "en"]
    return int(cli.main([command, *folders, *more]))


def _stop_at(number: int, error: type[KeyboardInterrupt]) -> list[Failpoint]:
    """Stop at the failpoint with this number, from 1; the list has those that were passed."""
    passed: list[Failpoint] = []

    def stop(place: Failpoint) -> None:
        passed.append(place)
        if len(passed) == number:
            raise error

    failpoints.on_failpoint(stop)
    return passed


def _found(index: Path) -> int:
    """How many publications readers find; 0 without an index."""
    failpoints.on_failpoint(None)
    try:
        engine = open_engine(load_settings({"index": index}, {}))
    except IndexMissing:
        return 0
    found = engine.acquire().search(SearchRequest("")).total
    engine.close()
    return found


@pytest.fixture
def without_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read once: what is looked at is what happens to the index."""
    real, known = extract_files.read_all, dict[str, ExtractOutcome]()

    def read_all(jobs: Iterable[ExtractJob], settings: Settings, *_: object) -> object:
        for job in jobs:
            if job.path not in known:
                [known[job.path]] = real([job], settings)
            yield known[job.path]

    monkeypatch.setattr(update_run, "read_all", read_all)


@pytest.mark.usefixtures("without_tasks")
@pytest.mark.parametrize("command", ["update", "rebuild", "first", "saving"])
def test_what_is_said_is_true_wherever_a_signal_arrives(
    command: str,
    corpus: Path,
    built: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ctrl-C just after a commit is one of the places."""
    if command == "saving":
        monkeypatch.setenv("ALUNA_SAVE_SECONDS", "0")
    done = "rebuild" if command == "rebuild" else "update"

    def begin(number: int) -> Path:
        index = tmp_path / f"{number}" / "index"
        if command in ("update", "rebuild"):
            shutil.copytree(built, index)
        return index

    places = _stop_at(0, KeyboardInterrupt)
    assert _run(corpus, begin(0), done, "--quiet") == 0
    said = set()
    for number in chosen(range(1, len(places) + 1), 4):
        index = begin(number)
        before = _found(index)
        passed = _stop_at(number, Terminated if number % 2 else KeyboardInterrupt)
        code = _run(corpus, index, done, "--quiet")
        assert code == (143 if number % 2 else 130), passed
        [line] = capsys.readouterr().err.splitlines()
        found = _found(index)
        said.add(line.split(":")[0])
        if before == 0 and found == 0:
            assert line.startswith("Stopped. There is no index yet."), passed
        elif "as it was before" in line or "what they had before" in line:
            assert found == before, passed
        else:
            assert f"{found} publication" in line, passed
            assert (SAVED in line) == (found < len(WORDS)), passed
        assert _run(corpus, index, "update", "--quiet") == 0
        assert _found(index) == len(WORDS), passed
        assert not list(index.glob("*.building")), passed
    assert len(said) >= 2


def test_a_rebuild_that_was_stopped_says_that_it_goes_on_and_does(
    corpus: Path,
    built: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALUNA_SAVE_SECONDS", "0")
    index = tmp_path / "index"
    shutil.copytree(built, index)
    saves: list[Failpoint] = []

    def stop_after_two(place: Failpoint) -> None:
        saves.extend([place] * (place is Failpoint.REMOVE_SUPERSEDED))
        if len(saves) == 2 and place is Failpoint.WRITE_SEGMENT:
            raise KeyboardInterrupt

    failpoints.on_failpoint(stop_after_two)
    assert _run(corpus, index, "rebuild", "--quiet") == 130
    assert "goes on from there" in capsys.readouterr().err
    assert _found(index) == 2
    assert _run(corpus, index, "rebuild") == 0
    assert "1 new, 0 changed, 0 moved, 0 removed, 2 unchanged" in capsys.readouterr().out
    assert _found(index) == 3


def test_a_command_that_changes_nothing_says_that_nothing_was_changed(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("indexer.cli.search_command.open_engine", stop)
    assert cli.main(["search", "miedo", "--index", str(built), "--lang", "en"]) == 130
    assert capsys.readouterr().err == "Stopped. The index is as it was before.\n"
