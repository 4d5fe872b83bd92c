"""The index behind one small port: `open_engine` reads it, the two writers change it.

Which engine does so is the setting `engine`; `ENGINES` has a row for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from indexer.engine.index_history import History
from indexer.engine.meaning import weights
from indexer.engine.port import Engine, Writer
from indexer.messages import NO_MESSAGE, Message, message, plural
from indexer.settings import Settings

OnWords = Callable[[int, int], None]
"""Is told how many of how many words are done."""


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
    encode_words: Callable[[Settings, OnWords], int]
    carry_words: Callable[[Settings, Settings], None]
    encoded_words: Callable[[Settings], int]


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


@dataclass(frozen=True, slots=True)
class MeaningState:
    """Whether words are found by meaning: how many words of the index can be, and why it is off;
    `NO_MESSAGE` if it is not.
    """

    words: int
    off_because: Message

    @property
    def text(self) -> Message:
        """The same in a sentence or two, for staff."""
        if self.off_because:
            return message(
                "Words are not found by meaning, only as they are written and by the glossary. "
                "{reason}",
                reason=self.off_because,
            )
        return plural(
            "{count} word of the index can be found by meaning, in whatever language it is asked "
            "for.",
            "{count} words of the index can be found by meaning, in whatever language they are "
            "asked for.",
            self.words,
        )


def meaning_state(settings: Settings) -> MeaningState:
    """Whether words are found by meaning.

    Raises:
        IndexUnusable: there is no index, or it cannot be read.
    """
    words = ENGINES[settings.engine].encoded_words(settings)
    if not settings.meaning:
        return MeaningState(words, message("The setting meaning switches it off."))
    if why := weights.fault():
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
    if not settings.meaning or weights.fault():
        return 0
    return ENGINES[settings.engine].encode_words(settings, on_progress)


def carry_words(source: Settings, target: Settings) -> None:
    """Take over what was prepared in the index of `source` for the words that are in the index of
    `target` too.

    Raises:
        IndexUnusable, IndexUnwritable
    """
    ENGINES[target.engine].carry_words(source, target)


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


def _encode_words_embedded(settings: Settings, on_progress: OnWords) -> int:
    from indexer.engine.embedded.write import word_encoding

    return word_encoding.encode_new_words(settings.index, on_progress)


def _carry_words_embedded(source: Settings, target: Settings) -> None:
    from indexer.engine.embedded.write import word_encoding

    word_encoding.carry_words(source.index, target.index)


def _encoded_words_embedded(settings: Settings) -> int:
    from indexer.engine.embedded.write import word_encoding

    return word_encoding.encoded_words(settings.index)


ENGINES: Final[Mapping[str, Backend]] = {
    "embedded": Backend(
        _open_embedded,
        _open_previous_embedded,
        _extend_embedded,
        _replace_embedded,
        _embedded_history,
        _encode_words_embedded,
        _carry_words_embedded,
        _encoded_words_embedded,
    ),
}
"""The engines by the names that the setting `engine` takes."""
