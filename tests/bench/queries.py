"""The queries that every contender is asked, drawn from the corpus; the same at every run.

They are chosen from the beginning of the corpus, so that they are the same for all its sizes. A
query is kept neutral (`kind` and `words`); each contender makes of it what it takes.
"""

from __future__ import annotations

import random
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from indexer import wire
from indexer.languages import FUNCTION_WORDS
from tests.bench import sources
from tests.bench.corpus import Entry

SAMPLE = 10_000
"""Passages that the queries are chosen from."""
QUESTIONS = 60
_WORDS_OF_QUESTION = 9


class Kind(StrEnum):
    """What the words of a query are, and how they are joined."""

    COMMON = "one common word"
    MEDIUM = "one less common word"
    RARE = "one rare word"
    AND = "two words AND"
    OR = "three common words OR"
    NOT = "one word without another"
    PHRASE = "phrase"
    PREFIX = "prefix*"


MIX = {
    Kind.COMMON: 10,
    Kind.MEDIUM: 10,
    Kind.RARE: 10,
    Kind.AND: 10,
    Kind.OR: 20,
    Kind.NOT: 10,
    Kind.PHRASE: 10,
    Kind.PREFIX: 10,
}
"""Queries of each kind in a round; more of OR, because their 95th percentile is looked at."""


@dataclass(frozen=True, slots=True)
class Query:
    """One query; the words as typed: lower-case, with accents."""

    kind: Kind
    words: tuple[str, ...]

    def typed(self) -> str:
        """The query in this project's syntax."""
        first = self.words[0]
        match self.kind:
            case Kind.OR:
                return " OR ".join(self.words)
            case Kind.NOT:
                return f"{first} -{self.words[1]}"
            case Kind.PHRASE:
                return f'"{" ".join(self.words)}"'
            case Kind.PREFIX:
                return f"{first}*"
            case _:
                return " ".join(self.words)


# Shares of the passages that hold a word.
_COMMON = (0.05, 0.25)
_MEDIUM = (0.004, 0.02)
_RARE = (0.0003, 0.001)
_SHORTEST = 4
_MOST_FORMS = 40
"""Different words of the sample that a prefix may have: a longer corpus has many times as many."""


class Chooser:
    """Draws queries from a sample of the corpus."""

    def __init__(self, sample: Iterable[Entry], seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._texts = [sources.words_of(p.text) for _, passages in sample for p in passages]
        self._held: Counter[str] = Counter()
        for words in self._texts:
            self._held.update(set(words))
        self._words = sorted(self._held)
        self._common = self._between(*_COMMON)
        self._medium = self._between(*_MEDIUM)
        self._rare = self._between(*_RARE)
        frequent = (word for word, _ in self._held.most_common(60))
        self._functional = [w for w in frequent if w in FUNCTION_WORDS and len(w) > 1]

    def _between(self, least: float, most: float) -> list[str]:
        count = len(self._texts)
        return [
            word
            for word, held in sorted(self._held.items())
            if max(2, least * count) <= held <= max(3, most * count) and _carries_a_subject(word)
        ]

    def mixed(self, mix: dict[Kind, int]) -> list[Query]:
        """Queries of all kinds, in no order."""
        queries = [self._query(kind, n) for kind, count in mix.items() for n in range(count)]
        self._chance.shuffle(queries)
        return queries

    def _query(self, kind: Kind, number: int) -> Query:
        choose = self._chance.choice
        match kind:
            case Kind.COMMON:
                words: Sequence[str] = [choose(self._common)]
            case Kind.MEDIUM:
                words = [choose(self._medium)]
            case Kind.RARE:
                words = [choose(self._rare)]
            case Kind.AND:
                words = self._together({*self._common, *self._medium}, 2)
            case Kind.OR:
                # Every fourth with a function word, which half of all passages of a language hold.
                words = self._together(self._common, 3)
                if number % 4 == 3:
                    words[1:2] = self._together(self._functional, 1, words[0])
            case Kind.NOT:
                words = self._together(self._common, 1)
                words += self._together(self._medium, 1, words[0])
            case Kind.PHRASE:
                words = self._phrase(2 + number % 2)
            case Kind.PREFIX:
                words = [self._prefix()]
        return Query(kind, tuple(words))

    def _together(self, wanted: Collection[str], count: int, beside: str = "") -> list[str]:
        """Some of the wanted words that stand in one passage (which also has `beside`)."""
        wanted = frozenset(wanted)
        while True:
            words = frozenset(self._chance.choice(self._texts))
            found = sorted(wanted & words)
            if len(found) >= count and (not beside or beside in words):
                return self._chance.sample(found, count)

    def _phrase(self, length: int) -> list[str]:
        """Words side by side in a passage, of which first and last carry a subject."""
        while True:
            words = self._chance.choice(self._texts)
            at = self._chance.randrange(len(words))
            found = words[at : at + length]
            ends = {found[0], found[-1]}
            whole = len(found) == length and all(map(str.isalpha, found))
            if whole and len(ends) == 2 and all(map(_carries_a_subject, ends)):
                return found

    def question(self) -> str:
        """So many words side by side in a passage, function words among them."""
        while True:
            words = self._chance.choice(self._texts)
            at = self._chance.randrange(len(words))
            found = words[at : at + _WORDS_OF_QUESTION]
            if len(found) == _WORDS_OF_QUESTION and all(map(str.isalpha, found)):
                return " ".join(found)

    def _prefix(self) -> str:
        while True:
            word = self._chance.choice(self._medium)
            # Not much of the word: an index of stems has no ends.
            prefix = word[: min(self._chance.randrange(4, 7), len(word) - 3)]
            if len(prefix) < _SHORTEST:
                continue
            if self._begin_with(prefix) <= _MOST_FORMS:
                return prefix

    def _begin_with(self, prefix: str) -> int:
        """How many different words of the sample begin so."""
        words = self._words
        after = bisect_left(words, prefix + chr(sys.maxunicode))
        return after - bisect_left(words, prefix)


def _carries_a_subject(word: str) -> bool:
    return word.isalpha() and len(word) >= _SHORTEST and word not in FUNCTION_WORDS


@dataclass(frozen=True, slots=True)
class Chosen:
    """The queries of the rounds, more of them for the measure of memory, and questions: longer
    than readers' queries mostly are.
    """

    round: tuple[Query, ...]
    mixed: tuple[Query, ...]
    questions: tuple[str, ...] = ()


def choose(sample: Iterable[Entry], mix: dict[Kind, int] = MIX, times: int = 12) -> Chosen:
    """One round of queries, and at least a thousand mixed ones."""
    chooser = Chooser(sample)
    first = chooser.mixed(mix)
    more = [query for _ in range(times) for query in chooser.mixed(mix)]
    questions = [chooser.question() for _ in range(QUESTIONS)]
    return Chosen(tuple(first), tuple(more[:1000]), tuple(questions))


def write(chosen: Chosen, path: Path) -> None:
    """Keep the queries in a file."""
    path.write_bytes(wire.encode(chosen))


def read(path: Path) -> Chosen:
    """The queries that `write` kept."""
    return wire.decode(path.read_bytes(), Chosen)
