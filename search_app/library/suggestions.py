"""Completions of what a reader types: words, subjects, creators and titles.

A suggestion must not give away what only one publication says, such as a person's name: it is made
only of what at least two public publications have. Nothing that was typed is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from indexer.engine.analysis import fold, lowercase, shares_stem, tokenize
from indexer.engine.port import MIN_PUBLICATIONS, Reader, WordCount
from indexer.engine.query import MAX_CHARACTERS, parse, straighten_quotes
from indexer.fields import NO_FILTERS
from indexer.languages import FUNCTION_WORDS
from search_app.library.partial_query import PartialQuery, parse_partial
from search_app.library.suggestion_index import (
    NamedValue,
    SuggestionIndex,
    SuggestionKind,
)

MAX_SUGGESTIONS: Final = 8
"""Suggestions for one query."""
MIN_LETTERS: Final = 2
MIN_WORD_LETTERS: Final = 3
"""Letters of a word that is completed: with fewer, completions have little to do with it."""
_MAX_TITLES_TRIED: Final = 12
"""Titles whose words are looked up; most of a collection's titles may be shown."""
_MAX_WORDS: Final = 12
"""Words that are looked up, as some are forms of others."""
_MAX_WORDS_AFTER_OTHERS: Final = 5
"""Words that are counted together with those before them. With 5 this takes 5.7 ms (p50, 10,000
publications of 360 words; 11 ms with 12).
"""


_SHARES: Final = {
    SuggestionKind.WORD: 3,
    SuggestionKind.SUBJECT: 2,
    SuggestionKind.CREATOR: 1,
    SuggestionKind.TITLE: 2,
}
"""The share of each kind if there are more; what one does not need goes to the others."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` is the whole query, `name` the word, title or name alone; `publications` is how many
    public publications have it or, of a word after others, how many the query finds.
    """

    kind: SuggestionKind
    text: str
    name: str
    publications: int


@dataclass(frozen=True, slots=True)
class Suggester:
    """Suggests what the publications of `reader` have; `index` is of the same publications."""

    reader: Reader
    index: SuggestionIndex

    def suggest(self, text: str) -> Sequence[Suggestion]:
        """At most `MAX_SUGGESTIONS` completions of the query `text`, best first."""
        typed = parse_partial(text)
        if typed is None or typed.letters < MIN_LETTERS:
            return ()
        found = {kind: self._named(typed, kind) for kind in self.index.values}
        found[SuggestionKind.WORD] = self._words(typed)
        fitting = {kind: [one for one in found[kind] if _fits(one, text)] for kind in _order(typed)}
        return _shared(fitting)

    def _words(self, typed: PartialQuery) -> list[Suggestion]:
        if len(typed.word) < MIN_WORD_LETTERS:
            return []
        follows = re.search(r"\w", typed.lead) is not None
        limit = _MAX_WORDS_AFTER_OTHERS if follows else _MAX_WORDS
        words = self.reader.words_with_prefix(typed.word, limit)
        if not follows:
            return [_completed(typed, one) for one in _different(words)]
        if typed.complete:
            words = self._side_by_side(typed.complete[-1], words)
        return self._together([_completed(typed, one) for one in _different(words)])

    def _side_by_side(self, before: str, words: Sequence[WordCount]) -> list[WordCount]:
        """First those that most publications have right after the word `before`."""

        def publications(word: WordCount) -> int:
            count = self._count(f'"{before} {word.word}"')
            return count if count >= MIN_PUBLICATIONS else 0

        return sorted(words, key=publications, reverse=True)

    def _together(self, found: Sequence[Suggestion]) -> list[Suggestion]:
        """Those whose query two public publications match, and no more than are shown."""
        counted = (replace(one, publications=self._count(one.text)) for one in found)
        frequent = (one for one in counted if one.publications >= MIN_PUBLICATIONS)
        return list(islice(frequent, _SHARES[SuggestionKind.WORD]))

    def _count(self, text: str) -> int:
        tree = parse(text).tree
        return 0 if tree is None else self.reader.count(tree, NO_FILTERS)

    def _named(self, typed: PartialQuery, kind: SuggestionKind) -> list[Suggestion]:
        if typed.field not in ("", kind):
            return []
        limit = _MAX_TITLES_TRIED if kind is SuggestionKind.TITLE else MAX_SUGGESTIONS + 1
        named = self.index.values[kind].find(typed.complete, typed.beginning, limit)
        if kind is SuggestionKind.TITLE:
            named = [one for one in named if self._is_harmless(one.name)]
        return [_suggestion(typed, kind, one) for one in named]

    def _is_harmless(self, title: str) -> bool:
        """Whether all of its words, but function words, are in two public publications."""
        words = {lowercase(token.text) for token in tokenize(title)} - FUNCTION_WORDS
        return all(
            word in self.index.frequent_words
            or self.reader.count_spelling(word) >= MIN_PUBLICATIONS
            for word in words
        )


def _order(typed: PartialQuery) -> Sequence[SuggestionKind]:
    """Names with several of the typed words come first; a single word begins many things."""
    return sorted(
        SuggestionKind, key=lambda kind: (kind is SuggestionKind.WORD) == bool(typed.complete)
    )


def _fits(suggestion: Suggestion, text: str) -> bool:
    """Whether it adds to what was typed, and is not longer than a query may be."""
    return suggestion.text != text and len(suggestion.text) <= MAX_CHARACTERS


def _different(words: Iterable[WordCount]) -> list[WordCount]:
    """`words` without other forms of one before, which a search finds together."""
    kept: list[WordCount] = []
    for word in words:
        if not any(shares_stem(fold(word.word), fold(other.word)) for other in kept):
            kept.append(word)
    return kept


def _completed(typed: PartialQuery, word: WordCount) -> Suggestion:
    text = f"{typed.lead}{word.word}{typed.closing}"
    return Suggestion(SuggestionKind.WORD, text, word.word, word.publications)


def _suggestion(typed: PartialQuery, kind: SuggestionKind, named: NamedValue) -> Suggestion:
    # A quotation mark inside would end the phrase; words are found without it.
    inside = " ".join(straighten_quotes(named.name).replace('"', " ").split())
    field = typed.called or kind
    return Suggestion(kind, f'{typed.before}{field}:"{inside}"', named.name, named.publications)


def _shared(found: Mapping[SuggestionKind, Sequence[Suggestion]]) -> Sequence[Suggestion]:
    """At most `MAX_SUGGESTIONS` of all kinds, in the order of `found`, as `_SHARES` says."""
    given = {kind: min(len(of_kind), _SHARES[kind]) for kind, of_kind in found.items()}
    for kind, of_kind in found.items():
        given[kind] += min(len(of_kind) - given[kind], MAX_SUGGESTIONS - sum(given.values()))
    return [one for kind, of_kind in found.items() for one in of_kind[: given[kind]]]
