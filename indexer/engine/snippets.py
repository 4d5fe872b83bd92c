"""Passage text + query -> spans: what a result shows of a passage, never as HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from indexer.engine.analysis import (
    LANGUAGES,
    Token,
    different_words,
    fitting,
    folded,
    optional_words,
    stem,
    tokens,
    within_distance,
)
from indexer.engine.query import Query
from indexer.engine.tree import And, Field, Fuzzy, Node, Or, Phrase, Wildcard, Word
from indexer.model import Passage

WINDOW: Final = 240
"""Characters of a snippet: about three lines of a result page, 30 to 40 words."""
_LEAD: Final = 60
"""Characters before the first match in which a sentence's beginning is looked for."""
_STEMMED: Final = frozenset(language.code for language in LANGUAGES)
_SENTENCE: Final = re.compile(r"[.!?…:;]\s+(?=\S)")

_Leaf = Word | Wildcard | Fuzzy | Phrase


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; `match` where it is what the query looked for."""

    text: str
    match: bool


@dataclass(frozen=True, slots=True)
class _Match:
    """A stretch of characters that one leaf of the query matches."""

    start: int
    end: int
    leaf: int


class Highlighter:
    """Marks one query's words in texts, as the engine matches them; made once a request.

    Each different word of a text is looked at once a request; the places of those that match are
    then found by one regular expression, not word by word.
    """

    def __init__(self, query: Query) -> None:
        leaves = list(_leaves(query.tree)) if query.tree is not None else []
        optional = optional_words(leaf.text for leaf in leaves if isinstance(leaf, Word))
        self._leaves = [
            leaf for leaf in leaves if not (isinstance(leaf, Word) and leaf.text in optional)
        ]
        self._phrases = {n: leaf for n, leaf in enumerate(self._leaves) if isinstance(leaf, Phrase)}
        self._lexicons: dict[str, _Lexicon] = {}

    def snippet(self, passage: Passage) -> tuple[Span, ...]:
        """The passage's best window (`WINDOW` characters), white space folded to single blanks."""
        text = " ".join(passage.text.split())
        matches = self._matches(text, passage.language)
        start, end = _window(text, matches)
        inside = [m for m in matches if m.start >= start and m.end <= end]
        spans = _spans(text, inside, start, end)
        before = [Span("… ", False)] if start > 0 else []
        after = [Span(" …", False)] if end < len(text) else []
        return tuple(before + spans + after)

    def mark(self, text: str, language: str) -> tuple[Span, ...]:
        """All of `text`, unchanged, with the matches marked."""
        return tuple(_spans(text, self._matches(text, language), 0, len(text)))

    def _matches(self, text: str, language: str) -> list[_Match]:
        lexicon = self._lexicons.get(language)
        if lexicon is None:
            lexicon = self._lexicons[language] = _Lexicon(self._leaves, language)
        found = []
        if words := lexicon.matching(different_words(text)):
            for match in _any_word(frozenset(words)).finditer(text):
                leaves = lexicon.leaves[match.group()]
                found += [_Match(match.start(), match.end(), leaf) for leaf in leaves]
        if self._phrases:
            in_order = tokens(text)
            bases = [folded(token.text) for token in in_order]
            for number, phrase in self._phrases.items():
                found += _phrase_matches(phrase, number, in_order, bases)
        return sorted(found, key=lambda m: (m.start, m.end))


class _Lexicon:
    """Which leaves (but phrases) each word of one language matches, looked up once a word."""

    def __init__(self, leaves: Sequence[_Leaf], language: str) -> None:
        self.leaves: dict[str, tuple[int, ...]] = {}
        self._matching: set[str] = set()
        self._stemmer = language if language in _STEMMED else None
        self._bases: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        self._patterns: list[tuple[int, Wildcard | Fuzzy]] = []
        for number, leaf in enumerate(leaves):
            if isinstance(leaf, Word):
                self._bases.setdefault(folded(leaf.text), []).append(number)
                if self._stemmer:
                    self._stems.setdefault(stem(leaf.text, self._stemmer), []).append(number)
            elif isinstance(leaf, Wildcard | Fuzzy):
                self._patterns.append((number, leaf))

    def matching(self, words: Set[str]) -> Set[str]:
        """Those of `words` that match a leaf."""
        new = words - self.leaves.keys()
        self.leaves.update(dict.fromkeys(new, ()))
        for word in self._candidates(new):
            self._add(word, self._bases.get(folded(word), ()))
            if self._stemmer:
                self._add(word, self._stems.get(stem(word, self._stemmer), ()))
        for number, leaf in self._patterns:
            for word in _fitting(leaf, new):
                self._add(word, (number,))
        return words & self._matching

    def _candidates(self, words: Set[str]) -> list[str]:
        """Those of `words` that a word of the query matches; most words of a text are none."""
        bases, stems, code = self._bases, self._stems, self._stemmer
        if not code:
            return [word for word in words if folded(word) in bases]
        return [word for word in words if folded(word) in bases or stem(word, code) in stems]

    def _add(self, word: str, leaves: Sequence[int]) -> None:
        if leaves:
            self.leaves[word] = tuple(sorted({*self.leaves[word], *leaves}))
            self._matching.add(word)


@lru_cache(maxsize=256)
def _any_word(words: frozenset[str]) -> re.Pattern[str]:
    """Matches any of `words` where it is a whole word of `analysis.tokens`."""
    choice = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{choice})(?![^\W_]|[\u0300-\u036f])")


def _leaves(node: Node) -> Iterator[_Leaf]:
    """The leaves that a passage's text can match; what is excluded or of a field cannot."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _leaves(inner)
        case Word() | Wildcard() | Fuzzy() | Phrase():
            yield node
        case Field("text", inner):
            yield from _leaves(inner)
        case _:
            return


def _fitting(leaf: Wildcard | Fuzzy, words: Set[str]) -> list[str]:
    """Those of `words` that match the leaf."""
    bases = {folded(word) for word in words}
    if isinstance(leaf, Fuzzy):
        matching = set(within_distance(folded(leaf.text), bases, leaf.distance))
    else:
        matching = set(fitting(leaf.pattern, bases))
    return [word for word in words if folded(word) in matching]


def _phrase_matches(
    phrase: Phrase, leaf: int, words: Sequence[Token], bases: Sequence[str]
) -> Iterator[_Match]:
    wanted = [folded(word) for word in phrase.words]
    if phrase.slop:
        yield from _near_matches(set(wanted), len(set(wanted)) + phrase.slop, leaf, words, bases)
        return
    size = len(wanted)
    for at in (i for i, base in enumerate(bases) if base == wanted[0]):
        if bases[at : at + size] == wanted:
            yield _Match(words[at].start, words[at + size - 1].end, leaf)


def _near_matches(
    wanted: Set[str], span: int, leaf: int, words: Sequence[Token], bases: Sequence[str]
) -> Iterator[_Match]:
    """The wanted words themselves, where all of them stand within `span` words."""
    places = [i for i, base in enumerate(bases) if base in wanted]
    marked: set[int] = set()
    for first, at in enumerate(places):
        near = places[first : bisect_left(places, at + span)]
        if {bases[i] for i in near} == wanted:
            marked.update(near)
    for i in sorted(marked):
        yield _Match(words[i].start, words[i].end, leaf)


def _window(text: str, matches: Sequence[_Match]) -> tuple[int, int]:
    """Start and end of the stretch with most different leaves, then most matches, then first."""
    if len(text) <= WINDOW:
        return 0, len(text)
    if not matches:
        return 0, _word_end(text, WINDOW)
    best, best_score = matches[0], (0, 0)
    for number, first in enumerate(matches):
        inside = []
        for match in matches[number:]:
            if match.end > first.start + WINDOW - _LEAD:
                break
            inside.append(match.leaf)
        score = (len(set(inside)), len(inside))
        if score > best_score:
            best, best_score = first, score
    start = _lead_start(text, best.start)
    return start, _word_end(text, max(start + WINDOW, best.end))


def _lead_start(text: str, match_start: int) -> int:
    """A sentence's or at least a word's beginning shortly before the match."""
    earliest = match_start - _LEAD
    if earliest <= 0:
        return 0
    sentences = [m.end() for m in _SENTENCE.finditer(text, earliest, match_start + 1)]
    if sentences:
        return min(sentences[0], match_start)
    blank = text.find(" ", match_start - _LEAD // 2, match_start)
    return match_start if blank < 0 else blank + 1


def _word_end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    blank = text.rfind(" ", end - _LEAD, end + 1)
    return end if blank < 0 else blank


def _spans(text: str, matches: Sequence[_Match], start: int, end: int) -> list[Span]:
    """The text from `start` to `end` as spans; overlapping matches are one."""
    spans = []
    at = start
    for match in matches:
        if match.end <= at:
            continue
        if match.start > at:
            spans.append(Span(text[at : match.start], False))
            spans.append(Span(text[match.start : match.end], True))
        elif spans and spans[-1].match:
            spans[-1] = Span(spans[-1].text + text[at : match.end], True)
        else:
            spans.append(Span(text[at : match.end], True))
        at = match.end
    if at < end:
        spans.append(Span(text[at:end], False))
    return spans
