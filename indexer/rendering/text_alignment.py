"""Which character of a page each letter of its passage is.

A passage is the page's text as it is shown: words broken at a line's end are whole again, running
lines are gone, ligatures are spelled out, and perhaps another reader gave it. Its letters still
come in the page's order, so the longest common subsequence of both finds them. Of several equally
long ones it takes that in the fewest pieces: the first words of a page are not looked for in a
header that happens to have them too.
"""

from __future__ import annotations

import functools
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq

_MOST: Final = 80_000
"""Characters of a passage that are looked at: a page has 60,000 at most."""
_AREA: Final = 64_000_000
"""Pairs of letters that are compared as a whole: 2.5 ms, and 10 MB (measured). A page of 4,000
characters takes 3.5 ms with all that is around it, one of 60,000, which is cut, 90."""
_GRAM: Final = 16
_STEP: Final = 8
"""Larger pages are cut where so many letters, at every so manieth place, stand only once."""
_CONTEXTS: Final = ((12, 12), (0, 24), (24, 0))
"""Letters before and behind by which words are found that stand elsewhere in the page's order."""
_PLACEHOLDER: Final = "\x01"

Mapping = npt.NDArray[np.int64]


@dataclass(slots=True)
class _Block:
    """So many letters of the passage from `ours` on are those of the page from `theirs` on."""

    ours: int
    theirs: int
    length: int

    @property
    def our_end(self) -> int:
        return self.ours + self.length

    @property
    def their_end(self) -> int:
        return self.theirs + self.length


@dataclass(frozen=True, slots=True)
class FoldedText:
    """The folded letters of a text; `source` has the place in the text of each."""

    text: str
    source: Sequence[int]

    def between(self, start: int, end: int) -> slice:
        """The letters of the text from `start` to `end`."""
        return slice(bisect_left(self.source, start), bisect_left(self.source, end))


def letters(text: str) -> FoldedText:
    """The letters and digits of `text` without their accents, and its signs of unknown meaning."""
    folded: list[str] = []
    source: list[int] = []
    for place, character in enumerate(text[:_MOST]):
        for letter in _folded(character):
            folded.append(letter)
            source.append(place)
    return FoldedText("".join(folded), source)


@functools.lru_cache(4096)
def _folded(character: str) -> str:
    if character.isspace():
        return ""
    if character < " " or character == "\ufffe":
        return _PLACEHOLDER
    plain = unicodedata.normalize("NFKD", character.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


class Alignment:
    """The letters of a passage, and which of a page's letters each is."""

    def __init__(self, passage: FoldedText, page: FoldedText) -> None:
        self._passage = passage
        self._page = page
        self._mapping = _mapping(passage.text, page.text)

    def characters(self, start: int, end: int) -> list[int]:
        """The places in the page's text of what the passage has from `start` to `end`, in order;
        nothing where most of it is not on the page.
        """
        part = self._passage.between(start, end)
        wanted = part.stop - part.start
        found = self._mapping[part]
        found = found[found >= 0]
        if 2 * len(found) < wanted:
            found = self._elsewhere(part)
        places = [self._page.source[letter] for letter in found.tolist()]
        return list(_filled(places))

    def _elsewhere(self, part: slice) -> Mapping:
        """The letters of `part` where they stand on the page with the same neighbours, once."""
        page = self._page.text
        for before, behind in _CONTEXTS:
            first = max(0, part.start - before)
            context = self._passage.text[first : part.stop + behind]
            at = page.find(context) if len(context) > max(before, behind) else -1
            if at >= 0 and page.find(context, at + 1) < 0:
                shift = at - first
                return np.arange(part.start + shift, part.stop + shift, dtype=np.int64)
        return np.zeros(0, np.int64)


def _filled(places: Sequence[int]) -> Iterator[int]:
    """The places, and what stands between them: hyphens, points, apostrophes."""
    last = None
    for place in places:
        if last is not None and last < place <= last + 4:
            yield from range(last + 1, place)
        if place != last:
            yield place
        last = place


def _mapping(passage: str, page: str) -> Mapping:
    blocks = list(_blocks(passage, page))
    blocks = _merged_with_following(blocks, page)
    blocks = _merged_with_preceding(blocks, page)
    mapping = np.full(len(passage), -1, np.int64)
    for block in blocks:
        mapping[block.ours : block.our_end] = np.arange(block.theirs, block.their_end)
    for before, after in pairwise(blocks):
        _replace(mapping, before, after)
    return mapping


def _replace(mapping: Mapping, before: _Block, after: _Block) -> None:
    """Map what is written otherwise between two blocks, if that is a letter or two."""
    ours, theirs = after.ours - before.our_end, after.theirs - before.their_end
    if 0 < ours <= 3 and 0 < theirs <= 3:
        spread = before.their_end + np.arange(ours) * theirs // ours
        mapping[before.our_end : after.ours] = spread


def _merged_with_following(blocks: list[_Block], page: str) -> list[_Block]:
    """Move each block that the page also has right before the next one, where nothing is missing
    between them, to there."""
    merged: list[_Block] = []
    for block in reversed(blocks):
        after = merged[-1] if merged else None
        if after is None or block.our_end != after.ours:
            merged.append(block)
            continue
        start = after.theirs - block.length
        if page[block.theirs : block.their_end] == page[start : after.theirs]:
            merged[-1] = _Block(block.ours, start, block.length + after.length)
        else:
            merged.append(block)
    return merged[::-1]


def _merged_with_preceding(blocks: list[_Block], page: str) -> list[_Block]:
    merged: list[_Block] = []
    for block in blocks:
        before = merged[-1] if merged else None
        if before is None or before.our_end != block.ours:
            merged.append(block)
            continue
        end = before.their_end + block.length
        if page[block.theirs : block.their_end] == page[before.their_end : end]:
            merged[-1] = _Block(before.ours, before.theirs, before.length + block.length)
        else:
            merged.append(block)
    return merged


def _blocks(passage: str, page: str) -> Iterator[_Block]:
    """What both have in common, in order."""
    if len(passage) * len(page) <= _AREA:
        yield from _common(passage, page, 0, 0)
        return
    cuts = [(0, 0), *_anchors(passage, page), (len(passage), len(page))]
    for (ours, theirs), (our_end, their_end) in pairwise(cuts):
        if (our_end - ours) * (their_end - theirs) <= _AREA:
            yield from _common(passage[ours:our_end], page[theirs:their_end], ours, theirs)


def _common(passage: str, page: str, ours: int, theirs: int) -> Iterator[_Block]:
    for step in LCSseq.opcodes(passage, page):
        if step.tag == "equal":
            length = step.src_end - step.src_start
            yield _Block(ours + step.src_start, theirs + step.dest_start, length)


def _anchors(passage: str, page: str) -> list[tuple[int, int]]:
    """Places in the passage and on the page where both have the same, which the page has once."""
    known: dict[str, int] = {}
    for at in range(len(page) - _GRAM + 1):
        gram = page[at : at + _GRAM]
        known[gram] = -1 if gram in known else at
    pairs = []
    for at in range(0, len(passage) - _GRAM + 1, _STEP):
        there = known.get(passage[at : at + _GRAM], -1)
        if there >= 0:
            pairs.append((at, there))
    return _rising(pairs)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of the pairs (which rise in the first) that rise in the second too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, (_, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(there)
            last.append(place)
        else:
            ends[length], last[length] = there, place
    chain = []
    place = last[-1] if last else -1
    while place >= 0:
        chain.append(pairs[place])
        place = before[place]
    return chain[::-1]
