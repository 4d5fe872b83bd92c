"""Looks for a better spelling of one request."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final

from indexer.engine.analysis import one_word_forms
from indexer.engine.ast import And, Exact, Node, Not, Or, Phrase, RangeQuery, Word
from indexer.engine.port import Reader
from indexer.engine.query import MAX_CHARACTERS, parse
from indexer.engine.searches import SearchRequest, SearchResult
from indexer.engine.spelling.choices import TOGETHER, Chooser, LikelyWord
from indexer.engine.spelling.context import Context
from indexer.engine.spelling.words_of_query import (
    acronyms,
    capitalised,
    loose_pairs,
    with_replaced,
    word_sequences,
)
from indexer.fields import NO_FILTERS
from indexer.languages import FUNCTION_WORDS
from indexer.word_frequencies import frequency

ENOUGH_HITS: Final = 5
"""A query that finds as many publications is not corrected."""
MAX_UNKNOWN_WORDS: Final = 3
"""A query with more unknown words is in another language, or not text."""
MAX_TRIES: Final = 6
"""Corrected queries of which it is asked what they find."""
MUCH_MORE: Final = 10
"""How many times as many publications have the spelling with accents, for it to be restored."""

_Filter = Exact | RangeQuery | Not
"""What limits a query, and is no text of it."""


def prepare() -> None:
    """Load the list of words (20 ms), so that no first request waits for it."""
    frequency("")


def correct(reader: Reader, request: SearchRequest, result: SearchResult) -> str | None:
    """A better text for `request`, whose result is `result`; None if there is none, or the query
    finds enough.
    """
    tree = result.query.tree
    if tree is None or _is_answered(result):
        return None
    return _Correction(reader, request, tree, result.total).better()


def _is_answered(result: SearchResult) -> bool:
    """Whether the query finds enough as it is understood, so that no word of it is in doubt."""
    return result.total >= ENOUGH_HITS


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a query, as they stand together: `known` to two publications or more, `rare`, in
    one or in other forms only, or `unknown`. `joined` are two that are one word here.
    """

    sequences: Sequence[Sequence[str]]
    known: Sequence[str]
    rare: Sequence[str]
    unknown: Sequence[str]
    joined: dict[str, str]


@dataclass(slots=True)
class _Correction:
    """One request: its text, what it is understood as, and how much it finds."""

    reader: Reader
    request: SearchRequest
    tree: Node
    total: int

    def better(self) -> str | None:
        """The text of a query that finds more, or better partial matches."""
        words = self._words()
        if len(words.unknown) > MAX_UNKNOWN_WORDS:
            return None
        context = Context(self.reader, words.sequences, frozenset(words.known))
        combinations = _combinations(self._choices(words, context), context)
        ways = [words.joined | chosen for chosen in islice(combinations, MAX_TRIES)]
        if not ways[0]:
            return None
        replaced = frozenset(word for typed in ways[0] for word in typed.split())
        if self._rest_is_found(replaced):
            restored = self._restored(words.known, context)
            for way in ways:
                text = self._text(way | restored)
                if self._total(text) > self.total:
                    return text
        if self._meets_others(ways[0].values(), words.known):
            return self._text(ways[0] | self._restored(words.known, context))
        return None

    def _text(self, instead: Mapping[str, str]) -> str:
        return with_replaced(self.request.text[:MAX_CHARACTERS], instead)

    def _rest_is_found(self, replaced: Container[str]) -> bool:
        """Whether a publication has all other words that a query needs, as far as that is plain: if
        not, it has no words to be replaced by.
        """
        if self.total or not isinstance(self.tree, And):
            return True
        if not all(isinstance(one, Word | _Filter) for one in self.tree.nodes):
            return True  # a phrase may be what was typed in another way
        rest = tuple(
            one
            for one in self.tree.nodes
            if not isinstance(one, Word) or not (one.text in replaced or _may_be_optional(one.text))
        )
        return not rest or self.reader.count(And(rest), self.request.filters) > 0

    def _choices(self, words: _Words, context: Context) -> dict[str, Sequence[LikelyWord]]:
        """What can have been meant by each word that may be misspelt."""
        chooser = Chooser(self.reader, context, capitalised(self.request.text))
        unknown = {word: chooser.of_unknown(word) for word in words.unknown}
        rare = () if self.total else words.rare
        return {**unknown, **{word: chooser.of_known(word) for word in rare}}

    def _meets_others(self, meant: Iterable[str], known: Sequence[str]) -> bool:
        """Whether each word that is meant is in a publication with another word of the query: so
        that a question of which no publication holds every word finds better partial matches.
        """
        if self.total or not isinstance(self.tree, And):
            return False
        filters = tuple(one for one in self.tree.nodes if isinstance(one, _Filter))
        words = tuple(Word(word) for word in known if word not in FUNCTION_WORDS)
        if not words or len(filters) + sum(map(_is_text, self.tree.nodes)) < len(self.tree.nodes):
            return False
        trees = (parse(one).tree for one in meant)
        return all(
            tree and self.reader.count(And((*filters, tree, Or(words))), self.request.filters)
            for tree in trees
        )

    # --- words

    def _words(self) -> _Words:
        sequences = word_sequences(self.tree)
        words = list(dict.fromkeys(word for words in sequences for word in words))
        counts = dict(zip(words, self.reader.publications_with(words), strict=True))
        right = FUNCTION_WORDS | acronyms(self.request.text)
        joined = self._joined({word for word in words if not counts[word] and word not in right})
        apart = {word for pair in joined for word in pair.split()}
        doubted = [word for word in words if not counts[word] and word not in right | apart]
        unknown = [word for word in doubted if not self.reader.count(Word(word), NO_FILTERS)]
        return _Words(
            sequences,
            known=[word for word in words if counts[word] and word not in apart],
            rare=[word for word in doubted if word not in unknown],
            unknown=unknown,
            joined=joined,
        )

    def _joined(self, rare: Container[str]) -> dict[str, str]:
        """Neighbours that are one word here, of which one is no word by itself."""
        return {
            f"{first} {second}": whole.word
            for first, second in loose_pairs(self.tree)
            if (first in rare or second in rare) and (whole := self.reader.spelled(first + second))
        }

    def _restored(self, known: Sequence[str], context: Context) -> dict[str, str]:
        """Words that were typed without the accents that nearly all publications write."""
        bare = (word for word in known if word.isascii() and word not in FUNCTION_WORDS)
        spelled = {word: one for word in bare if (one := context.spelled(word))}
        return {
            word: one.word
            for word, one in spelled.items()
            if one.word != word and self.reader.count_spelling(word) * MUCH_MORE <= one.publications
        }

    def _total(self, text: str) -> int:
        tree = parse(text).tree
        return 0 if tree is None else self.reader.count(tree, self.request.filters)


def _may_be_optional(word: str) -> bool:
    return not FUNCTION_WORDS.isdisjoint((word, *one_word_forms(word)))


def _is_text(node: Node) -> bool:
    return isinstance(node, Word | Phrase)


def _combinations(
    choices: Mapping[str, Sequence[LikelyWord]], context: Context
) -> Iterator[dict[str, str]]:
    """What words are replaced by, the likeliest combination first."""
    likely = {word: found[0].text for word, found in choices.items() if found}
    rated = {
        word: kept
        for word, found in choices.items()
        if (kept := [one for one in _in_context(word, found, likely, context) if one.score > 0])
    }
    for way in sorted(product(*rated.values()), key=lambda way: -sum(one.score for one in way)):
        yield {word: one.text for word, one in zip(rated, way, strict=True)}


def _in_context(
    word: str, found: Sequence[LikelyWord], likely: Mapping[str, str], context: Context
) -> Sequence[LikelyWord]:
    """The choices of a word; those that stand beside its neighbours are likelier, which is looked
    for where it may make a difference.
    """
    others = {key: text for key, text in likely.items() if key != word}
    rivals = [one for one in found if one.score > max(found[0].score, 0.0) - TOGETHER]
    if len(rivals) == 1 and found[0].score > 0:
        return found
    near = [one for one in rivals if context.together(word, one.text, others)]
    return [replace(one, score=one.score + TOGETHER) if one in near else one for one in found]
