"""The index behind one small port: `open_engine` reads it, the two writers change it.

Which engine does so is the setting `engine`; `ENGINES` has a row for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from indexer.engine.index_history import History
from indexer.engine.port import Engine, Writer
from indexer.settings import Settings


@dataclass(frozen=True, slots=True)
class Backend:
    """How an engine's index is opened, extended, replaced, and how it goes back: see the functions
    of these names.
    """

    open: Callable[[Settings], Engine]
    open_previous: Callable[[Settings], Engine]
    extend: Callable[[Settings, str], Writer]
    replace: Callable[[Settings, str], Writer]
    history: Callable[[Settings], History]


def open_engine(settings: Settings) -> Engine:
    """A reader of the live generation.

    Raises:
        IndexMissing: nothing was indexed yet.
        IndexUnusable: the index is of another format, or damaged.
    """
    return ENGINES[settings.engine].open(settings)


def open_previous(settings: Settings) -> Engine:
    """A reader of the live generation, also if it has another format: for what is taken over from
    it. What cannot be understood is damage (`IndexDamaged`), now or when it is read.

    Raises:
        IndexMissing: nothing was indexed yet.
        IndexUnusable: it cannot be understood.
    """
    return ENGINES[settings.engine].open_previous(settings)


def extend_index(settings: Settings, options: str = "") -> Writer:
    """A transaction on the live generation; holds the index's lock until commit or cancel.

    `options` names whatever else an index depends on (the version of the extractors).

    Raises:
        IndexMissing: nothing was indexed yet.
        IndexOutdated: the index was written in another format, or with other options.
        IndexDamaged: it cannot be opened.
        IndexLocked: another indexer is at work.
    """
    return ENGINES[settings.engine].extend(settings, options)


def replace_index(settings: Settings, options: str = "") -> Writer:
    """A transaction that builds a new generation beside the live one and then takes its place. It
    goes on with one that an interrupted run has saved with the same options.

    Raises:
        IndexLocked: another indexer is at work.
    """
    return ENGINES[settings.engine].replace(settings, options)


def index_history(settings: Settings) -> History:
    """The generations of the index."""
    return ENGINES[settings.engine].history(settings)


# An engine's modules are imported when it is used: others need not be installed.


def _open_embedded(settings: Settings) -> Engine:
    from indexer.engine.embedded.engine import EmbeddedEngine

    return EmbeddedEngine(settings.index, settings.cache_mb << 20)


def _open_previous_embedded(settings: Settings) -> Engine:
    from indexer.engine.embedded.engine import AnyFormatEngine

    return AnyFormatEngine(settings.index, settings.cache_mb << 20)


def _extend_embedded(settings: Settings, options: str) -> Writer:
    from indexer.engine.embedded.write import writer

    return writer.extend(settings.index, options, settings.index_mb << 20)


def _replace_embedded(settings: Settings, options: str) -> Writer:
    from indexer.engine.embedded.write import writer

    return writer.replace(settings.index, options, settings.index_mb << 20, settings.generations)


def _embedded_history(settings: Settings) -> History:
    from indexer.engine.embedded.history import EmbeddedHistory

    return EmbeddedHistory(settings.index)


ENGINES: Final[Mapping[str, Backend]] = {
    "embedded": Backend(
        _open_embedded,
        _open_previous_embedded,
        _extend_embedded,
        _replace_embedded,
        _embedded_history,
    ),
}
"""The engines by the names that the setting `engine` takes."""
