"""Runs an update whenever the corpus has changed and nothing in it is being copied any more.

It looks at the corpus itself, sooner where the system reports events. Nothing ends it but its user
and an invalid command: a folder that is away is waited for, whatever else goes wrong is said once
and tried again after growing pauses.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from indexer.build import UpdateReport
from indexer.errors import CorpusMissing, StaffMustDecide, UsageError
from indexer.settings import Settings
from indexer.watching.corpus_snapshot import Snapshot, take_snapshot
from indexer.watching.folder_events import FolderEvents

MAX_PAUSE_SECONDS: Final = 600
"""The longest pause before something that failed is tried again."""
MAX_SETTLE_SECONDS: Final = 600
"""How long to wait for files that do not stop changing; then everything else is read, and they are
reported as changing."""
_LOOKS_PER_SETTLING: Final = 4


@dataclass(frozen=True, slots=True)
class CorpusUpdated:
    """A run has ended."""

    report: UpdateReport


@dataclass(frozen=True, slots=True)
class CorpusAway:
    """The folder cannot be read now; it is waited for."""

    error: CorpusMissing


@dataclass(frozen=True, slots=True)
class CorpusBack:
    """The folder can be read again."""


@dataclass(frozen=True, slots=True)
class RunRefused:
    """Nothing was published, staff must decide; the next run is when the corpus has changed."""

    error: StaffMustDecide


@dataclass(frozen=True, slots=True)
class RunFailed:
    """A run failed; it is tried again after `pause_seconds`, then after growing pauses."""

    error: Exception
    pause_seconds: int


WatchEvent = CorpusUpdated | CorpusAway | CorpusBack | RunRefused | RunFailed


class CorpusWatcher:
    """Watches one corpus; `update` brings the index up to date."""

    def __init__(self, settings: Settings, update: Callable[[], UpdateReport]) -> None:
        self._corpus = settings.corpus
        self._takedown = settings.takedown
        self._pause_seconds = settings.watch_seconds
        self._settle_seconds = settings.settle_seconds
        self._update = update
        self._events = FolderEvents(settings.corpus)
        self._is_away = False
        self._seen: Snapshot | None = None
        """The corpus at the last run."""
        self._said = ""
        """What was said last that went wrong."""
        self._failures = 0
        self._next_try = math.inf

    def events(self) -> Iterator[WatchEvent]:
        """What happens, for ever. What is the same as before is not said again.

        Raises:
            UsageError: the command or a setting is invalid.
        """
        while True:
            yield from self._look()
            self._events.wait(min(self._pause_seconds, max(0, self._next_try - time.monotonic())))

    def _look(self) -> Iterator[WatchEvent]:
        """Take one look, and run an update if there is something to do."""
        try:
            snapshot = take_snapshot(self._corpus, self._takedown)
            if self._is_away:
                self._is_away = False
                yield CorpusBack()
            if snapshot != self._seen or time.monotonic() >= self._next_try:
                yield from self._run(self._settled(snapshot))
        except CorpusMissing as error:
            self._events.close()
            if not self._is_away:
                self._is_away = True
                yield CorpusAway(error)

    def _settled(self, snapshot: Snapshot) -> Snapshot:
        """The corpus as soon as nothing has changed in it for long enough.

        Raises:
            CorpusMissing: the folder went away meanwhile.
        """
        started = unchanged_since = time.monotonic()
        while (now := time.monotonic()) - unchanged_since < self._settle_seconds:
            if now - started >= MAX_SETTLE_SECONDS:
                break
            time.sleep(self._settle_seconds / _LOOKS_PER_SETTLING)
            later = take_snapshot(self._corpus, self._takedown)
            if later != snapshot:
                snapshot, unchanged_since = later, time.monotonic()
        return snapshot

    def _run(self, snapshot: Snapshot) -> Iterator[WatchEvent]:
        """Run an update of the corpus as it is in `snapshot`.

        Raises:
            UsageError: the command or a setting is invalid.
        """
        try:
            report = self._update()
        except StaffMustDecide as error:
            self._wait_for_changes(snapshot)
            if self._is_news(f"{error} {error.losses}"):
                yield RunRefused(error)
        except UsageError:  # CorpusMissing too: then the folder is waited for
            raise
        except Exception as error:  # noqa: BLE001 # nothing but its user ends it
            pause = self._try_again(snapshot)
            if self._is_news(f"{type(error).__name__} {error}"):
                yield RunFailed(error, pause)
        else:
            if any(problem.kind.temporary for problem in report.problems):
                self._try_again(snapshot)
            else:
                self._wait_for_changes(snapshot)
            # A run that changed something is always said.
            if self._is_news(f"{report.problems}") or not report.idle:
                yield CorpusUpdated(report)

    def _is_news(self, what: str) -> bool:
        """Whether this was not what was said last."""
        before, self._said = self._said, what
        return what != before

    def _wait_for_changes(self, snapshot: Snapshot) -> None:
        """Run again when the corpus is not as in `snapshot`."""
        self._seen, self._failures, self._next_try = snapshot, 0, math.inf

    def _try_again(self, snapshot: Snapshot) -> int:
        """Run again after a pause, or when the corpus changes; returns the pause in seconds."""
        pause = min(self._pause_seconds << min(self._failures, 16), MAX_PAUSE_SECONDS)
        self._seen, self._next_try = snapshot, time.monotonic() + pause
        self._failures += 1
        return pause
