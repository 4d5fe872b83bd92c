"""What can be searched for that begins as what a reader types: words, subjects, creators, titles.

A suggestion must not give away what only one publication says, such as a person's name: it is made
only of what at least two public publications hold. Nothing that was typed is remembered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from indexer.engine.analysis import fold, lowercase, shares_stem, tokenize
from indexer.engine.port import Engine, WordCount
from indexer.engine.query import MAX_CHARACTERS
from indexer.languages import FUNCTION_WORDS
from indexer.model import Metadata, Record
from search_app.library.partial_query import PartialQuery, parse_partial
from search_app.library.suggestion_index import (
    FEWEST,
    NamedValue,
    PrefixIndex,
    counted,
)

MAX_SUGGESTIONS: Final = 8
"""Suggestions for one beginning."""
FEWEST_LETTERS: Final = 2
WORD_LETTERS: Final = 3
"""Letters of the beginning of a word: with fewer, what is offered has little to do with it."""
_TITLES_TRIED: Final = 12
"""Titles whose words are looked up; of a collection's titles, those that come first mostly do."""
_WORDS: Final = 12
"""Words that are looked at, as some are forms of others."""
_WORDS_AFTER_OTHERS: Final = 5
"""Words that are looked at together with those before them. With 5 this takes 5.7 ms (p50, 10,000
publications of 360 words; 11 ms with 12).
"""
_WITHOUT_QUOTES: Final = dict.fromkeys(map(ord, '"“”„«»'), " ")


class SuggestionKind(StrEnum):
    """What is suggested."""

    WORD = "word"
    SUBJECT = "subject"
    CREATOR = "creator"
    TITLE = "title"


_SHARES: Final = {
    SuggestionKind.WORD: 3,
    SuggestionKind.SUBJECT: 2,
    SuggestionKind.CREATOR: 1,
    SuggestionKind.TITLE: 2,
}
"""How many of each kind there are where more could be; what one does not need the others get."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` is the whole query with it, `name` the word, title or name alone; `publications` is
    how many public publications have it; of a word after others, how many the query finds.
    """

    kind: SuggestionKind
    text: str
    name: str
    publications: int


class Suggestions:
    """What one state of the index offers, without the publications that are `hidden`."""

    def __init__(self, engine: Engine, records: Iterable[Record], hidden: frozenset[str]) -> None:
        self._engine = engine
        self._hidden = hidden
        public = [
            record.publication.metadata
            for record in records
            if record.searchable and record.publication.id not in hidden
        ]
        self._names = {
            SuggestionKind.SUBJECT: PrefixIndex(counted((one.subjects for one in public), FEWEST)),
            SuggestionKind.CREATOR: PrefixIndex(counted((one.creators for one in public), FEWEST)),
            SuggestionKind.TITLE: PrefixIndex(counted(((one.title,) for one in public), 1)),
        }
        described = Counter(word for one in public for word in _described(one))
        self._known = frozenset(w for w, count in described.items() if count >= FEWEST)

    def find(self, text: str) -> Sequence[Suggestion]:
        """At most `MAX_SUGGESTIONS` suggestions for the beginning of a query, best first."""
        typed = parse_partial(text)
        if typed is None or typed.letters < FEWEST_LETTERS:
            return ()
        found = {kind: self._named(typed, kind) for kind in self._names}
        found[SuggestionKind.WORD] = self._words(typed)
        fitting = {kind: [one for one in found[kind] if _fits(one, text)] for kind in _order(typed)}
        return _shared(fitting)

    def _words(self, typed: PartialQuery) -> list[Suggestion]:
        if len(typed.word) < WORD_LETTERS:
            return []
        follows = re.search(r"\w", typed.lead) is not None
        most = _WORDS_AFTER_OTHERS if follows else _WORDS
        words = self._engine.words_beginning(typed.word, self._hidden, most)
        if not follows:
            return [_completed(typed, one) for one in _different(words)]
        if typed.complete:
            words = self._side_by_side(typed.complete[-1], words)
        return self._together([_completed(typed, one) for one in _different(words)])

    def _side_by_side(self, before: str, words: Sequence[WordCount]) -> list[WordCount]:
        """First those that most publications have right after the word `before`."""

        def publications(word: WordCount) -> int:
            count = self._engine.count(f'"{before} {word.word}"', self._hidden)
            return count if count >= FEWEST else 0

        return sorted(words, key=publications, reverse=True)

    def _together(self, found: Sequence[Suggestion]) -> list[Suggestion]:
        """Those whose query two public publications match, and no more than are shown."""
        counted = (
            replace(one, publications=self._engine.count(one.text, self._hidden)) for one in found
        )
        often = (one for one in counted if one.publications >= FEWEST)
        return list(islice(often, _SHARES[SuggestionKind.WORD]))

    def _named(self, typed: PartialQuery, kind: SuggestionKind) -> list[Suggestion]:
        if typed.field not in ("", kind):
            return []
        most = _TITLES_TRIED if kind is SuggestionKind.TITLE else MAX_SUGGESTIONS + 1
        named = self._names[kind].find(typed.complete, typed.beginning, most)
        if kind is SuggestionKind.TITLE:
            named = [one for one in named if self._is_harmless(one.name)]
        return [_suggestion(typed, kind, one) for one in named]

    def _is_harmless(self, title: str) -> bool:
        """Whether all of its words, but function words, are in two public publications."""
        words = {lowercase(token.text) for token in tokenize(title)} - FUNCTION_WORDS
        return all(
            word in self._known or self._engine.publications_spelling(word, self._hidden) >= FEWEST
            for word in words
        )


def _described(metadata: Metadata) -> set[str]:
    """The words that stand in the metadata that readers see, in small letters."""
    texts = (metadata.title, metadata.description, *metadata.creators, *metadata.subjects)
    return {lowercase(token.text) for text in texts for token in tokenize(text)}


def _order(typed: PartialQuery) -> Sequence[SuggestionKind]:
    """Names that hold several typed words are what they mean; a single word begins many things."""
    return sorted(
        SuggestionKind, key=lambda kind: (kind is SuggestionKind.WORD) == bool(typed.complete)
    )


def _fits(suggestion: Suggestion, text: str) -> bool:
    """Whether it is more than what was typed, and no longer than what is read."""
    return suggestion.text != text and len(suggestion.text) <= MAX_CHARACTERS


def _different(words: Iterable[WordCount]) -> list[WordCount]:
    """`words` without those that are forms of one before, which a search finds together."""
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
    inside = " ".join(named.name.translate(_WITHOUT_QUOTES).split())
    return Suggestion(kind, f'{typed.before}{kind}:"{inside}"', named.name, named.publications)


def _shared(found: Mapping[SuggestionKind, Sequence[Suggestion]]) -> Sequence[Suggestion]:
    """At most `MAX_SUGGESTIONS` of all kinds, in the order of `found`, as `_SHARES` says."""
    given = {kind: min(len(of_kind), _SHARES[kind]) for kind, of_kind in found.items()}
    for kind, of_kind in found.items():
        given[kind] += min(len(of_kind) - given[kind], MAX_SUGGESTIONS - sum(given.values()))
    return [one for kind, of_kind in found.items() for one in of_kind[: given[kind]]]
