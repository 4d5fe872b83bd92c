"""When the watcher runs an update, and what it says, on a clock that does not wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from indexer.build import UpdateReport
from indexer.errors import (
    CorpusMissing,
    IndexDamaged,
    IndexLocked,
    IndexUnwritable,
    StaffMustDecide,
    UsageError,
)
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import verbatim
from indexer.settings import Settings
from indexer.watching import corpus_watcher, folder_events
from indexer.watching.corpus_watcher import CorpusWatcher

Action = Callable[[Path], object]
Ending = UpdateReport | Exception

DONE = UpdateReport(
    *(0, 0, 0, 0, 0, 0, 0, 0),
    seconds=0.0,
    generation="0001.1",
    problems=(),
    near_identical=(),
    changes=(),
    held_back={},
    idle=False,
)
IDLE = replace(DONE, idle=True)
CHANGING = replace(IDLE, problems=(Problem(ProblemKind.CHANGING, "a.pdf"),))


class Over(Exception):
    """The time of the test is over."""


@dataclass
class Play:
    """A corpus folder, a clock, what happens at which second, and how each run ends; the last
    ending stays.
    """

    corpus: Path
    actions: dict[int, Action]
    endings: Sequence[Ending]
    seconds: int
    now: float = 0.0
    runs: list[tuple[int, list[str]]] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        until = self.now + max(seconds, 0.01)
        for at in sorted(self.actions):
            if at <= until:
                self.actions.pop(at)(self.corpus)
        self.now = until
        if self.now >= self.seconds:
            raise Over

    def update(self) -> UpdateReport:
        files = sorted(path.name for path in self.corpus.rglob("*") if path.is_file())
        self.runs.append((round(self.now), files))
        ending = self.endings[min(len(self.runs), len(self.endings)) - 1]
        if isinstance(ending, Exception):
            raise ending
        return ending

    def run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(corpus_watcher, "time", self)
        monkeypatch.setattr(
            folder_events.FolderEvents, "wait", lambda _, seconds: self.sleep(seconds)
        )
        settings = Settings(corpus=self.corpus, watch_seconds=10, settle_seconds=5)
        try:
            for event in CorpusWatcher(settings, self.update).events():
                self.said.append((round(self.now), type(event).__name__))
        except Over:
            pass


def write(name: str, text: str = "x") -> Action:
    return lambda corpus: (corpus / name).write_text(text)


def grow(name: str) -> Action:
    def append(corpus: Path) -> None:
        with (corpus / name).open("a") as file:
            file.write("more")

    return append


def away(corpus: Path) -> None:
    corpus.rename(corpus.with_name("elsewhere"))


def back(corpus: Path) -> None:
    corpus.with_name("elsewhere").rename(corpus)


CASES: dict[str, tuple[dict[int, Action], Sequence[Ending], list[int], list[str]]] = {
    "nothing happens: one run": ({}, [IDLE], [5], ["CorpusUpdated"]),
    "a burst of copies is one run": (
        {20 + n: write(f"{n}.pdf") for n in range(4)},
        [IDLE, DONE],
        [5, 29],
        ["CorpusUpdated", "CorpusUpdated"],
    ),
    "a file that grows is waited for, with a pause in between": (
        {20: write("a.pdf"), 23: grow("a.pdf"), 27: grow("a.pdf")},
        [IDLE, DONE],
        [5, 33],
        ["CorpusUpdated", "CorpusUpdated"],
    ),
    "temporary files are nothing": (
        {20: write("a.pdf.part"), 30: grow("a.pdf.part"), 40: write("~$metadata.xlsx")},
        [IDLE],
        [5],
        ["CorpusUpdated"],
    ),
    "a download that gets its name is a new file": (
        {
            20: write("a.pdf.crdownload"),
            40: lambda corpus: (corpus / "a.pdf.crdownload").rename(corpus / "a.pdf"),
        },
        [IDLE, DONE],
        [5, 50],
        ["CorpusUpdated", "CorpusUpdated"],
    ),
    "a file that may be read again": (
        {20: lambda corpus: (corpus / "a.html").chmod(0o600)},
        [IDLE, DONE],
        [5, 30],
        ["CorpusUpdated", "CorpusUpdated"],
    ),
    "the folder goes away for a while": (
        {20: away, 60: back},
        [IDLE],
        [5],
        ["CorpusUpdated", "CorpusAway", "CorpusBack"],
    ),
    "the folder goes away while files are copied": (
        {20: write("a.pdf"), 27: away, 60: back},
        [IDLE, DONE],
        [5, 70],
        ["CorpusUpdated", "CorpusAway", "CorpusBack", "CorpusUpdated"],
    ),
    "the folder goes away during a run": (
        {20: write("a.pdf")},
        [IDLE, CorpusMissing(verbatim("away")), DONE],
        [5, 30, 45],
        ["CorpusUpdated", "CorpusAway", "CorpusBack", "CorpusUpdated"],
    ),
    "a full disk is said once, and tried again less and less often": (
        {},
        [IndexUnwritable(verbatim("full"))],
        [5, 20, 45, 90, 175],
        ["RunFailed"],
    ),
    "after a failure it goes on": (
        {},
        [IndexDamaged(verbatim("damaged")), IndexDamaged(verbatim("damaged")), DONE],
        [5, 20, 45],
        ["RunFailed", "CorpusUpdated"],
    ),
    "another failure is said too": (
        {},
        [IndexLocked(verbatim("locked")), OSError(5, "I/O error"), ZeroDivisionError("x")],
        [5, 20, 45, 90, 175],
        ["RunFailed", "RunFailed", "RunFailed"],
    ),
    "a change is tried at once after a failure": (
        {22: write("b.pdf")},
        [IndexUnwritable(verbatim("full")), IndexUnwritable(verbatim("full")), DONE],
        [5, 20, 35],
        ["RunFailed", "CorpusUpdated"],
    ),
    "what staff must decide is said once, and tried when something changes": (
        {100: write("b.pdf")},
        [StaffMustDecide(verbatim("gone: a.pdf")), StaffMustDecide(verbatim("gone: a.pdf")), DONE],
        [5, 110],
        ["RunRefused"],
    ),
    "a temporary fault of a file is tried again": (
        {},
        [CHANGING, CHANGING, DONE],
        [5, 20, 45],
        ["CorpusUpdated", "CorpusUpdated"],
    ),
}


@pytest.mark.parametrize(("actions", "endings", "runs", "said"), CASES.values(), ids=CASES.keys())
def test_the_watcher_runs_when_it_should_and_says_it_once(
    actions: dict[int, Action],
    endings: Sequence[Ending],
    runs: list[int],
    said: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.html").write_text("x")
    play = Play(corpus, dict(actions), endings, seconds=200)
    play.run(monkeypatch)
    assert [name for _, name in play.said] == said
    assert [at for at, _ in play.runs] == pytest.approx(runs, abs=6), play.runs


def test_no_run_sees_half_of_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    play = Play(corpus, {at: grow("a.pdf") for at in range(20, 60, 4)}, [IDLE, DONE], seconds=100)
    play.run(monkeypatch)
    assert [files for _, files in play.runs] == [[], ["a.pdf"]]
    assert play.runs[1][0] >= 56 + 5


def test_a_file_that_never_stops_growing_does_not_hold_up_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    endless = {at: grow("log.html") for at in range(20, 1400, 2)}
    play = Play(corpus, endless, [IDLE, DONE], seconds=1400)
    play.run(monkeypatch)
    assert [at for at, _ in play.runs] == pytest.approx([5, 620, 1230], abs=30)


def test_a_mistake_in_the_command_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play(tmp_path, {}, [UsageError(verbatim("wrong"))], seconds=100)
    with pytest.raises(UsageError):
        play.run(monkeypatch)
