"""Which stretches of a text a snippet shows: as many words of the query as it can.

One stretch (`ONE`) where it holds every node of the query that matches in the text, or as many as
several would; otherwise two or three shorter ones, which together are a little longer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile
from typing import Final, NamedTuple

from indexer.engine.highlight_phrases import NodeMatch, Offsets, windows


@dataclass(frozen=True, slots=True)
class Shape:
    """So many fragments of `size` characters each; in the first `lead` of them, before its first
    match, a fragment may begin, at the start of a sentence.
    """

    fragments: int
    size: int
    lead: int

    @property
    def reach(self) -> int:
        """Characters from the first match on that are certainly shown."""
        return self.size - self.lead


ONE: Final = Shape(1, 240, 60)
"""About three lines of a result page, 30 to 40 words."""
TWO: Final = Shape(2, 150, 40)
THREE: Final = Shape(3, 100, 25)
MOST_CHARS: Final = 300
"""Characters of all fragments together; words at their ends are not cut and may add some."""
_NEAR: Final = 25
"""Fragments with fewer characters between them are one: "…" would save nothing."""
_MAX_SETS: Final = 64
"""Sets of nodes, the largest ones, of which the fragments are chosen; few texts have a tenth."""
_SENTENCE: Final = re.compile(r"[.!?…:;]\s+(?=\S)")
_LAST_WORD: Final = 60
"""Characters by which a fragment may be shorter or longer to end with a whole word."""


class _Window(NamedTuple):
    """The stretch from the match with number `first` on; `nodes` is the set of those that match in
    it, as bits, `matched` how many matches that are.
    """

    nodes: int
    matched: int
    first: int


def fragments(text: str, begin: int, matches: Sequence[NodeMatch]) -> list[Offsets]:
    """The stretches of `text`, from `begin` on, that show most different nodes; of equal ones with
    most matches, then the first. They are in order and apart from each other.
    """
    if len(text) - begin <= ONE.size:
        return [(begin, len(text))]
    if not matches:
        return [(begin, _word_end(text, begin + ONE.size, begin))]
    shape, chosen = ONE, _chosen(matches, ONE)
    every = sum(1 << node for node in {node for _, _, node in matches})
    if _shown(chosen) != every and len(text) - begin <= MOST_CHARS:
        return [(begin, len(text))]
    for other in (TWO, THREE):
        if _shown(chosen) == every:
            break
        more = _chosen(matches, other)
        if _shown(more).bit_count() > _shown(chosen).bit_count():
            shape, chosen = other, more
    cut = sorted(_cut(text, begin, matches, window, shape) for window in chosen)
    return _joined(cut)


def _chosen(matches: Sequence[NodeMatch], shape: Shape) -> Sequence[_Window]:
    """At most as many windows as the shape has fragments."""
    best: dict[int, _Window] = {}
    for first, (nodes, count) in enumerate(windows(matches, shape.reach)):
        known = best.get(nodes)
        if known is None or count > known.matched:
            best[nodes] = _Window(nodes, count, first)
    if len(best) == 1:
        return list(best.values())
    candidates = sorted(best.values(), key=lambda window: _worth((window,)), reverse=True)
    if shape.fragments == 1:
        return candidates[:1]
    # What another window has too needs no fragment of its own.
    largest: list[_Window] = []
    for window in candidates[:_MAX_SETS]:
        if not any(window.nodes | other.nodes == other.nodes for other in largest):
            largest.append(window)
    if len(largest) == 1:
        return largest
    pair: tuple[_Window, ...] = max(combinations(largest, 2), key=_worth)
    others = [window for window in largest if window not in pair]
    if shape.fragments == 2 or not others:
        return pair
    return max(((*pair, third) for third in others), key=_worth)


def _worth(chosen: Sequence[_Window]) -> tuple[int, int, int]:
    """More different nodes, then more matches, then the earlier ones."""
    matched = sum(window.matched for window in chosen)
    return _shown(chosen).bit_count(), matched, -sum(window.first for window in chosen)


def _shown(chosen: Sequence[_Window]) -> int:
    """The set of nodes that match in one of the windows."""
    shown = 0
    for window in chosen:
        shown |= window.nodes
    return shown


def _cut(
    text: str, begin: int, matches: Sequence[NodeMatch], window: _Window, shape: Shape
) -> Offsets:
    """The stretch of a window, with whole words at its ends."""
    first, end, _ = matches[window.first]
    limit = first + shape.reach
    for at in range(window.first + 1, len(matches)):
        if matches[at][0] >= limit:
            break
        if end < matches[at][1] <= limit:
            end = matches[at][1]
    start = _start(text, begin, first, shape.lead)
    return start, _word_end(text, max(start + shape.size, end), end)


def _start(text: str, begin: int, match_start: int, lead: int) -> int:
    """The start of a sentence, or at least of a word, shortly before the match."""
    earliest = match_start - lead
    if earliest <= begin:
        return begin
    sentence = _SENTENCE.search(text, earliest, match_start + 1)
    if sentence:
        return min(sentence.end(), match_start)
    blank = text.find(" ", match_start - lead // 2, match_start)
    if blank < 0:  # the word, of which a part is marked, is a long one
        blank = text.rfind(" ", earliest, match_start)
    return match_start if blank < 0 else blank + 1


def _word_end(text: str, end: int, least: int) -> int:
    """The end of the last whole word before `end` and behind `least`."""
    if end >= len(text):
        return len(text)
    blank = text.rfind(" ", max(least, end - _LAST_WORD), end + 1)
    if blank < 0 and text[end - 1] != " ":
        blank = text.find(" ", end, end + _LAST_WORD)
    if blank >= 0:
        return blank
    marks = takewhile(unicodedata.combining, text[end : end + _LAST_WORD])
    return end + sum(1 for _ in marks)


def _joined(cut: Sequence[Offsets]) -> list[Offsets]:
    """The stretches, of which those that overlap or nearly touch are one."""
    found: list[Offsets] = []
    for start, end in cut:
        if found and start - found[-1][1] < _NEAR:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
