"""Looks for a better spelling of one request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product
from typing import Final

from indexer.engine.analysis import lowercase
from indexer.engine.ast import Node, Word
from indexer.engine.port import MIN_PUBLICATIONS, Reader, SearchRequest, SearchResult, Spelling
from indexer.engine.query import MAX_CHARACTERS, parse
from indexer.engine.spelling.choices import TOGETHER, Choice, Chooser
from indexer.engine.spelling.context import Context
from indexer.engine.spelling.words_of_query import loose_pairs, with_replaced, word_sequences
from indexer.fields import NO_FILTERS
from indexer.languages import FUNCTION_WORDS

ENOUGH_HITS: Final = 5
"""A query that finds as many publications is not corrected."""
MAX_UNKNOWN_WORDS: Final = 3
"""A query with more unknown words is in another language, or not text."""
MAX_TRIES: Final = 6
"""Corrected queries of which it is asked what they find."""
MUCH_MORE: Final = 10
"""How many times as many publications have the spelling with accents, for it to be restored."""


def correct(reader: Reader, request: SearchRequest, result: SearchResult) -> str | None:
    """A better text for `request`, whose result is `result`; None if there is none, or the query
    finds enough.
    """
    tree = result.query.tree
    if tree is None or result.total >= ENOUGH_HITS:
        return None
    return _Correction(reader, request, tree, result.total).better()


@dataclass(slots=True)
class _Correction:
    """One request: its text, what it is understood as, and how much it finds."""

    reader: Reader
    request: SearchRequest
    tree: Node
    total: int

    def better(self) -> str | None:
        """The text of a query that finds more."""
        sequences = word_sequences(self.tree)
        words = list(dict.fromkeys(word for words in sequences for word in words))
        joined = self._joined()
        in_joined = {word for pair in joined for word in pair.split()}
        unknown = [word for word in self._unknown(words) if word not in in_joined]
        if len(unknown) > MAX_UNKNOWN_WORDS or not (unknown or joined):
            return None
        known = self._known(words, {*unknown, *in_joined})
        context = Context(self.reader, sequences, known)
        chooser = Chooser(self.reader, context)
        choices = {word: found for word in unknown if (found := chooser.choices(word))}
        if not (choices or joined):
            return None
        for chosen in islice(self._combinations(choices, context), MAX_TRIES):
            text = with_replaced(
                self.request.text[:MAX_CHARACTERS], joined | chosen | self._restored(known)
            )
            if self._total(text) > self.total:
                return text
        return None

    # --- words

    def _unknown(self, words: Sequence[str]) -> list[str]:
        """The words that nobody has, in any form."""
        counts = self.reader.publications_with(words)
        return [
            word
            for word, count in zip(words, counts, strict=True)
            if not count
            and word not in FUNCTION_WORDS
            and not self.reader.count(Word(lowercase(word)), NO_FILTERS)
        ]

    def _known(self, words: Sequence[str], others: set[str]) -> dict[str, Spelling]:
        found = ((word, self.reader.spelled(word)) for word in words if word not in others)
        return {word: one for word, one in found if one is not None}

    def _joined(self) -> dict[str, str]:
        """Neighbours that are one word here, of which one is no word by itself."""
        found: dict[str, str] = {}
        for pair in loose_pairs(self.tree):
            counts = self.reader.publications_with(pair)
            is_broken = any(not n and one not in FUNCTION_WORDS for one, n in zip(pair, counts, strict=True))
            if is_broken and (whole := self.reader.spelled("".join(pair))):
                found[" ".join(pair)] = whole.word
        return found

    def _restored(self, known: Mapping[str, Spelling]) -> dict[str, str]:
        """Words that were typed without the accents that nearly all publications write."""
        return {
            word: one.word
            for word, one in known.items()
            if word.isascii()
            and word not in FUNCTION_WORDS
            and one.word != word
            and self.reader.count_spelling(word) * MUCH_MORE <= one.publications
        }

    # --- combinations

    def _combinations(
        self, choices: Mapping[str, Sequence[Choice]], context: Context
    ) -> Iterator[dict[str, str]]:
        """What each word is replaced by, the likeliest combination first."""
        likely = {word: found[0].text for word, found in choices.items()}
        rated = {
            word: [self._in_context(word, one, likely, context) for one in found]
            if len(found) > 1
            else found
            for word, found in choices.items()
        }
        ways = product(*rated.values())
        for way in sorted(ways, key=lambda way: -sum(one.score for one in way)):
            yield {word: one.text for word, one in zip(rated, way, strict=True)}

    def _in_context(
        self, word: str, one: Choice, likely: Mapping[str, str], context: Context
    ) -> Choice:
        others = {key: text for key, text in likely.items() if key != word}
        is_together = context.together(word, one.text, others) > 0
        return replace(one, score=one.score + TOGETHER) if is_together else one

    def _total(self, text: str) -> int:
        tree = parse(text).tree
        return 0 if tree is None else self.reader.count(tree, self.request.filters)
