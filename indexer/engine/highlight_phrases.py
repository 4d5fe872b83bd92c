"""Where the words of a phrase stand in a text: side by side, or near each other.

Most texts are looked at folded as a whole (`marking`), without taking them apart. Where a compound
is among the words, of the phrase or of the text, the words of the text are counted (`_Words`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from indexer.engine.analysis import HYPHEN, Token, fold, split_compound, tokenize, unhyphenate
from indexer.engine.ast import Phrase

Match = tuple[int, int, int]
"""Start and end of a stretch, and the number of the leaf that it matches."""
Stretch = tuple[int, int]
"""Its start and its end; in a folded text, of the blanks before its words and after."""


def stretches(matches: Sequence[Match], reach: int) -> Iterator[tuple[int, int]]:
    """For each of `matches`, in order: of those that begin with it or later and end within `reach`
    of its start, how many are of different leaves, and how many there are.
    """
    by_end = sorted(matches, key=itemgetter(1))
    inside = dict.fromkeys((leaf for _, _, leaf in matches), 0)
    ended = count = different = 0
    for first, first_end, first_leaf in matches:
        limit = first + reach
        while ended < len(by_end) and by_end[ended][1] <= limit:
            start, _, leaf = by_end[ended]
            ended += 1
            if start >= first:
                count += 1
                different += not inside[leaf]
                inside[leaf] += 1
        yield different, count
        if first_end <= limit:
            count -= 1
            inside[first_leaf] -= 1
            different -= not inside[first_leaf]


def _finds(plain: str, needle: str) -> Iterator[int]:
    at = plain.find(needle)
    while at >= 0:
        yield at
        at = plain.find(needle, at + 1)


def row(plain: str, needles: Sequence[str]) -> Iterator[Stretch]:
    """Where the words stand side by side."""
    for start in _finds(plain, needles[0]):
        at = start
        for needle in needles:
            while plain.startswith("  ", at):
                at += 1
            if not plain.startswith(needle, at):
                break
            at += len(needle) - 1
        else:
            yield start, at - 1


def near(plain: str, needles: Sequence[str], slop: int) -> Iterator[Stretch]:
    """The words, each by itself, where all of them stand with at most `slop` others among them."""
    wanted = sorted(set(needles))
    reach = len(wanted) + slop
    places = sorted((at, n) for n, needle in enumerate(wanted) for at in _finds(plain, needle))
    numbers = []
    number = last = 0
    for at, _ in places:
        number += len(plain[last:at].split())
        numbers.append(number)
        last = at
    in_words = [(number, number + 1, n) for number, (_, n) in zip(numbers, places, strict=True)]
    done = 0
    for first, (different, count) in enumerate(stretches(in_words, reach)):
        if different == len(wanted):
            for at, n in places[max(first, done) : first + count]:
                yield at, at + len(wanted[n]) - 2
            done = first + count


# --- among compounds


def wide(phrase: Phrase, text: str, wholes: Sequence[Token]) -> Iterator[Stretch]:
    """Where the words of a phrase stand, some of which are several of the text."""
    words = _Words(text, wholes)
    if not phrase.slop:
        yield from words.rows(phrase)
        return
    different = {fold(unhyphenate(word)): word for word in phrase.words}
    places = sorted(
        (start, end, number)
        for number, word in enumerate(different.values())
        for start, end in words.places(word)
    )
    begun = [(start, start + 1, number) for start, _, number in places]
    done = 0
    for first, (kinds, count) in enumerate(stretches(begun, len(different) + phrase.slop)):
        if kinds == len(different):
            for start, end, _ in places[max(first, done) : first + count]:
                yield words.stretch(start, end)
            done = first + count


class _Words:
    """The words of one text, and which of them are compounds."""

    def __init__(self, text: str, wholes: Sequence[Token]) -> None:
        self._tokens = tokenize(text)
        self._bases = [fold(token.text) for token in self._tokens]
        numbers = {token.start: number for number, token in enumerate(self._tokens)}
        self._wholes = [
            (numbers[whole.start], len(split_compound(whole.text)), fold(unhyphenate(whole.text)))
            for whole in wholes
        ]

    def rows(self, phrase: Phrase) -> Iterator[Stretch]:
        """Where each word of the phrase begins where the one before it ends."""
        ends = [dict(self.places(word)) for word in phrase.words]
        for start in ends[0]:
            at: int | None = start
            for word in ends:
                at = word.get(at) if at is not None else None
            if at is not None:
                yield self.stretch(start, at)

    def places(self, word: str) -> list[Stretch]:
        """Where a word of a phrase begins and ends, in numbers of words."""
        base = fold(unhyphenate(word))
        found = [(at, at + 1) for at, one in enumerate(self._bases) if one == base]
        found += [(at, at + count) for at, count, whole in self._wholes if whole == base]
        if HYPHEN in word:
            apart = [fold(part) for part in split_compound(word)]
            ends = ((at, at + len(apart)) for at in range(len(self._bases)))
            found += [(at, end) for at, end in ends if self._bases[at:end] == apart]
        return sorted(set(found))

    def stretch(self, first: int, end: int) -> Stretch:
        """The stretch of the text from one word up to, but without, another."""
        return self._tokens[first].start, self._tokens[end - 1].end
