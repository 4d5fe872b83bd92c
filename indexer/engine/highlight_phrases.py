"""Finds phrases in a text: words side by side, or within a distance of each other.

Most texts are searched folded as a whole (`folded_text`), without tokenizing them. Where
the words of the phrase or the text have readings, the text is tokenized (`_Words`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter

from indexer.engine.analysis import clean_tokens, fold, parts_of
from indexer.engine.ast import Phrase
from indexer.engine.text_readings import TextReading
from indexer.engine.wildcards import fits_pattern, folded_forms, is_pattern

NodeMatch = tuple[int, int, int]
"""Start and end of a match, and the number of the query node that it matches."""
Offsets = tuple[int, int]
"""Start and end; in a folded text, those of the blanks around the words."""


def windows(matches: Sequence[NodeMatch], reach: int) -> Iterator[tuple[int, int]]:
    """For the window of `reach` characters from the start of each match: the set of nodes that
    match in it, as bits, and how many matches it holds. `matches` are in order.
    """
    by_end = sorted(matches, key=itemgetter(1))
    inside = dict.fromkeys((node for _, _, node in matches), 0)
    ended = count = nodes = 0
    for first, first_end, first_node in matches:
        limit = first + reach
        while ended < len(by_end) and by_end[ended][1] <= limit:
            start, _, node = by_end[ended]
            ended += 1
            if start >= first:
                count += 1
                nodes |= 1 << node
                inside[node] += 1
        yield nodes, count
        if first_end <= limit:
            count -= 1
            inside[first_node] -= 1
            if not inside[first_node]:
                nodes ^= 1 << first_node


def _find_all(plain: str, needle: str) -> Iterator[int]:
    at = plain.find(needle)
    while at >= 0:
        yield at
        at = plain.find(needle, at + 1)


def find_adjacent(plain: str, needles: Sequence[str], limit: int) -> Iterator[Offsets]:
    """The offsets where the words stand side by side; the first one is looked for `limit` times."""
    for start in islice(_find_all(plain, needles[0]), limit):
        at = start
        for needle in needles:
            while plain.startswith("  ", at):
                at += 1
            if not plain.startswith(needle, at):
                break
            at += len(needle) - 1
        else:
            yield start, at - 1


def find_near(plain: str, needles: Sequence[str], slop: int, limit: int) -> Iterator[Offsets]:
    """The offsets of each word, where all of them stand with at most `slop` others among them; each
    is looked for `limit` times.
    """
    wanted = sorted(set(needles))
    reach = len(wanted) + slop
    places = sorted(
        (at, n) for n, needle in enumerate(wanted) for at in islice(_find_all(plain, needle), limit)
    )
    numbers = []
    number = last = 0
    for at, _ in places:
        number += len(plain[last:at].split())
        numbers.append(number)
        last = at
    in_words = [(number, number + 1, n) for number, (_, n) in zip(numbers, places, strict=True)]
    done = 0
    for first, (nodes, count) in enumerate(windows(in_words, reach)):
        if nodes.bit_count() == len(wanted):
            for at, n in places[max(first, done) : first + count]:
                yield at, at + len(wanted[n]) - 2
            done = first + count


# --- among readings


def find_among_readings(
    phrase: Phrase, text: str, readings: Sequence[TextReading]
) -> Iterator[Offsets]:
    """The offsets of a phrase of which single words may be several words of the cleaned text."""
    words = _Words(text, readings)
    if not phrase.slop:
        yield from words.rows(phrase)
        return
    different = {folded_forms(word): word for word in phrase.words}
    places = sorted(
        (start, end, number)
        for number, word in enumerate(different.values())
        for start, end in words.positions(word)
    )
    begun = [(start, start + 1, number) for start, _, number in places]
    done = 0
    for first, (nodes, count) in enumerate(windows(begun, len(different) + phrase.slop)):
        if nodes.bit_count() == len(different):
            for start, end, _ in places[max(first, done) : first + count]:
                yield words.offsets(start, end)
            done = first + count


class _Words:
    """The words of one cleaned text, and what they read."""

    def __init__(self, text: str, readings: Sequence[TextReading]) -> None:
        self._tokens = clean_tokens(text)
        self._bases = [fold(token.text) for token in self._tokens]
        numbers = {token.start: number for number, token in enumerate(self._tokens)}
        self._places: dict[str, list[Offsets]] = {}
        self._fitting: dict[tuple[str, str], bool] = {}
        for at, base in enumerate(self._bases):
            self._places.setdefault(base, []).append((at, at + 1))
        self._ends: dict[int, int] = {}
        for one in readings:
            at = numbers[one.start]
            self._places.setdefault(fold(one.word), []).append((at, at + one.words))
            self._ends[at + one.words] = max(one.end, self._ends.get(at + one.words, 0))

    def rows(self, phrase: Phrase) -> Iterator[Offsets]:
        """The offsets where each word of the phrase begins where the one before it ends."""
        *before, last = [self._spans(word) for word in phrase.words]
        for start in before[0] if before else last:
            ends = {start}
            for spans in before:
                ends = {end for at in ends for end in spans.get(at, ())}
            for end in {end for at in ends for end in last.get(at, ())}:
                yield self.offsets(start, end)

    def _spans(self, word: str) -> dict[int, list[int]]:
        """Where a word begins, and where it may end."""
        found: dict[int, list[int]] = {}
        for start, end in self.positions(word):
            found.setdefault(start, []).append(end)
        return found

    def positions(self, word: str) -> list[Offsets]:
        """The positions, as word numbers, where a word of a phrase begins and ends."""
        if is_pattern(word):
            return [(at, at + 1) for at, base in enumerate(self._bases) if self._fits(base, word)]
        found = {place for form in folded_forms(word) for place in self._places.get(form, ())}
        apart = list(map(fold, parts_of(word)))
        if len(apart) > 1:
            ends = ((at, at + len(apart)) for at, _ in self._places.get(apart[0], ()))
            found |= {(at, end) for at, end in ends if self._bases[at:end] == apart}
        return sorted(found)

    def _fits(self, base: str, pattern: str) -> bool:
        known = self._fitting.get((base, pattern))
        if known is None:
            known = self._fitting[base, pattern] = fits_pattern(base, pattern)
        return known

    def offsets(self, first: int, end: int) -> Offsets:
        """The offsets in the text from word `first` up to, but without, word `end`."""
        return self._tokens[first].start, self._ends.get(end, self._tokens[end - 1].end)
