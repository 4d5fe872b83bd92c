"""How far a run is, for those who wait for its index."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from indexer import build, wire
from indexer.run_progress import ProgressFile, RunProgress, read_progress
from indexer.settings import load_settings
from tests.test_build import page


@pytest.mark.parametrize(
    ("progress", "seconds"),
    [
        (RunProgress(0, 0, 0, 60), None),
        (RunProgress(0, 10, 0, 60), None),
        (RunProgress(5, 10, 0, 2), None),  # too early to say
        (RunProgress(5, 10, 0, 60), 60),
        (RunProgress(10, 10, 0, 60), 0),
        (RunProgress(11, 10, 0, 60), None),
        (RunProgress(5, 10, 60, 0), None),  # the clock was set back
    ],
)
def test_what_remains_follows_from_what_is_done(
    progress: RunProgress, seconds: float | None
) -> None:
    assert progress.remaining_seconds == seconds


def test_a_run_that_was_killed_is_not_waited_for_forever(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    long_ago = time.time() - 3600
    path.write_bytes(wire.encode(RunProgress(5, 10, long_ago, long_ago)))
    assert read_progress(path) is None


def test_a_run_says_how_far_it_is_while_it_lasts(tmp_path: Path) -> None:
    settings = load_settings({"corpus": tmp_path / "corpus", "index": tmp_path / "index"}, {})
    page(settings.corpus / "miedo.html", "Sobre el miedo", "Hablamos de luciérnagas.")
    seen: list[RunProgress | None] = []
    build.update(settings, lambda _: seen.append(read_progress(settings.run_progress)))
    assert seen
    assert all(one is not None for one in seen)
    assert not settings.run_progress.exists()

    def fail(step: build.UpdateProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build.rebuild(settings, fail)
    assert not settings.run_progress.exists()


def test_a_run_goes_on_where_it_cannot_say_how_far_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with ProgressFile(tmp_path / "file/progress.json") as file:
        file.write(1, 2)
