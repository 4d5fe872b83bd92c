"""What a search means, word by word in plain Python: slow, and with nothing of the engine in it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.engine import analysis
from indexer.engine.analysis import optional_words, shares_stem, tokenize
from indexer.engine.ast import (
    And,
    Exact,
    FieldQuery,
    FirstOf,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    RangeQuery,
    Wildcard,
    Word,
)
from indexer.engine.embedded.read.weights import (
    B_METADATA,
    B_TEXT,
    BEST_PASSAGE,
    EXACT,
    FOLDED,
    K1,
    MIN_PASSAGE_NORM,
    STEMMED,
)
from indexer.engine.text_readings import read_text
from indexer.fields import FIELD_WEIGHTS
from indexer.languages import INDEXED_LANGUAGES
from indexer.model import Metadata, Passage

FIELDS = ("title", "creator", "subject", "description", "text")
STEMMERS = tuple(language.code for language in INDEXED_LANGUAGES)

# A count by hand comes by the same few words again and again, and by the same texts.
folded = lru_cache(10_000)(analysis.fold)
lowercase = lru_cache(10_000)(analysis.lowercase)
stem = lru_cache(10_000)(analysis.stem)
one_word_forms = lru_cache(10_000)(analysis.one_word_forms)
parts_of = lru_cache(10_000)(analysis.parts_of)


@dataclass(frozen=True)
class Text:
    """One passage, or one value of a metadata field: its words, and how they are stemmed; what
    words of it read, each with the number of the first of them, and how many they are.
    """

    words: tuple[str, ...]
    languages: tuple[str, ...]
    readings: tuple[tuple[int, int, str], ...]


def text_of(text: str, languages: Sequence[str]) -> Text:
    words = tokenize(text)
    starts = [word.start for word in words]
    found = tuple((starts.index(r.start), r.words, folded(r.word)) for r in read_text(text))
    return Text(tuple(word.text for word in words), tuple(languages), found)


@dataclass(frozen=True)
class Book:
    """A publication: the texts of each field."""

    metadata: Metadata
    fields: dict[str, tuple[Text, ...]]


def book(metadata: Metadata, passages: Sequence[Passage]) -> Book:
    values = {
        "title": (metadata.title,),
        "creator": metadata.creators,
        "subject": metadata.subjects + metadata.series,
        "description": (metadata.description,),
    }
    fields = {name: tuple(text_of(v, STEMMERS) for v in found) for name, found in values.items()}
    fields["text"] = tuple(
        text_of(p.text, (p.language,) if p.language in STEMMERS else ()) for p in passages
    )
    return Book(metadata, fields)


@lru_cache(10_000)
def weight(leaf: Node, text: Text) -> float:
    """What all that `leaf` matches in one text counts together."""
    match leaf:
        case Word(typed):
            one = sum(_word_weight(typed, word, text.languages) for word in text.words)
            return one + _reading_weight(typed, text)
        case Phrase(words, 0):
            ends = set(range(len(text.words) + 1))
            for word in words[:-1]:
                ends = {end for start, end in spans(word, text) if start in ends}
            return sum(start in ends for start in {s for s, _ in spans(words[-1], text)})
        case Phrase(words, slop):
            different = {forms_of(word): word for word in words}
            begins = {base: {s for s, _ in spans(w, text)} for base, w in different.items()}
            reach = len(different) + slop
            return sum(
                at in own and all(any(at <= o < at + reach for o in b) for b in begins.values())
                for own in begins.values()
                for at in range(len(text.words))
            )
        case Wildcard(pattern):
            fits = _regex(pattern)
            return sum(fits.fullmatch(folded(word)) is not None for word in text.words)
        case Fuzzy(typed):
            distances = (_distance(folded(typed), folded(word)) for word in text.words)
            near = (d for d in distances if d <= leaf.distance)
            return sum(1 / (1 + d) for d in near)
        case _:
            raise AssertionError(leaf)


def forms_of(word: str) -> frozenset[str]:
    if "*" in word or "?" in word:
        return frozenset((word,))
    return frozenset(map(folded, one_word_forms(word)))


def _regex(pattern: str, written: Callable[[str], str] = folded) -> re.Pattern[str]:
    parts = [{"*": ".*", "?": "."}.get(part, re.escape(written(part))) for part in pattern]
    return re.compile("".join(parts))


def spans(word: str, text: Text) -> set[tuple[int, int]]:
    """Where a word of a phrase begins and ends: as one word, a reading, or parts side by side; a
    pattern as one word.
    """
    if "*" in word or "?" in word:
        fits = _regex(word)
        fitting = [fits.fullmatch(folded(one)) for one in text.words]
        return {(at, at + 1) for at, one in enumerate(fitting) if one is not None}
    forms, bases = set(map(folded, one_word_forms(word))), [folded(one) for one in text.words]
    found = {(at, at + 1) for at, one in enumerate(bases) if one in forms}
    found |= {(at, at + words) for at, words, read in text.readings if read in forms}
    apart = [folded(part) for part in parts_of(word)]
    if len(apart) > 1:
        ends = ((at, at + len(apart)) for at in range(len(bases)))
        found |= {(start, end) for start, end in ends if bases[start:end] == apart}
    return found


def _reading_weight(typed: str, text: Text) -> float:
    forms = set(map(folded, one_word_forms(typed)))
    bases = [folded(word) for word in text.words]
    apart = [folded(part) for part in parts_of(typed)]
    weights: dict[tuple[int, int], float] = {}
    for at, words, read in text.readings:
        place = at, words
        if read in forms:
            weights[place] = FOLDED
        elif any(shares_stem(base, read) for base in forms):
            weights[place] = max(STEMMED, weights.get(place, 0))
    for at in range(len(bases) if len(apart) > 1 else 0):
        if bases[at : at + len(apart)] == apart:
            weights[at, len(apart)] = EXACT
    return sum(weights.values())


def _word_weight(typed: str, word: str, languages: Sequence[str]) -> float:
    if lowercase(typed) == lowercase(word):
        return EXACT
    forms = one_word_forms(typed)
    if folded(word) in map(folded, forms):
        return FOLDED
    same = any(stem(form, code) == stem(word, code) for form in forms for code in languages)
    return STEMMED if same else 0.0


def _has_as_typed(leaf: Word | Fuzzy | Wildcard, text: Text) -> bool:
    if isinstance(leaf, Wildcard):
        fits = _regex(leaf.pattern)
        exact = _regex(leaf.pattern, lowercase)
        has_accents = exact.pattern != fits.pattern
        forms = (lowercase(word) if has_accents else folded(word) for word in text.words)
        return any(exact.fullmatch(form) is not None for form in forms)
    if isinstance(leaf, Fuzzy):
        return folded(leaf.text) in map(folded, text.words)
    if one_word_forms(leaf.text) != [leaf.text]:  # in any of its writings
        return bool(spans(leaf.text, text))
    if any(lowercase(leaf.text) == lowercase(word) for word in text.words):
        return True
    others = tuple("" if folded(word) == folded(leaf.text) else word for word in text.words)
    return bool(spans(leaf.text, replace(text, words=others)))


def _words(node: Node) -> list[str]:
    """The words that a title must be; "?" where it may be several things."""
    match node:
        case And(nodes):
            return [word for n in nodes for word in _words(n)]
        case FieldQuery("title", inner):
            return _words(inner)
        case Word(text):
            return [text]
        case Phrase(words, 0):
            return list(words)
        case Not() | Exact() | RangeQuery():
            return []
    return ["?"]


def _compared(words: Sequence[str]) -> str:
    """The letters and digits of words, without function words at the ends."""
    known = {folded(w) for row in INDEXED_LANGUAGES for w in row.function_words}
    pieces = " ".join(words).split()
    bare = ["".join(folded(token.text) for token in tokenize(piece)) for piece in pieces]
    bare = [word for word in bare if word] or [""]
    kept = [n for n, word in enumerate(bare) if word not in known] or [0, len(bare) - 1]
    return re.sub(r"\W", "", "".join(bare[kept[0] : kept[-1] + 1]))


def _titles(title: str) -> set[str]:
    """A title, and what stands before its subtitle, to be compared."""
    return {_compared([title]), _compared([re.split(": | - ", title)[0]])} - {""}


def _distance(a: str, b: str) -> float:
    """Edits with exchanged neighbours (optimal string alignment); first letters must be equal."""
    if a[:1] != b[:1]:
        return math.inf
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(row[-1] + 1, rows[-1][j] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


class Library:
    """All publications that readers may find, by identifier."""

    def __init__(self, books: dict[str, Book]) -> None:
        self.books = books
        lengths = {
            name: {i: sum(len(t.words) for t in b.fields[name]) for i, b in books.items()}
            for name in FIELDS
        }
        self._norms = {
            name: _norms(own, own.values(), B_TEXT if name == "text" else B_METADATA)
            for name, own in lengths.items()
        }
        passages = {(i, n): len(t.words) for i, b in books.items() for n, t in _passages(b)}
        norms = _norms(passages, [length for length in passages.values() if length], B_TEXT)
        self._passage_norms = {key: max(norm, MIN_PASSAGE_NORM) for key, norm in norms.items()}

    def matching(self, node: Node | None, fields: Sequence[str] = FIELDS) -> set[str]:
        """The identifiers of what matches `node`."""
        match node:
            case None:
                return set(self.books)
            case And(nodes):
                words = [n.text for n in nodes if isinstance(n, Word)]
                optional = optional_words(words)
                needed = [n for n in nodes if not (isinstance(n, Word) and n.text in optional)]
                return set.intersection(*(self.matching(n, fields) for n in needed))
            case Or(nodes):
                return set.union(*(self.matching(n, fields) for n in nodes))
            case Not(inner):
                return set(self.books) - self.matching(inner, fields)
            case FieldQuery(name, inner):
                return self.matching(inner, (name,))
            case Exact("language", value):
                return {i for i, b in self.books.items() if value in b.metadata.languages}
            case Exact(_, value):
                return {i for i, b in self.books.items() if b.metadata.type == value}
            case RangeQuery("year", first, last):
                low, high = first or 1, 9999 if last is None else last
                years = {i: b.metadata.year for i, b in self.books.items()}
                return {i for i, year in years.items() if year and low <= year <= high}
            case leaf:
                texts = {i: [t for f in fields for t in b.fields[f]] for i, b in self.books.items()}
                return {i for i, own in texts.items() if any(weight(leaf, t) for t in own)}

    def meant(self, tree: Node | None) -> Node | None:
        """`tree` with each choice made: what occurs, or all apart if only that finds something."""
        near, far = self._chosen(tree, FIELDS, far=False), self._chosen(tree, FIELDS, far=True)
        return near if self.matching(near) or not self.matching(far) else far

    def _chosen(self, tree: Node | None, fields: Sequence[str], *, far: bool) -> Node | None:
        match tree:
            case And(nodes) | Or(nodes):
                found = [self._chosen(n, fields, far=far) for n in nodes]
                flat = [m for n in found for m in (n.nodes if type(n) is type(tree) else (n,))]
                return type(tree)(tuple(flat))
            case Not(inner):
                return Not(self._chosen(inner, fields, far=far))
            case FieldQuery(name, inner):
                return FieldQuery(name, self._chosen(inner, (name,), far=far))
            case FirstOf(_, nodes):
                own = [self._chosen(n, fields, far=far) for n in nodes]
                there = [n for n in own[:-1] if not far and self.matching(n, fields)]
                return [*there, own[-1]][0]
        return tree

    def place(self, identifier: str, tree: Node | None) -> tuple[bool, int]:
        """Whether a publication that matches is not titled as the query, and how many words of the
        query it has in other forms only.
        """
        if tree is None:
            return True, 0
        words, titles = _words(tree), _titles(self.books[identifier].metadata.title)
        return "?" in words or _compared(words) not in titles, self._others(
            identifier, tree, FIELDS
        )

    def _others(self, identifier: str, node: Node, fields: Sequence[str]) -> int:
        match node:
            case And(nodes):
                optional = optional_words(n.text for n in nodes if isinstance(n, Word))
                needed = [n for n in nodes if not (isinstance(n, Word) and n.text in optional)]
                return sum(self._others(identifier, n, fields) for n in needed)
            case Or(nodes):
                there = [n for n in nodes if identifier in self.matching(n, fields)]
                return min((self._others(identifier, n, fields) for n in there), default=0)
            case FieldQuery(name, inner):
                return self._others(identifier, inner, (name,))
            case Word() | Fuzzy() | Wildcard():
                own = self.books[identifier].fields
                return not any(_has_as_typed(node, text) for f in fields for text in own[f])
        return 0

    def score(self, identifier: str, tree: Node | None) -> float:
        """The score of one publication."""
        leaves = list(_leaves(tree, FIELDS)) if tree is not None else []
        whole = sum(self._whole(identifier, leaf, fields) for leaf, fields in leaves)
        # NOT, filters and the like score nothing; every passage may be the best one.
        best = max(
            (
                sum(self._in_passage(identifier, n, leaf, fields) for leaf, fields in leaves)
                for n, _ in _passages(self.books[identifier])
            ),
            default=0.0,
        )
        described = sum(self._described(identifier, leaf, fields) for leaf, fields in leaves)
        return whole + BEST_PASSAGE * (described + best)

    def _weighted(self, identifier: str, leaf: Node, fields: Sequence[str]) -> dict[str, float]:
        own = self.books[identifier].fields
        return {
            f: FIELD_WEIGHTS[f] * sum(weight(leaf, t) for t in own[f]) / self._norms[f][identifier]
            for f in fields
        }

    def _rarity(self, leaf: Node, fields: Sequence[str]) -> float:
        return _idf(len(self.matching(leaf, fields)), len(self.books))

    def _whole(self, identifier: str, leaf: Node, fields: Sequence[str]) -> float:
        counts = self._weighted(identifier, leaf, fields)
        return self._rarity(leaf, fields) * _saturated(sum(counts.values()))

    def _described(self, identifier: str, leaf: Node, fields: Sequence[str]) -> float:
        counts = self._weighted(identifier, leaf, [f for f in fields if f != "text"])
        return self._rarity(leaf, fields) * _saturated(sum(counts.values()))

    def _in_passage(self, identifier: str, n: int, leaf: Node, fields: Sequence[str]) -> float:
        """What a passage adds to what the metadata gives all passages."""
        if "text" not in fields:
            return 0.0
        counts = self._weighted(identifier, leaf, [f for f in fields if f != "text"])
        described = sum(counts.values())
        count = weight(leaf, self.books[identifier].fields["text"][n])
        own = FIELD_WEIGHTS["text"] * count / self._passage_norms[identifier, n]
        texts = [t for b in self.books.values() for t in b.fields["text"]]
        rarity = _idf(sum(weight(leaf, t) > 0 for t in texts), len(texts))
        return rarity * (_saturated(described + own) - _saturated(described))


def _passages(one: Book) -> list[tuple[int, Text]]:
    return list(enumerate(one.fields["text"]))


def _leaves(node: Node, fields: Sequence[str]) -> list[tuple[Node, Sequence[str]]]:
    match node:
        case And(nodes) | Or(nodes):
            return [found for inner in nodes for found in _leaves(inner, fields)]
        case FieldQuery(name, inner):
            return _leaves(inner, (name,))
        case Word() | Phrase() | Wildcard() | Fuzzy():
            return [(node, fields)]
        case _:
            return []


def _norms(lengths, counted, b):  # type: ignore[no-untyped-def]
    counted = list(counted)
    average = max(sum(counted) / len(counted), 1.0) if counted else 1.0
    return {key: 1 - b + b * length / average for key, length in lengths.items()}


def _saturated(weighted: float) -> float:
    return (K1 + 1) * weighted / (weighted + K1)


def _idf(holding: int, total: int) -> float:
    return math.log1p((total - holding + 0.5) / (holding + 0.5))
