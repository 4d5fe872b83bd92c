"""What can have been meant by one word, and how likely each is."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from string import ascii_lowercase
from typing import Final

from indexer.engine.analysis import lowercase, one_word_forms, parts_of
from indexer.engine.ast import Phrase
from indexer.engine.port import MIN_PUBLICATIONS, Reader, Spelling
from indexer.engine.sounds import SOUNDED_LANGUAGES
from indexer.engine.spelling.context import Context
from indexer.engine.spelling.slips import (
    LOOSE_SOUND_LETTER,
    SOUND_LETTER,
    accent_variants,
    slip_cost,
    sound_cost,
)
from indexer.fields import NO_FILTERS
from indexer.languages import FUNCTION_WORDS, INDEXED_LANGUAGES, LANGUAGES
from indexer.word_frequencies import frequency

MIN_LETTERS: Final = 4
"""Letters of a word that is replaced: shorter ones are similar to everything, and are replaced by
words that sound alike only."""
MIN_ALIKE_LETTERS: Final = 3
MAX_CANDIDATES: Final = 6
"""Words of each kind that are compared."""
MAX_CHOICES: Final = 4
"""Words of which it is asked whether they stand near the others, and which are tried."""
MAX_WAYS: Final = 64
"""Ways to write the parts of a compound that are compared."""
MIN_PART_LETTERS: Final = 3
"""Letters of each of the two words that one is split into."""
MIN_FUNCTION_LETTERS: Final = 2
"""The same of a function word."""

RARE: Final = 1.5
"""The frequency of words that are in no list but here: names, and words of this field."""
FREQUENT: Final = 5.5
"""From here on frequency counts no more: function words are not searched for that often."""
HERE: Final = 0.5
"""What it counts that a word is frequent in this collection, beside how frequent it is at all."""
NOT_HERE: Final = 2.2
"""What speaks for a word as typed that is in general use, though nobody here has it."""
FOREIGN: Final = 0.5
"""The cost of the language from which on a word is of another than the query."""
BY_SOUND: Final = 1.5
"""What it counts that a word sounds alike in a language spelt by sound: few do by chance."""
GENERAL: Final = 3.0
"""The frequency from which on a word is in general use; common misspellings are below."""
TOGETHER: Final = 1.5
"""What it counts that words stand together."""
SPLIT: Final = 2.0
"""The cost of leaving out a blank."""
LEAST: Final = 6.0
LETTER: Final = 0.7
"""What is suggested has at least the score `LEAST`, less `LETTER` for each of its letters: short
words of other languages, and names, are similar to something by chance.
"""
NAME: Final = 1.5
"""What speaks for a word as typed that is written with a capital."""

_OWN_LETTERS: Final = frozenset(ascii_lowercase).union(*(row.accented for row in INDEXED_LANGUAGES))
_SPELT_BY_SOUND: Final = frozenset(row.code for row in LANGUAGES if row.spelt_by_sound)


@dataclass(frozen=True, slots=True)
class LikelyWord:
    """What may be meant, as it is written, and how much likelier that is than the word as typed:
    the difference of their logarithms.
    """

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class _WordInUse:
    """A word as most publications spell it, and the languages that it is of; none: perhaps any."""

    text: str
    languages: frozenset[str] = frozenset()

    def goes_with(self, other: _WordInUse) -> bool:
        """Whether both may be of one language."""
        if not self.languages or not other.languages:
            return True
        return not self.languages.isdisjoint(other.languages)


@dataclass(frozen=True, slots=True)
class Chooser:
    """Finds what can have been meant by the words of one query."""

    reader: Reader
    context: Context
    names: frozenset[str] = frozenset()
    """Words that are written as names are."""

    def of_unknown(self, word: str) -> list[LikelyWord]:
        """What can have been meant by a word that nobody has, the likeliest first."""
        parts = parts_of(word)
        if len(parts) > 1:
            return self._of_compound(word, parts)
        if not word.isalpha() or not _OWN_LETTERS.issuperset(word):
            return []
        if _usage_as_typed(word) >= GENERAL:
            return self.of_known(word)
        return self._likely(word, [*self._similar(word), *self._split(word)])

    def of_known(self, word: str) -> list[LikelyWord]:
        """What can have been meant by a word in general use, or one that somebody has, where
        nothing is found with it: only what sounds alike in a language that is spelt by sound, and
        that the query may be in.
        """
        found = (
            self._likely_word(word, one)
            for one in self._sounding_like(word, self.context.languages() & _SPELT_BY_SOUND)
            if self.context.language_cost(one) < FOREIGN
        )
        return _best(found, _usage_as_typed(word) + NOT_HERE + self._name(word))

    def _likely(self, word: str, found: Sequence[LikelyWord]) -> list[LikelyWord]:
        """The likeliest, unless they are similar by chance."""
        letters = max((len(one.text) for one in _best(found, 0.0)[:1]), default=0)
        least = LEAST - LETTER * max(letters, len(word))
        return _best(found, least + self._name(word))

    def _name(self, word: str) -> float:
        return NAME if word in self.names else 0.0

    def _similar(self, word: str) -> list[LikelyWord]:
        """The words that may be misspelt so."""
        found = {one.word: one for one in self._sounding_like(word)}
        if len(word) >= MIN_LETTERS:
            for one in self.reader.words_written_like(word, MAX_CANDIDATES):
                if one.word not in FUNCTION_WORDS:  # nobody looks for those alone
                    found.setdefault(one.word, one)
        return [self._likely_word(word, one) for one in found.values()]

    def _sounding_like(
        self, word: str, languages: Collection[str] = SOUNDED_LANGUAGES
    ) -> Sequence[Spelling]:
        if len(word) < MIN_ALIKE_LETTERS or not languages:
            return ()
        return self.reader.words_that_sound_like(word, MAX_CANDIDATES, languages)

    def _likely_word(self, word: str, one: Spelling) -> LikelyWord:
        if one.alike_in & _SPELT_BY_SOUND:
            cost = sound_cost(word, one.word, SOUND_LETTER) - BY_SOUND
        elif one.alike_in:
            cost = sound_cost(word, one.word, LOOSE_SOUND_LETTER)
        else:
            cost = slip_cost(word, one.word)
        usage = _usage(one.word, one.publications)
        return LikelyWord(one.word, usage - cost - self.context.language_cost(one))

    def _split(self, word: str) -> Iterator[LikelyWord]:
        """The word as two that stand side by side somewhere."""
        places = range(MIN_FUNCTION_LETTERS, len(word) - MIN_FUNCTION_LETTERS + 1)
        ways = [way for at in places if all(map(_may_be_part, way := (word[:at], word[at:])))]
        counts = self._counts([part for way in ways for part in way])
        rarer = dict(zip(ways, map(min, counts[::2], counts[1::2]), strict=True))
        for way in sorted(ways, key=lambda way: -rarer[way])[:MAX_CHOICES]:
            if not rarer[way]:
                continue
            first, second = (self._in_use(part) for part in way)
            if first.goes_with(second) and self.reader.count(Phrase(way), NO_FILTERS):
                usage = min(_usage(one.text, rarer[way]) for one in (first, second))
                yield LikelyWord(f"{first.text} {second.text}", usage - SPLIT + TOGETHER)

    def _counts(self, words: Sequence[str]) -> list[int]:
        """How many publications have each word; function words are taken to be somewhere."""
        counts = self.reader.publications_with(words)
        return [
            max(count, MIN_PUBLICATIONS) if word in FUNCTION_WORDS else count
            for word, count in zip(words, counts, strict=True)
        ]

    def _written(self, word: str) -> str:
        return self._in_use(word).text

    def _in_use(self, word: str) -> _WordInUse:
        """A word as most publications spell it, and the languages that it is of."""
        if word in FUNCTION_WORDS:
            own = (row.code for row in INDEXED_LANGUAGES if word in row.function_words)
            return _WordInUse(word, frozenset(own))
        one = self.reader.spelled(word)
        return _WordInUse(one.word, one.own_languages) if one else _WordInUse(word)

    def _of_compound(self, word: str, parts: Sequence[str]) -> list[LikelyWord]:
        """A compound with other parts, between which the signs stay, or as one word."""
        whole = [one for form in one_word_forms(word) for one in self._similar(form)]
        options = [self._part(part) for part in parts]
        ways = sorted(
            islice(product(*options), MAX_WAYS), key=lambda way: -sum(one.score for one in way)
        )
        for way in ways[:MAX_CHOICES]:
            written = [one.text for one in way]
            if self.reader.count(Phrase(tuple(map(lowercase, written))), NO_FILTERS):
                score = min(one.score for one in way) + TOGETHER
                whole.append(LikelyWord(_with_parts(word, parts, written), score))
                break
        return self._likely(word, whole)

    def _part(self, part: str) -> list[LikelyWord]:
        """What can have been meant by a part of a compound, that part itself included."""
        (count,) = self.reader.publications_with([part])
        own = [LikelyWord(self._written(part), _usage(part, count))] if count else []
        return [*own, *islice(self._similar(part), MAX_CHOICES)]


def _with_parts(word: str, parts: Sequence[str], written: Sequence[str]) -> str:
    """A compound with other parts in place of its own."""
    at, pieces = 0, []
    for part, instead in zip(parts, written, strict=True):
        start = word.index(part, at)
        pieces += [word[at:start], instead]
        at = start + len(part)
    return "".join((*pieces, word[at:]))


def _best(found: Iterable[LikelyWord], least: float) -> list[LikelyWord]:
    """The likeliest, by how much likelier they are than what has the score `least`."""
    ordered = sorted(found, key=lambda one: -one.score)[:MAX_CHOICES]
    return [replace(one, score=one.score - least) for one in ordered]


def _may_be_part(part: str) -> bool:
    return len(part) >= MIN_PART_LETTERS or part in FUNCTION_WORDS


def _usage(word: str, publications: int) -> float:
    """How frequent a word is, in general and here, as a logarithm."""
    return min(max(frequency(word), RARE), FREQUENT) + HERE * math.log10(publications)


def _usage_as_typed(word: str) -> float:
    """How frequent a word is in general, perhaps with an accent that was not typed."""
    return max(map(frequency, accent_variants(word)))
