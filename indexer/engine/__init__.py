"""The index behind one small port: `open_engine` reads it, the two writers change it.

Which engine does so is the setting `engine`; `ENGINES` has a row for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from indexer.engine.index_history import History
from indexer.engine.meaning import encoder_weights
from indexer.engine.meaning.word_store import MeaningState, OnWords, WordStore
from indexer.engine.port import Engine, Writer
from indexer.messages import NO_MESSAGE, message
from indexer.settings import Settings


@dataclass(frozen=True, slots=True)
class Backend:
    """How an engine's index is opened, extended, replaced, and how it goes back: see the functions
    of these names. `words` is what it finds words by meaning with; None if it does not.
    """

    open: Callable[[Settings], Engine]
    open_previous: Callable[[Settings], Engine]
    extend: Callable[[Settings, str], Writer]
    replace: Callable[[Settings, str], Writer]
    history: Callable[[Settings], History]
    words: Callable[[Settings], WordStore] | None = None


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


def meaning_state(settings: Settings) -> MeaningState:
    """Whether words are found by meaning."""
    store = _words(settings)
    words = 0 if store is None else store.count()
    if not settings.meaning:
        return MeaningState(words, message("The setting meaning switches it off."))
    if why := encoder_weights.fault():
        return MeaningState(words, why)
    waiting = message("The words of the index are not prepared for it yet; `update` does so.")
    return MeaningState(words, NO_MESSAGE if words else waiting)


def encode_words(settings: Settings, on_progress: OnWords) -> int:
    """Prepare the words of the live commit that are new to be found by meaning; returns how many
    these were. It can be stopped at any time, and goes on from there when it is called again.

    Raises:
        IndexUnusable: there is no index, or it cannot be read.
        IndexUnwritable: the system refuses to write it.
    """
    store = _words(settings)
    if store is None or not settings.meaning or encoder_weights.fault():
        return 0
    return store.encode_new(on_progress)


def carry_words(source: Settings, target: Settings) -> None:
    """Take over what was prepared in the index of `source` for the words that are in the index of
    `target` too, which is of the same engine.

    Raises:
        IndexUnusable, IndexUnwritable
    """
    store = _words(source)
    if store is not None:
        store.carry_to(target)


def _words(settings: Settings) -> WordStore | None:
    open_words = ENGINES[settings.engine].words
    return None if open_words is None else open_words(settings)


# An engine's modules are imported when it is used: others need not be installed.


def _open_embedded(settings: Settings) -> Engine:
    from indexer.engine.embedded.engine import EmbeddedEngine
    from indexer.engine.embedded.format.word_vectors import no_vectors, open_vectors

    vectors = open_vectors if settings.meaning else no_vectors
    return EmbeddedEngine(settings.index, settings.cache_mb << 20, vectors)


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


def _embedded_words(settings: Settings) -> WordStore:
    from indexer.engine.embedded.write.word_encoding import EmbeddedWords

    return EmbeddedWords(settings.index)


ENGINES: Final[Mapping[str, Backend]] = {
    "embedded": Backend(
        _open_embedded,
        _open_previous_embedded,
        _extend_embedded,
        _replace_embedded,
        _embedded_history,
        _embedded_words,
    ),
}
"""The engines by the names that the setting `engine` takes."""
