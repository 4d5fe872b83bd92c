"""Aligns the letters of a passage with the characters of its page.

A passage is the page's text after cleaning: words broken at a line's end are rejoined, running
lines are removed, ligatures are spelled out, and another extractor may have read it. Its letters
are still in the page's order, so the longest common subsequence finds them. Of several equally long
ones, the one with the fewest blocks is chosen, so that the first words of a page are not found in a
header that happens to contain them too. Where the passage was read in another order than the page,
some of its letters are found scattered over others' words; the words around them show the place.
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

_MAX_CHARS: Final = 80_000
"""Characters of a passage that are aligned; a page has at most 60,000."""
_MAX_PAIRS: Final = 64_000_000
"""Pairs of letters that are compared at once: 2.5 ms, and 10 MB (measured). A page of 4,000
characters takes 3.5 ms with all that is around it, one of 60,000, which is cut, 90."""
_ANCHOR_CHARS: Final = 16
_ANCHOR_STEP: Final = 8
"""Larger pages are cut at anchors: sequences of so many letters, one at every so many letters of
the passage, that the page has only once."""
_CONTEXTS: Final = ((12, 12), (0, 24), (24, 0), (6, 6), (0, 12), (12, 0))
"""Letters before and after a match, which find words whose order on the page is another one."""
_MIN_CONTEXT: Final = 12  # letters, with the match
_NEAR_LETTERS: Final = 8
_FIRM_LETTERS: Final = 24
"""Letters of blocks near each other, fewer of which are found by chance where the order differs."""
_BLOCK_LETTERS: Final = 6
"""Mean length of such blocks; what is found by chance is shorter."""
_PLACEHOLDER: Final = "\x01"

Mapping = npt.NDArray[np.int64]


@dataclass(slots=True)
class _Block:
    """`length` letters of the passage from `ours` on are those of the page from `theirs` on."""

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
    """The folded letters of a text; `source` is the index in the text of each."""

    text: str
    source: Sequence[int]

    def letters(self, start: int, end: int) -> slice:
        """The letters of the text between the indexes `start` and `end`."""
        return slice(bisect_left(self.source, start), bisect_left(self.source, end))


def fold_text(text: str) -> FoldedText:
    """The letters and digits of `text` without accents, and placeholders for unknown characters."""
    folded: list[str] = []
    source: list[int] = []
    for place, character in enumerate(text[:_MAX_CHARS]):
        for letter in _fold(character):
            folded.append(letter)
            source.append(place)
    return FoldedText("".join(folded), source)


@functools.lru_cache(4096)
def _fold(character: str) -> str:
    if character.isspace():
        return ""
    if character < " " or character == "\ufffe":
        return _PLACEHOLDER
    plain = unicodedata.normalize("NFKD", character.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


class Alignment:
    """Maps the letters of a passage to those of its page."""

    def __init__(self, passage: FoldedText, page: FoldedText) -> None:
        self._passage = passage
        self._page = page
        self._mapping, self._is_firm = _align(passage.text, page.text)

    def page_indexes(self, start: int, end: int) -> list[int]:
        """Indexes in the page's text of the passage's characters from `start` to `end`, in order;
        empty if most of them are not on the page.
        """
        part = self._passage.letters(start, end)
        wanted = part.stop - part.start
        found = self._mapping[part]
        found = found[found >= 0]
        is_found = 2 * len(found) >= wanted
        if not is_found or 2 * int(self._is_firm[part].sum()) < wanted:
            elsewhere = self._find_by_context(part)
            if len(elsewhere) or not (is_found or self._is_beside_neighbour(part, found)):
                found = elsewhere
        indexes = [self._page.source[letter] for letter in found.tolist()]
        return list(_fill_gaps(indexes))

    def _is_beside_neighbour(self, part: slice, found: Mapping) -> bool:
        """Whether the few letters found follow the text before `part`, or precede what is after it,
        as those of a word do whose other letters are on the next page.
        """
        whole = self._mapping
        if not len(found) or found[-1] - found[0] != len(found) - 1:
            return False
        follows = part.start > 0 and found[0] == whole[part.start - 1] + 1
        precedes = part.stop < len(whole) and found[-1] == whole[part.stop] - 1
        return bool(follows or precedes)

    def _find_by_context(self, part: slice) -> Mapping:
        """The letters of `part` where the page has them with the same neighbours, exactly once."""
        page = self._page.text
        for before, after in _CONTEXTS:
            first = max(0, part.start - before)
            context = self._passage.text[first : part.stop + after]
            is_long = len(context) >= max(_MIN_CONTEXT, part.stop - part.start + 1)
            at = page.find(context) if is_long else -1
            if at >= 0 and page.find(context, at + 1) < 0:
                shift = at - first
                return np.arange(part.start + shift, part.stop + shift, dtype=np.int64)
        return np.zeros(0, np.int64)


def _fill_gaps(indexes: Sequence[int]) -> Iterator[int]:
    """The indexes, and those of what is between them: hyphens, points, apostrophes."""
    last = None
    for index in indexes:
        if last is not None and last < index <= last + 4:
            yield from range(last + 1, index)
        if index != last:
            yield index
        last = index


def _align(passage: str, page: str) -> tuple[Mapping, npt.NDArray[np.bool_]]:
    """The letter of the page for each of the passage; and for which it is certain."""
    blocks = list(_blocks(passage, page))
    blocks = _merge_with_following(blocks, page)
    blocks = _merge_with_preceding(blocks, page)
    mapping = np.full(len(passage), -1, np.int64)
    for block in blocks:
        mapping[block.ours : block.our_end] = np.arange(block.theirs, block.their_end)
    for before, after in pairwise(blocks):
        _map_replaced(mapping, before, after)
    return mapping, _find_firm(mapping, blocks)


def _find_firm(mapping: Mapping, blocks: Sequence[_Block]) -> npt.NDArray[np.bool_]:
    """Which letters belong to blocks that are long together and near each other in both texts."""
    is_firm = np.zeros(len(mapping), np.bool_)
    start = 0
    for number, block in enumerate(blocks, 1):
        after = blocks[number] if number < len(blocks) else None
        if after and _distance(block, after) <= _NEAR_LETTERS:
            continue
        length = sum(part.length for part in blocks[start:number])
        is_dense = length >= _BLOCK_LETTERS * (number - start)
        is_firm[blocks[start].ours : block.our_end] = is_dense and length >= _FIRM_LETTERS
        start = number
    return is_firm


def _distance(before: _Block, after: _Block) -> int:
    return max(after.ours - before.our_end, after.theirs - before.their_end)


def _map_replaced(mapping: Mapping, before: _Block, after: _Block) -> None:
    """Map what differs between two blocks, if it is at most three letters."""
    ours, theirs = after.ours - before.our_end, after.theirs - before.their_end
    if 0 < ours <= 3 and 0 < theirs <= 3:
        spread = before.their_end + np.arange(ours) * theirs // ours
        mapping[before.our_end : after.ours] = spread


def _merge_with_following(blocks: list[_Block], page: str) -> list[_Block]:
    """Merge each block with the next one, if they follow each other in the passage and the page has
    its text right before the next one too.
    """
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


def _merge_with_preceding(blocks: list[_Block], page: str) -> list[_Block]:
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
    """The common blocks, in order."""
    if len(passage) * len(page) <= _MAX_PAIRS:
        yield from _common(passage, page, 0, 0)
        return
    cuts = [(0, 0), *_anchors(passage, page), (len(passage), len(page))]
    for (ours, theirs), (our_end, their_end) in pairwise(cuts):
        if (our_end - ours) * (their_end - theirs) <= _MAX_PAIRS:
            yield from _common(passage[ours:our_end], page[theirs:their_end], ours, theirs)


def _common(passage: str, page: str, ours: int, theirs: int) -> Iterator[_Block]:
    for step in LCSseq.opcodes(passage, page):
        if step.tag == "equal":
            length = step.src_end - step.src_start
            yield _Block(ours + step.src_start, theirs + step.dest_start, length)


def _anchors(passage: str, page: str) -> list[tuple[int, int]]:
    """Positions in the passage and on the page of sequences that the page has exactly once."""
    known: dict[str, int] = {}
    for at in range(len(page) - _ANCHOR_CHARS + 1):
        gram = page[at : at + _ANCHOR_CHARS]
        known[gram] = -1 if gram in known else at
    pairs = []
    for at in range(0, len(passage) - _ANCHOR_CHARS + 1, _ANCHOR_STEP):
        there = known.get(passage[at : at + _ANCHOR_CHARS], -1)
        if there >= 0:
            pairs.append((at, there))
    return _longest_rising(pairs)


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of the pairs that rises in the second member; the first one rises."""
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
