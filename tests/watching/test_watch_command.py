"""`watch` as a process: what happens to the folder and the index, and what it says at its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer import build, cli
from indexer.build import UpdateReport
from indexer.reports.run_history import PastRun, RunHistoryFile
from indexer.settings import Settings
from tests.conftest import ROOT
from tests.playground import wait_until
from tests.test_build import page


class Watching:
    """A `watch` process over one corpus."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(corpus=folder / "corpus", index=folder / "var" / "index")
        self._out = folder / "out.txt"
        with self._out.open("wb") as out:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "indexer", "watch", "--lang", "en"),
                    *("--corpus", str(self.settings.corpus), "--index", str(self.settings.index)),
                ],
                cwd=ROOT,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=os.environ | {"ALUNA_WATCH_SECONDS": "1", "ALUNA_SETTLE_SECONDS": "0"},
            )

    @property
    def said(self) -> str:
        return self._out.read_text("utf-8")

    def wait_for(self, condition: Callable[[], object]) -> None:
        try:
            wait_until(condition, 30)
        except AssertionError:
            raise AssertionError(f"it did not happen; it said:\n{self.said}") from None

    def runs(self) -> tuple[PastRun, ...]:
        return RunHistoryFile(self.settings.run_history).read().runs


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    page(tmp_path / "corpus" / "a.html", "Sobre el miedo", "Hablamos de luciérnagas.")
    one = Watching(tmp_path)
    yield one
    one.process.kill()
    one.process.wait()


def test_watch_goes_on_whatever_happens_and_says_at_its_end_what_it_did(
    watching: Watching,
) -> None:
    corpus, index = watching.settings.corpus, watching.settings.index
    watching.wait_for(lambda: "New: a.html" in watching.said)

    away = corpus.rename(corpus.with_name("away"))
    watching.wait_for(lambda: "Waiting until it is there" in watching.said)
    (away / "a.html").rename(away / "z.html")
    for name in "bc":
        page(away / f"{name}.html", "Memoria", f"Hablamos de {name * 9}.")
    (away / "d.html.part").write_text("no page yet")
    away.rename(corpus)
    watching.wait_for(lambda: "2 new, 0 changed, 1 moved, 0 removed" in watching.said)
    assert watching.said.count("Waiting until it is there") == 1
    assert "The corpus folder is back." in watching.said
    assert "Moved: a.html -> z.html" in watching.said

    for name in ("b.html", "c.html"):
        (corpus / name).rename(corpus.with_name(name))
    watching.wait_for(lambda: "b.html: " in watching.said)
    assert "Nothing was published" in watching.said
    for name in ("b.html", "c.html"):
        corpus.with_name(name).rename(corpus / name)

    current = (index / "current").read_text()
    (index / "current").write_text("0099")
    (corpus / "b.html").rename(corpus / "y.html")
    watching.wait_for(lambda: "Trying again in 1 second" in watching.said)
    (index / "current").write_text(current)
    watching.wait_for(lambda: "Moved: b.html -> y.html" in watching.said)
    assert [bool(run.generation) for run in watching.runs()] == [True, True, False, False, True]

    watching.process.send_signal(signal.SIGTERM)
    assert watching.process.wait(20) == 143
    assert "Stopped. The index was changed since" in watching.said
    assert "Traceback" not in watching.said


def test_a_stop_says_what_is_in_the_index_wherever_it_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page(tmp_path / "corpus" / "a.html", "Sobre el miedo", "Hablamos de luciérnagas.")
    monkeypatch.setenv("ALUNA_SETTLE_SECONDS", "0")
    arguments = ["watch", "--lang", "en", "--corpus", str(tmp_path / "corpus")]
    arguments += ["--index", str(tmp_path / "var" / "index")]
    update = build.update

    def stopped_after_the_commit(settings: Settings) -> UpdateReport:
        update(settings)
        raise KeyboardInterrupt

    def stopped_before_the_commit(settings: Settings) -> UpdateReport:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "update", stopped_after_the_commit)
    assert cli.main(arguments) == 130
    assert "Stopped. The index was changed since" in capsys.readouterr().err
    monkeypatch.setattr(build, "update", stopped_before_the_commit)
    assert cli.main(arguments) == 130
    assert "Stopped. The index has not been changed since" in capsys.readouterr().err
