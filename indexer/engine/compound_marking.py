"""Where the words of a phrase stand in a text, when compounds are among those of either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.engine.analysis import HYPHEN, Token, folded, joined, parts, tokens
from indexer.engine.tree import Phrase

Stretch = tuple[int, int]


class Words:
    """The words of one text, and which of them are compounds."""

    def __init__(self, text: str, wholes: Sequence[Token]) -> None:
        self._tokens = tokens(text)
        self._bases = [folded(token.text) for token in self._tokens]
        numbers = {token.start: number for number, token in enumerate(self._tokens)}
        self._wholes = [
            (numbers[whole.start], len(parts(whole.text)), folded(joined(whole.text)))
            for whole in wholes
        ]

    def rows(self, phrase: Phrase) -> Iterator[Stretch]:
        """Where each word of the phrase begins where the one before it ends."""
        ends = [dict(self.places(word)) for word in phrase.words]
        for start in ends[0]:
            at: int | None = start
            for word in ends:
                at = word.get(at) if at is not None else None
            if at is not None:
                yield self.stretch(start, at)

    def places(self, word: str) -> list[Stretch]:
        """Where a word of a phrase begins and ends, in numbers of words."""
        base = folded(joined(word))
        found = [(at, at + 1) for at, one in enumerate(self._bases) if one == base]
        found += [(at, at + count) for at, count, whole in self._wholes if whole == base]
        if HYPHEN in word:
            apart = [folded(part) for part in parts(word)]
            ends = ((at, at + len(apart)) for at in range(len(self._bases)))
            found += [(at, end) for at, end in ends if self._bases[at:end] == apart]
        return sorted(set(found))

    def stretch(self, first: int, end: int) -> Stretch:
        """The stretch of the text from one word up to, but without, another."""
        return self._tokens[first].start, self._tokens[end - 1].end
