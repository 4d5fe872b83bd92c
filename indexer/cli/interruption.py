"""What a command says when it is stopped: what is in the index now, as it is on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from indexer.cli.amounts import amounts
from indexer.engine import index_history
from indexer.engine.index_history import History
from indexer.errors import AlunaError
from indexer.messages import Message, message
from indexer.settings import Settings
from indexer.signals import ignore_further_signals


@contextmanager
def truthful_stop(settings: Settings) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM carry a message that says whether the index was changed, unless the
    command has said so.

    What was changed is read from the disk: where in a commit a signal arrives does not matter.
    """
    history = index_history(settings)
    before = history.live_commit()
    try:
        yield
    except KeyboardInterrupt as stop:
        ignore_further_signals()
        raise type(stop)(str(stop) or _what_is_left(history, before)) from None


def _what_is_left(history: History, before: str) -> Message:
    try:
        if history.live_commit() == before:
            return _nothing_changed(history, before)
        [live] = [one for one in history.generations() if one.is_live]
    except (AlunaError, ValueError):
        return message("Stopped. Run `python -m indexer verify` to see how the index is.")
    if live.commit is None:
        return message("Stopped. Run `python -m indexer verify` to see how the index is.")
    if live.commit.is_complete:
        return message(
            "Stopped, after the index had been changed: readers can find {amounts} now.",
            amounts=amounts(live.commit),
        )
    return message(
        "Stopped. What had been read until then is saved: readers can find {amounts} now. The next "
        "`python -m indexer update` reads the rest.",
        amounts=amounts(live.commit),
    )


def _nothing_changed(history: History, before: str) -> Message:
    if not history.has_saved_part():
        return (
            message("Stopped. The index is as it was before.")
            if before
            else message("Stopped. There is no index yet.")
        )
    if before:
        return message(
            "Stopped. Readers have what they had before. What had been read until then is saved: "
            "the same command, run again, goes on from there."
        )
    return message(
        "Stopped. There is no index yet. What had been read until then is saved: the same command, "
        "run again, goes on from there."
    )
