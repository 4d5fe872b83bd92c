"""Waiting for something to happen in a folder."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import watchfiles

from indexer.watching.folder_events import FolderEvents


def wakes(events: FolderEvents, happen: Callable[[], object]) -> bool:
    """Whether a wait that is long ends when something happens."""
    waiting = threading.Thread(target=events.wait, args=(600,), daemon=True)
    waiting.start()
    for _ in range(60):  # the system may need a while until it watches
        happen()
        waiting.join(0.5)
        if not waiting.is_alive():
            return True
    return False


def test_a_wait_ends_when_something_happens_below_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    (folder / "deep").mkdir(parents=True)
    events = FolderEvents(folder)
    assert wakes(events, (folder / "deep" / "a.pdf").touch)
    # Another folder of that name, as when a share is mounted again.
    folder.rename(tmp_path / "before")
    (folder / "deep").mkdir(parents=True)
    assert wakes(events, (folder / "deep" / "b.pdf").touch)


@pytest.mark.parametrize("error", [OSError(28, "too many watches"), RuntimeError("internal")])
def test_where_the_system_does_not_watch_a_wait_lasts_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(watchfiles, "watch", refuse)
    FolderEvents(tmp_path).wait(0.01)
    FolderEvents(tmp_path / "nowhere").wait(0.01)
