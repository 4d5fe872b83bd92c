"""Passage text + query -> spans: what a result shows of a passage, never as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.engine.analysis import (
    LANGUAGES,
    Token,
    folded,
    optional_words,
    stem,
    tokens,
    within_distance,
)
from indexer.engine.query import And, Field, Fuzzy, Node, Or, Phrase, Query, Wildcard, Word
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
    """Marks one query's words in texts, as the engine matches them; made once a request."""

    def __init__(self, query: Query) -> None:
        leaves = list(_leaves(query.tree)) if query.tree is not None else []
        optional = optional_words(leaf.text for leaf in leaves if isinstance(leaf, Word))
        self._leaves = [
            leaf for leaf in leaves if not (isinstance(leaf, Word) and leaf.text in optional)
        ]
        self._known: dict[tuple[str, str], tuple[int, ...]] = {}

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
        words = tokens(text)
        found = [
            _Match(token.start, token.end, leaf)
            for token in words
            for leaf in self._leaves_of(token.text, language)
        ]
        for number, leaf in enumerate(self._leaves):
            if isinstance(leaf, Phrase):
                found += _phrase_matches(leaf, words, number)
        return sorted(found, key=lambda m: (m.start, m.end))

    def _leaves_of(self, word: str, language: str) -> tuple[int, ...]:
        """Which leaves (but phrases) the word matches."""
        key = (word, language)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple(
                number for number, leaf in enumerate(self._leaves) if _fits(leaf, word, language)
            )
        return known


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


def _fits(leaf: _Leaf, word: str, language: str) -> bool:
    base = folded(word)
    match leaf:
        case Word(text):
            if base == folded(text):
                return True
            return language in _STEMMED and stem(word, language) == stem(text, language)
        case Wildcard(pattern):
            pieces = (re.escape(folded(piece)) for piece in pattern.split("*"))
            return re.fullmatch(".*".join(pieces), base) is not None
        case Fuzzy(text):
            return bool(within_distance(folded(text), [base], leaf.distance))
        case Phrase():
            return False


def _phrase_matches(phrase: Phrase, words: Sequence[Token], leaf: int) -> Iterator[_Match]:
    wanted = [folded(word) for word in phrase.words]
    bases = [folded(token.text) for token in words]
    if phrase.slop:
        yield from _near_matches(phrase, wanted, bases, words, leaf)
        return
    size = len(wanted)
    for at in (i for i, base in enumerate(bases) if base == wanted[0]):
        if bases[at : at + size] == wanted:
            yield _Match(words[at].start, words[at + size - 1].end, leaf)


def _near_matches(
    phrase: Phrase, wanted: list[str], bases: list[str], words: Sequence[Token], leaf: int
) -> Iterator[_Match]:
    """The wanted words themselves, where all of them stand within the distance."""
    different = set(wanted)
    span = len(different) + phrase.slop
    places = [i for i, base in enumerate(bases) if base in different]
    marked: set[int] = set()
    for first, at in enumerate(places):
        near = [i for i in places[first:] if i < at + span]
        if {bases[i] for i in near} == different:
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
