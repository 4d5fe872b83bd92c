"""The index behind one small port: `open_engine` reads it, the two writers change it."""

from __future__ import annotations

from indexer.engine.port import Engine, Writer
from indexer.settings import Settings


def open_engine(settings: Settings) -> Engine:
    """A reader of the live generation.

    Raises:
        IndexMissing: nothing was indexed yet.
        IndexUnusable: the index is of another format, or damaged.
    """
    from indexer.engine.embedded.engine import EmbeddedEngine

    return EmbeddedEngine(settings.index, settings.cache_mb << 20)


def extend_index(settings: Settings, options: str = "") -> Writer:
    """A transaction on the live generation; holds the index's lock until commit or cancel.

    `options` names whatever else an index depends on (the version of the extractors).

    Raises:
        IndexMissing: nothing was indexed yet.
        IndexOutdated: the index was written in another format, or with other options.
        IndexDamaged: it cannot be opened.
        IndexLocked: another indexer is at work.
    """
    from indexer.engine.embedded.write import writer

    return writer.extend(settings.index, options, settings.index_mb << 20)


def replace_index(settings: Settings, options: str = "") -> Writer:
    """A transaction that builds a new generation beside the live one and then takes its place.

    Raises:
        IndexLocked: another indexer is at work.
    """
    from indexer.engine.embedded.write import writer

    return writer.replace(settings.index, options, settings.index_mb << 20, settings.generations)
