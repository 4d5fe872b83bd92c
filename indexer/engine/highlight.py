"""Text + a query's leaves -> the stretches of the text that they match.

A request marks some thirty texts that it has not seen before, of some hundred different words each.
So a text is not taken apart into words: it is folded as a whole (`_Folded`), the places that can
match are found in that, and only the words there are looked at, each once a request. Nothing that a
reader typed is kept after the request.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from typing import Final

from indexer.engine.analysis import (
    HYPHEN,
    Token,
    compound_prefix,
    compound_tokens_beginning,
    fold,
    shares_stem,
    split_compound,
    stem,
    tokenize,
    unhyphenate,
    within_distance,
)
from indexer.engine.ast import Fuzzy, Phrase, Wildcard, Word
from indexer.engine.highlight_phrases import Match, Stretch, near, row, wide
from indexer.languages import INDEXED_LANGUAGES

Leaf = Word | Wildcard | Fuzzy | Phrase
"""What of a query can match a stretch of a text."""
_STEMMED: Final = frozenset(language.code for language in INDEXED_LANGUAGES)
# A stem's last letter may not be the word's (city, citi); with these ends, the last two may not
# (dying, die; publicité, publiqu; évidemment, évident). No stemmer changes more, or the first.
_TWO_CHANGED: Final = ("ie", "qu", "nt")
# What stands between words most often, of the characters that Latin-1 has not, and its `_ODD`.
_SIGNS: Final = "”’“•–—…→‘−?"
# Stands for a character whose folded form is not one letter or digit of ASCII.
_ODD: Final = "?"


class Marker:
    """Finds what the leaves of one query match in texts; made once a request."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = leaves
        phrases = [(n, leaf) for n, leaf in enumerate(leaves) if isinstance(leaf, Phrase)]
        words = [(n, leaf.text) for n, leaf in enumerate(leaves) if isinstance(leaf, Word)]
        self._bases = [(number, fold(unhyphenate(word))) for number, word in words]
        self._beginnings = {compound_prefix(base) or base for _, base in self._bases}
        self._beginnings |= {fold(unhyphenate(word)) for _, leaf in phrases for word in leaf.words}
        self._phrases = [
            (number, phrase, [_needle(fold(word)) for word in phrase.words])
            for number, phrase in phrases
        ]
        # The parts of a compound stand as they are, while a phrase's words may be compounds.
        self._apart = [
            (number, [_needle(fold(part)) for part in split_compound(word)])
            for number, word in words
            if HYPHEN in word
        ]
        self._lexicons: dict[str, _Lexicon] = {}

    def matches(self, text: str, language: str) -> list[Match]:
        """All matches, in order; words are stemmed as words of `language`."""
        if not self._leaves:
            return []
        lexicon = self._lexicons.get(language)
        if lexicon is None:
            lexicon = self._lexicons[language] = _Lexicon(self._leaves, language)
        whole = _Folded(text)
        found = lexicon.matches(whole)
        wholes = compound_tokens_beginning(text, self._beginnings)
        found += self._compounds(wholes)
        bases = {fold(unhyphenate(compound.text)) for compound in wholes}
        for number, phrase, needles in self._phrases:
            if any(HYPHEN in word or fold(word) in bases for word in phrase.words):
                found += [(start, end, number) for start, end in wide(phrase, text, wholes)]
            elif all(needle in whole.plain for needle in needles):
                slop = phrase.slop
                at = near(whole.plain, needles, slop) if slop else row(whole.plain, needles)
                found += [(start, end, number) for start, end in whole.places(at)]
        for number, needles in self._apart:
            at = row(whole.plain, needles)
            found += [(start, end, number) for start, end in whole.places(at)]
        return sorted(set(found)) if wholes else sorted(found)

    def _compounds(self, wholes: Sequence[Token]) -> Iterator[Match]:
        """The compounds that a word of the query may be."""
        for whole in wholes:
            other = fold(unhyphenate(whole.text))
            for number, base in self._bases:
                if base == other or shares_stem(base, other):
                    yield whole.start, whole.end, number


class _Folded:
    """A text's folded words, in order, in one string.

    In `plain` blanks stand for all that is between words, before the first and after the last. It
    is as long as the text, but for those blanks and some of the `odd` words (cœur, ½, ﬁn, λόγος).
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.odd: list[Stretch] = []
        # From each of these places in `plain` on, how much longer it has been than the text.
        self._ends, self._longer = [0], [0]
        for sign in _SIGNS:
            text = text.replace(sign, " ")
        letters = f" {text} ".encode("latin-1", "replace").translate(_LETTERS)
        self.plain = letters.decode("latin-1")
        if _ODD in self.plain:
            self._resolve()

    def places(self, stretches: Iterable[Stretch]) -> Iterable[Stretch]:
        """Where in the text the words of the stretches begin and end."""
        if len(self._ends) == 1:  # the blank before the text makes up for that before a word
            return stretches
        return ((self._place(start), self._place(end)) for start, end in stretches)

    def _place(self, at: int) -> int:
        return at - self._longer[bisect_right(self._ends, at) - 1]

    def _resolve(self) -> None:
        """Put odd words' folded forms into `plain`, and blanks for what is no word."""
        rough, pieces = self.plain, []
        done = longer = 0
        while (odd := rough.find(_ODD, done)) >= 0:
            start, end = rough.rfind(" ", done, odd), rough.find(" ", odd)
            while (odd := rough.find(_ODD, end, end + 16)) >= 0:  # as in Greek, all in one go
                end = rough.find(" ", odd)
            pieces.append(rough[done : start + 1])
            at = start
            for word in tokenize(self.text[start : end - 1]):
                bare = _bare(fold(word.text))
                pieces += " " * (start + word.start - at), bare
                at = start + word.end
                self.odd.append((start + word.start, at))
                if len(bare) != len(word.text):
                    longer += len(bare) - len(word.text)
                    self._ends.append(at + longer)
                    self._longer.append(longer)
            pieces.append(" " * (end - 1 - at))
            done = end
        self.plain = "".join([*pieces, rough[done:]])


class _Lexicon:
    """Which leaves (but phrases) each word of one language matches, looked up once a word."""

    def __init__(self, leaves: Sequence[Leaf], language: str) -> None:
        self._stemmer = language if language in _STEMMED else None
        self._bases: dict[str, tuple[int, ...]] = {}
        self._stems: dict[str, tuple[int, ...]] = {}
        self._patterns: list[tuple[int, Wildcard | Fuzzy]] = []
        self._known: dict[str, tuple[int, ...]] = {}
        needles: set[str] = set()
        for number, leaf in enumerate(leaves):
            if isinstance(leaf, Word):
                base = fold(unhyphenate(leaf.text))
                self._bases[base] = (*self._bases.get(base, ()), number)
                needles.add(_needle(base))
                if self._stemmer:
                    root = stem(unhyphenate(leaf.text), self._stemmer)
                    self._stems[root] = (*self._stems.get(root, ()), number)
                    own = len(root) - (2 if root.endswith(_TWO_CHANGED) else 1)
                    needles.add(" " + root[: max(1, own)])
            elif isinstance(leaf, Wildcard | Fuzzy):
                self._patterns.append((number, leaf))
                needles.add(_pattern_needle(leaf))
        self._needles = _fewest(needles)

    def matches(self, whole: _Folded) -> list[Match]:
        """The words of the text that match, once for each leaf; in no order."""
        if not self._needles:
            return []
        text, known = whole.text, self._known
        places = {*whole.places(_words_with(whole.plain, self._needles))}
        if self._stems:  # how a stem begins is only sure of words of plain letters
            places.update(whole.odd)
        words = [text[start:end] for start, end in places]
        if new := set(words) - known.keys():
            self._learn(new)
        return [
            (start, end, leaf)
            for (start, end), word in zip(places, words, strict=True)
            for leaf in known[word]
        ]

    def _learn(self, words: Set[str]) -> None:
        known, stemmer = self._known, self._stemmer if self._stems else None
        bases = {word: fold(word) for word in words}
        for word, base in bases.items():
            leaves = self._bases.get(base, ())
            if stemmer and (more := self._stems.get(stem(word, stemmer))):
                leaves = tuple({*leaves, *more})
            known[word] = leaves
        for number, leaf in self._patterns:
            matching = _fitting(leaf, bases.values())
            for word, base in bases.items():
                if base in matching:
                    known[word] += (number,)


def _letter(char: str) -> str:
    """What stands for a character of Latin-1 in `_Folded.plain` at first."""
    if char == _ODD:  # what the codec writes for a character that Latin-1 has not
        return _ODD
    if not char.isalnum():
        return " "
    base = fold(char)
    return base if len(base) == 1 and base.isascii() else _ODD


_LETTERS: Final = "".join(map(_letter, map(chr, range(256)))).encode()


def _bare(base: str) -> str:
    """A folded word in `_Folded.plain`, where it may be neither empty nor two words."""
    return base.replace(" ", "_") or "_"


def _needle(base: str) -> str:
    """A folded word as a whole word in `_Folded.plain`."""
    return f" {_bare(base)} "


def _pattern_needle(leaf: Wildcard | Fuzzy) -> str:
    """What each word must have in `_Folded.plain` to match."""
    if isinstance(leaf, Fuzzy):
        return " " + _bare(fold(leaf.text))[:1]
    first, *inner, last = (piece.replace(" ", "_") for piece in _pieces(leaf))
    return max(*inner, f" {first}", f"{last} ", key=len)


def _fewest(needles: Set[str]) -> list[str]:
    """Those of `needles` that are in all words that any of them is in."""
    chosen: list[str] = []
    for needle in sorted(needles, key=len):
        if not any(other in needle for other in chosen):
            chosen.append(needle)
    return chosen


def _words_with(plain: str, needles: Iterable[str]) -> list[Stretch]:
    """The words that have a needle in them or the blanks around them."""
    found = []
    find, rfind = plain.find, plain.rfind
    for needle in needles:
        at = find(needle)
        while at >= 0:
            start, end = rfind(" ", 0, at + 1), find(" ", at + 1)
            if start + 1 < end:
                found.append((start, end - 1))
            at = find(needle, end) if end >= 0 else end
    return found


def _fitting(leaf: Wildcard | Fuzzy, bases: Iterable[str]) -> Collection[str]:
    """Those of the folded words that match the leaf."""
    if isinstance(leaf, Fuzzy):
        return within_distance(fold(leaf.text), bases, leaf.distance)
    pieces = _pieces(leaf)
    return {base for base in bases if _fits(base, pieces)}


def _pieces(leaf: Wildcard) -> list[str]:
    return [fold(piece) for piece in leaf.pattern.split("*")]


def _fits(base: str, pieces: Sequence[str]) -> bool:
    """Whether `base` is the pieces in this order, with anything between each two.

    Not by a regular expression: `re` keeps those that it compiled, with what a reader typed.
    """
    first, *inner, last = pieces
    if not (base.startswith(first) and base.endswith(last)):
        return False
    at, end = len(first), len(base) - len(last)
    for piece in inner:
        at = base.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return at <= end
