"""Finds where the words, phrases and patterns of a query match in a text.

A request highlights some thirty new texts, of some hundred different words each. So a text is not
tokenized: it is folded as a whole (`FoldedWords`), candidates are found in that by string search,
and only the words there are analysed, each once a request. Nothing that a reader typed is kept
after the request.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from copy import copy
from itertools import islice
from typing import Final

from indexer.engine.analysis import (
    MAX_WORD_CHARS,
    fold,
    one_word_forms,
    parts_of,
    shares_stem,
    stem,
    stem_beginning,
    stem_prefix,
    within_distance,
)
from indexer.engine.ast import Fuzzy, Phrase, TextNode, Wildcard, Word, WordGroup
from indexer.engine.cleaning import clean_with_places
from indexer.engine.folded_text import FoldedWords, bare_base
from indexer.engine.highlight_phrases import (
    NodeMatch,
    Offsets,
    find_adjacent,
    find_among_readings,
    find_near,
)
from indexer.engine.text_readings import ReadingFinder, TextReading
from indexer.engine.wildcards import fits_pattern, is_pattern, pattern_pieces
from indexer.languages import INDEXED_LANGUAGES

MAX_LETTERS: Final = 2_000_000
"""Letters that one request looks at, about 150 ms; 100 hits have 750,000 in their passages, if each
has 2,500.
"""
MATCH_LETTERS: Final = 90
ODD_LETTERS: Final = 10
TOKEN_LETTERS: Final = 3
"""What a letter counts more where the text is tokenized, for phrases among readings."""
MAX_TOKENIZED_LETTERS: Final = 100_000
# Letters whose folding is known beforehand, and everything else that Latin-1 has.
_LATIN: Final = re.compile(r"[\x00-\xff]+")
_STEMMED: Final = frozenset(language.code for language in INDEXED_LANGUAGES)
_Sought = Word | Wildcard | Fuzzy | Phrase


class MatchFinder:
    """Finds the matches of a query's nodes in texts; made once a request.

    `MAX_LETTERS` are looked at, the first ones: a match counts like `MATCH_LETTERS`, and a letter
    outside Latin-1 like `ODD_LETTERS` for each letter that it is folded to.
    """

    def __init__(self, nodes: Sequence[TextNode]) -> None:
        self._nodes = sought = list(_numbered(nodes))
        self._left = MAX_LETTERS
        # A term may stand for several words of a query: it is looked for once.
        phrases: dict[Phrase, list[int]] = {}
        for number, node in sought:
            if isinstance(node, Phrase):
                phrases.setdefault(node, []).append(number)
        words = [(n, node.text) for n, node in sought if isinstance(node, Word)]
        self._forms = {word: one_word_forms(word) for _, word in words}
        self._bases = [
            (number, base)
            for number, word in words
            for base in dict.fromkeys(map(fold, self._forms[word]))
        ]
        self._phrases = [(own, _SoughtPhrase(phrase)) for phrase, own in phrases.items()]
        beginnings = {stem_prefix(base) or base for _, base in self._bases}
        beginnings |= {base for _, phrase in self._phrases for base in phrase.bases}
        self._reading_finder = ReadingFinder(beginnings)
        self._read: dict[str, list[int]] = {}
        # The parts of a word match as they are, while a phrase's words may have readings.
        self._apart = [
            (number, [_needle(fold(part)) for part in parts])
            for number, word in words
            for parts in (parts_of(word),)
            if len(parts) > 1
        ]
        self._word_matchers: dict[str, _WordMatcher] = {}

    def anew(self) -> MatchFinder:
        """The same, with as many letters to look at as it had first."""
        same = copy(self)
        same._left = MAX_LETTERS
        return same

    def matches(self, text: str, language: str) -> list[NodeMatch]:
        """All matches in order of their offsets; words are stemmed in `language`."""
        if not self._nodes:
            return []
        cleaned = clean_with_places(self._first_part(text))
        text = cleaned.text
        if not text:
            return []
        limit = self._left // MATCH_LETTERS + 1
        word_matcher = self._word_matchers.get(language)
        if word_matcher is None:
            word_matcher = self._word_matchers[language] = _WordMatcher(
                self._nodes, self._forms, language
            )
        folded = FoldedWords(text)
        found = word_matcher.matches(folded, limit)
        readings = self._reading_finder.readings(text)
        found += self._readings(readings)
        bases = {fold(reading.word) for reading in readings}
        for numbers, phrase in self._phrases:
            at: Iterable[Offsets] = ()
            has_all = all(needle in folded.plain for needle in phrase.needles)
            is_varied = phrase.is_varied and phrase.may_be_in(folded.plain)
            is_read = not bases.isdisjoint(phrase.bases)
            if is_varied or is_read or (phrase.has_patterns and has_all):
                at = islice(self._among_readings(phrase.node, text, readings), limit)
            elif has_all:
                slop = phrase.node.slop
                at = (
                    find_near(folded.plain, phrase.needles, slop, limit)
                    if slop
                    else find_adjacent(folded.plain, phrase.needles, limit)
                )
                at = folded.in_text(at)
            found += [(start, end, number) for start, end in at for number in numbers]
        for number, needles in self._apart:
            at = find_adjacent(folded.plain, needles, limit)
            found += [(start, end, number) for start, end in folded.in_text(at)]
        self._left = max(0, self._left - MATCH_LETTERS * len(found))
        if cleaned.places is not None:
            found = [(*cleaned.in_original(start, end), number) for start, end, number in found]
        return sorted(set(found))

    def _first_part(self, text: str) -> str:
        """As much of the text as is looked at."""
        odd = _LATIN.sub("", text)
        letters = len(text) + ODD_LETTERS * len(unicodedata.normalize("NFKD", odd))
        if letters > self._left:
            text = text[: self._left * len(text) // letters]
        self._left = max(0, self._left - letters)
        return text

    def _among_readings(
        self, phrase: Phrase, text: str, readings: Sequence[TextReading]
    ) -> Iterator[Offsets]:
        text = text[: min(self._left // TOKEN_LETTERS, MAX_TOKENIZED_LETTERS)]
        self._left -= TOKEN_LETTERS * len(text)
        inside = [reading for reading in readings if reading.end <= len(text)]
        return find_among_readings(phrase, text, inside)

    def _readings(self, readings: Sequence[TextReading]) -> Iterator[NodeMatch]:
        """The readings of the text that match a word of the query."""
        for reading in readings:
            read = fold(reading.word)
            numbers = self._read.get(read)
            if numbers is None:
                numbers = self._read[read] = [
                    number
                    for number, base in self._bases
                    if base == read or shares_stem(base, read)
                ]
            for number in numbers:
                yield reading.start, reading.end, number


class _SoughtPhrase:
    """A phrase, and how its words are looked for."""

    def __init__(self, node: Phrase) -> None:
        self.node: Final = node
        self.needles: Final = list(map(_phrase_needle, node.words))
        exact = [word for word in node.words if not is_pattern(word)]
        self.has_patterns: Final = len(exact) < len(node.words)
        forms = [_bases(word) for word in exact]
        self.bases: Final = {base for own in forms for base in own}
        self.is_varied: Final = any(len(own) > 1 for own in forms) or any(
            len(parts_of(word)) > 1 for word in exact
        )
        """Whether a word may stand in the text in several ways, apart from readings there."""
        self._ways = [
            [_needle(base) for base in (*own, fold(next(iter(parts_of(word)), word)))]
            for word, own in zip(exact, forms, strict=True)
        ]

    def may_be_in(self, plain: str) -> bool:
        """Whether a text can have all of the words, each in one of its ways: as one word, or the
        first of its parts. A text in which it cannot need not be tokenized.
        """
        return all(any(needle in plain for needle in own) for own in self._ways)


class _WordMatcher:
    """Which nodes (phrases apart) each word of one language matches; each word is analysed once."""

    def __init__(
        self,
        nodes: Sequence[tuple[int, _Sought]],
        forms: Mapping[str, Sequence[str]],
        language: str,
    ) -> None:
        self._stemmer = language if language in _STEMMED else None
        self._bases: dict[str, tuple[int, ...]] = {}
        self._stems: dict[str, tuple[int, ...]] = {}
        self._patterns: list[tuple[int, Wildcard | Fuzzy]] = []
        self._known: dict[str, tuple[int, ...]] = {}
        needles: set[str] = set()
        for number, node in nodes:
            if isinstance(node, Word):
                for form in forms[node.text]:
                    base = fold(form)
                    self._bases[base] = (*self._bases.get(base, ()), number)
                    needles.add(_needle(base))
                    if self._stemmer:
                        root = stem(form, self._stemmer)
                        self._stems[root] = (*self._stems.get(root, ()), number)
                        needles.add(" " + stem_beginning(root))
            elif isinstance(node, Wildcard | Fuzzy):
                self._patterns.append((number, node))
                needles.add(_pattern_needle(node))
        self._needles = _minimal(needles)

    def matches(self, folded: FoldedWords, limit: int) -> list[NodeMatch]:
        """The matching words of the text, once for each node; unordered. Of words that begin alike
        the first `limit` are looked at.
        """
        if not self._needles:
            return []
        text, known = folded.text, self._known
        places = {*folded.in_text(_words_with(folded.plain, self._needles, limit))}
        if self._stems:  # only of plain letters is it certain how a stem begins
            places.update(folded.odd[:limit])
        words = [text[start : min(end, start + MAX_WORD_CHARS)] for start, end in places]
        if new := set(words) - known.keys():
            self._learn(new)
        return [
            (start, end, number)
            for (start, end), word in zip(places, words, strict=True)
            for number in known[word]
        ]

    def _learn(self, words: Set[str]) -> None:
        known, stemmer = self._known, self._stemmer if self._stems else None
        bases = {word: fold(word) for word in words}
        for word, base in bases.items():
            numbers = self._bases.get(base, ())
            if stemmer and (more := self._stems.get(stem(word, stemmer))):
                numbers = tuple({*numbers, *more})
            known[word] = numbers
        spelled: dict[str, list[str]] = {}
        for word, base in bases.items():
            spelled.setdefault(base, []).append(word)
        together = " ".join(("", *map(bare_base, spelled), ""))
        ofbare_base = {bare_base(base): base for base in spelled}
        for number, node in self._patterns:
            # Patterns are many, and so are words: only those with a part of it are looked at.
            places = _words_with(together, [_pattern_needle(node)], len(together))
            bases_with = {ofbare_base[together[start + 1 : end + 1]] for start, end in places}
            for base in _matching_words(node, bases_with):
                for word in spelled[base]:
                    known[word] += (number,)


def _numbered(nodes: Sequence[TextNode]) -> Iterator[tuple[int, _Sought]]:
    """The nodes with their numbers, and in place of each group its members with its number."""
    for number, node in enumerate(nodes):
        if isinstance(node, WordGroup):
            yield from ((number, member.node) for member in node.members)
        else:
            yield number, node


def _bases(word: str) -> list[str]:
    """The folded forms of a word of a query as one word."""
    return list(dict.fromkeys(map(fold, one_word_forms(word))))


def _needle(base: str) -> str:
    """The string that finds a folded word in `FoldedWords.plain`, as a whole word."""
    return f" {bare_base(base)} "


def _phrase_needle(word: str) -> str:
    """The string that finds a word of a phrase, or wherever a pattern in it can match."""
    return _pattern_needle(Wildcard(word)) if is_pattern(word) else _needle(fold(word))


def _pattern_needle(node: Wildcard | Fuzzy) -> str:
    """A string that `FoldedWords.plain` holds wherever the pattern can match."""
    if isinstance(node, Fuzzy):
        return " " + bare_base(fold(node.text))[:1]
    first, *inner, last = (piece.replace(" ", "_") for piece in pattern_pieces(node.pattern))
    return max(*inner, f" {first}", f"{last} ", key=len)


def _minimal(needles: Set[str]) -> list[str]:
    """`needles` without those that contain another one: these find the same words."""
    chosen: list[str] = []
    for needle in sorted(needles, key=len):
        if not any(other in needle for other in chosen):
            chosen.append(needle)
    return chosen


def _words_with(plain: str, needles: Iterable[str], limit: int) -> list[Offsets]:
    """The words that contain a needle, with the blanks around them: `limit` of each needle."""
    found: list[Offsets] = []
    find, rfind = plain.find, plain.rfind
    for needle in needles:
        most = len(found) + limit
        at = find(needle)
        while at >= 0 and len(found) < most:
            start, end = rfind(" ", 0, at + 1), find(" ", at + 1)
            if start + 1 < end:
                found.append((start, end - 1))
            at = find(needle, end) if end >= 0 else end
    return found


def _matching_words(node: Wildcard | Fuzzy, bases: Iterable[str]) -> Collection[str]:
    """The folded words that match the node."""
    if isinstance(node, Fuzzy):
        return within_distance(fold(node.text), bases, node.distance)
    return {base for base in bases if fits_pattern(base, node.pattern)}
