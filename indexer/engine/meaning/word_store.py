"""What every engine says and does about the words that it finds by meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from indexer.messages import Message, message, plural
from indexer.settings import Settings

OnWords = Callable[[int, int], None]
"""Is told how many of how many words are done."""


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


class WordStore(Protocol):
    """The vectors of the words of one index, beside it: it answers without them too."""

    def count(self) -> int:
        """How many words have a vector that can be used."""

    def encode_new(self, on_progress: OnWords) -> int:
        """Give a vector to each word of the live commit that has none, and drop those of other
        words; returns how many were encoded.

        It can be stopped at any time, and goes on from there when it is called again. One process
        at a time does it, and another returns at once; others may change the index meanwhile.

        Raises:
            ProgramIncomplete: the encoder is not installed.
            IndexUnusable: there is no live commit.
            IndexUnwritable: the vectors cannot be written.
        """

    def carry_to(self, target: Settings) -> None:
        """Take the vectors over to the index of `target`, of the words that it has.

        Raises:
            IndexUnusable: there is no live commit.
            IndexUnwritable: the vectors cannot be written.
        """
