"""Titles, creators and subjects by the words in them, for suggestions: made once a generation."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from indexer.engine.analysis import compound_tokens, fold, tokenize, unhyphenate
from indexer.languages import FUNCTION_WORDS

FEWEST: Final = 2
"""Public publications that must hold what is suggested: one alone could give away a name."""
LONGEST: Final = 200
"""Characters of what is suggested; a title that is longer is no help in a search box."""
_LAST: Final = "\U0010ffff"
"""After every word that begins alike."""


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A title, creator or subject as it is written, and how many public publications have it."""

    name: str
    publications: int


class PrefixIndex:
    """Values of one field, found by the beginnings of their words; accents and case do not matter.

    They are in the order in which they are offered: those that most publications have, then by
    their letters.
    """

    def __init__(self, named: Iterable[NamedValue]) -> None:
        texts = {one: " ".join(_words(one.name)) for one in named if len(one.name) <= LONGEST}
        self._named = sorted(
            (one for one, text in texts.items() if text),
            key=lambda one: (-one.publications, texts[one], one.name),
        )
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self._named):
            for word in _findable(one.name):
                self._holding[word].append(place)
        self._words = sorted(self._holding.keys() - FUNCTION_WORDS)
        self._texts = sorted((texts[one], place) for place, one in enumerate(self._named))

    def find(self, complete: Sequence[str], beginning: str, most: int) -> list[NamedValue]:
        """Those with all words of `complete` and, if not empty, one that begins with `beginning`
        and is no function word; at most `most`, first those that as a whole begin so.
        """
        first = self._starting(" ".join((*complete, beginning)))
        places = nsmallest(most, first)
        places += nsmallest(most - len(places), self._with(complete, beginning) - first)
        return [self._named[place] for place in places]

    def _with(self, complete: Sequence[str], beginning: str) -> set[int]:
        found = [set(self._holding.get(word, ())) for word in complete]
        if beginning:
            begin, end = _stretch(self._words, beginning)
            words = self._words[begin:end]
            found.append(set().union(*(self._holding[word] for word in words)))
        return set.intersection(*found) if found else set()

    def _starting(self, text: str) -> set[int]:
        begin = bisect_left(self._texts, (text, -1))
        end = bisect_left(self._texts, (text + _LAST, -1))
        return {place for _, place in self._texts[begin:end]}


def _stretch(words: Sequence[str], beginning: str) -> tuple[int, int]:
    """Where those of the sorted `words` that begin so begin and end."""
    return bisect_left(words, beginning), bisect_left(words, beginning + _LAST)


def _words(text: str) -> list[str]:
    return [fold(token.text) for token in tokenize(text)]


def _findable(text: str) -> set[str]:
    """The words of `text`, and its compounds as one word."""
    return {*_words(text), *(fold(unhyphenate(found.text)) for found in compound_tokens(text))}


def counted(values: Iterable[Sequence[str]], fewest: int) -> list[NamedValue]:
    """Values of publications, each publication's as one of `values`, that `fewest` of them have.

    Spellings that differ in accents and case only are one: the most frequent, which `fewest` must
    have written exactly so.
    """
    spellings: Counter[str] = Counter()
    together: Counter[str] = Counter()
    keys: dict[str, str] = {}
    for given in values:
        names = {name for value in given if (name := " ".join(value.split()))}
        keys |= {name: " ".join(_words(name)) for name in names - keys.keys()}
        spellings.update(names)
        together.update({keys[name] for name in names})
    rising = sorted(spellings, key=lambda name: (spellings[name], name))
    best = {keys[name]: name for name in rising}
    return [NamedValue(n, together[key]) for key, n in best.items() if spellings[n] >= fewest]
