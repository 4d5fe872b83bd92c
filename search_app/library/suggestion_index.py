"""Titles, creators and subjects by the words in them, for suggestions; made once a commit."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from typing import Final

from indexer.engine.analysis import fold, lowercase, tokenize
from indexer.engine.pacing import paced
from indexer.engine.port import MIN_PUBLICATIONS
from indexer.engine.text_readings import read_text
from indexer.languages import FUNCTION_WORDS
from indexer.model import Metadata

MAX_VALUE_CHARS: Final = 200
"""Characters of what is suggested; a longer title is no help in a search box."""
_LAST: Final = "\U0010ffff"
"""Sorts after every word with the same prefix."""


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A title, creator or subject as it is written, and how many public publications have it."""

    name: str
    publications: int


class SuggestionKind(StrEnum):
    """What is suggested."""

    WORD = "word"
    SUBJECT = "subject"
    CREATOR = "creator"
    TITLE = "title"


class SuggestionIndex:
    """What the metadata of the public publications suggests; copies of one text come in once."""

    def __init__(self, described: Iterable[Metadata]) -> None:
        public = list(described)
        subjects = count_values((one.subjects for one in public), MIN_PUBLICATIONS)
        creators = count_values((one.creators for one in public), MIN_PUBLICATIONS)
        self.values: Final = {
            SuggestionKind.SUBJECT: PrefixIndex(subjects),
            SuggestionKind.CREATOR: PrefixIndex(creators),
            SuggestionKind.TITLE: PrefixIndex(count_values(((one.title,) for one in public), 1)),
        }
        counts = Counter(word for one in public for word in _metadata_words(one))
        self.frequent_words: Final = frozenset(
            word for word, count in counts.items() if count >= MIN_PUBLICATIONS
        )


def _metadata_words(metadata: Metadata) -> set[str]:
    """The words in the metadata that readers see, in lower case."""
    texts = (metadata.title, metadata.description, *metadata.creators, *metadata.subjects)
    return {lowercase(token.text) for text in texts for token in tokenize(text)}


class PrefixIndex:
    """Values of one field, found by the beginnings of their words; accents and case do not matter.

    They are suggested by the number of their publications, then alphabetically.
    """

    def __init__(self, named: Iterable[NamedValue]) -> None:
        texts = {
            one: " ".join(_words(one.name))
            for one in paced(named)
            if len(one.name) <= MAX_VALUE_CHARS
        }
        self._named = sorted(
            (one for one, text in texts.items() if text),
            key=lambda one: (-one.publications, texts[one], one.name),
        )
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, one in paced(enumerate(self._named)):
            for word in _findable(one.name):
                self._holding[word].append(place)
        self._words = sorted(self._holding.keys() - FUNCTION_WORDS)
        self._texts = sorted((texts[one], place) for place, one in enumerate(self._named))

    def find(self, complete: Sequence[str], beginning: str, limit: int) -> list[NamedValue]:
        """At most `limit` values with all words of `complete` and, unless it is empty, one with the
        prefix `beginning` that is not a function word; first those that begin with all of it.
        """
        first = self._starting(" ".join((*complete, beginning)))
        places = nsmallest(limit, first)
        places += nsmallest(limit - len(places), self._with(complete, beginning) - first)
        return [self._named[place] for place in places]

    def _with(self, complete: Sequence[str], beginning: str) -> set[int]:
        found = [set(self._holding.get(word, ())) for word in complete]
        if beginning:
            begin, end = _range_with_prefix(self._words, beginning)
            words = self._words[begin:end]
            found.append(set().union(*(self._holding[word] for word in words)))
        return set.intersection(*found) if found else set()

    def _starting(self, text: str) -> set[int]:
        begin = bisect_left(self._texts, (text, -1))
        end = bisect_left(self._texts, (text + _LAST, -1))
        return {place for _, place in self._texts[begin:end]}


def _range_with_prefix(words: Sequence[str], prefix: str) -> tuple[int, int]:
    """The range of the sorted `words` that have this prefix."""
    return bisect_left(words, prefix), bisect_left(words, prefix + _LAST)


def _words(text: str) -> list[str]:
    return [fold(token.text) for token in tokenize(text)]


def _findable(text: str) -> set[str]:
    """The words of `text`, and what they read."""
    return {*_words(text), *(fold(found.word) for found in read_text(text))}


def count_values(values: Iterable[Sequence[str]], minimum: int) -> list[NamedValue]:
    """The values (`values` has those of each publication) that `minimum` publications have.

    Spellings that differ in accents and case only are one value: the most frequent spelling, which
    `minimum` publications must have exactly so.
    """
    spellings: Counter[str] = Counter()
    together: Counter[str] = Counter()
    keys: dict[str, str] = {}
    for given in paced(values):
        names = {name for value in given if (name := " ".join(value.split()))}
        keys |= {name: " ".join(_words(name)) for name in names - keys.keys()}
        spellings.update(names)
        together.update({keys[name] for name in names})
    rising = sorted(spellings, key=lambda name: (spellings[name], name))
    best = {keys[name]: name for name in rising}
    return [NamedValue(n, together[key]) for key, n in best.items() if spellings[n] >= minimum]
