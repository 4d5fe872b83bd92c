"""Joins the lines of a PDF page that follow each other into blocks: paragraphs, headings, cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from indexer.extract.pdf.block_order import LineBlock
from indexer.extract.pdf.page_lines import Line
from indexer.extract.pdf.running_text import is_running_text

_MAX_PITCH: Final = 1.8
"""From one line to the next of a block, in heights of the lower one."""
_MIN_PITCH: Final = 0.5
_SAME_HEIGHT: Final = 1.2
"""Lines of a block are at most so many times higher than others."""
_MAX_GAP: Final = 1.5
"""Between two parts of a line, in heights of the higher one."""
_MIN_SHARED: Final = 0.5
"""Share of the narrower line below which no line of another place on the page is continued."""
_MIN_JOINED: Final = 4
"""Parts of a column that is drawn alternately with another one."""
_SENTENCE_ENDS: Final = tuple(".!?:;…")
_MAX_KERN: Final = 0.3  # by which two parts of a line may overlap, in heights
_Column = npt.NDArray[np.float64]
_Truths = npt.NDArray[np.bool_]


def goes_on(line: Line, text: str) -> bool:
    """Whether the sentence goes on in another line."""
    return line.is_broken or text[line.end - 1] not in _SENTENCE_ENDS


@dataclass(frozen=True, slots=True)
class DividedLines:
    """The parts of lines that run over gutters, by their starts: all, and those behind one."""

    parts: frozenset[int]
    behind: frozenset[int]

    @classmethod
    def of(cls, lines: Sequence[Line], divided: Sequence[Line]) -> Self:
        """Those of a page with these lines before and after they are divided."""
        whole = {line.start: line.end for line in lines}
        parts = [part.start for part in divided if whole.get(part.start) != part.end]
        return cls(frozenset(parts), frozenset(parts) - whole.keys())


def make_blocks(
    indexes: Sequence[int], lines: Sequence[Line], text: str, divided: DividedLines
) -> list[LineBlock]:
    """The blocks of the lines with these ascending indexes."""
    if not indexes:
        return []
    own = [lines[index] for index in indexes]
    measures = _Measures.of(own)
    chains = _chains(own, measures, divided.behind)
    if len(chains) > 1:
        _join(chains, own, measures, text, divided.parts)
    order = [place for chain in chains for place in chain]
    starts = np.cumsum([0, *map(len, chains[:-1])])
    sides = zip(
        np.minimum.reduceat(measures.left[order], starts).tolist(),
        np.maximum.reduceat(measures.right[order], starts).tolist(),
        np.minimum.reduceat(measures.bottom[order], starts).tolist(),
        np.maximum.reduceat(measures.top[order], starts).tolist(),
        np.maximum.reduceat(measures.height[order], starts).tolist(),
        strict=True,
    )
    return [
        LineBlock(tuple(indexes[place] for place in chain), *box)
        for chain, box in zip(chains, sides, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Measures:
    """The measures of lines, a column each."""

    left: _Column
    right: _Column
    bottom: _Column
    top: _Column
    height: _Column

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Measures:
        sides = np.array([(line.left, line.right, line.bottom, line.top) for line in lines]).T
        left, right, bottom, top = sides
        return cls(left, right, bottom, top, top - bottom)

    def rows(self, places: Sequence[int] | slice) -> _Measures:
        return _Measures(*(getattr(self, name)[places] for name in self.__slots__))


def _follows(before: _Measures, after: _Measures) -> _Truths:
    """Whether lines stand right below others, in the same type."""
    low = np.minimum(before.height, after.height)
    pitch = (before.bottom + before.top - after.bottom - after.top) / 2
    shared = np.minimum(before.right, after.right) - np.maximum(before.left, after.left)
    is_same = np.maximum(before.height, after.height) <= _SAME_HEIGHT * low
    follows: _Truths = is_same & (pitch >= _MIN_PITCH * low) & (pitch <= _MAX_PITCH * low)
    return follows & (shared > 0)


def _is_same_row(before: _Measures, after: _Measures) -> _Truths:
    """Whether lines go on right of others."""
    low = np.minimum(before.height, after.height)
    high = np.maximum(before.height, after.height)
    gap = after.left - before.right
    beside = np.minimum(before.top, after.top) - np.maximum(before.bottom, after.bottom)
    in_row: _Truths = (beside >= _MIN_PITCH * low) & (gap >= -_MAX_KERN * high)
    return in_row & (gap <= _MAX_GAP * high)


def _chains(lines: Sequence[Line], measures: _Measures, behind: Set[int]) -> list[list[int]]:
    """Lines that follow each other in drawn order."""
    before, after = measures.rows(slice(None, -1)), measures.rows(slice(1, None))
    follows, in_row = _follows(before, after).tolist(), _is_same_row(before, after).tolist()
    chains = [[0]]
    anchor = 0  # the last line, without what is raised or lowered beside it
    for place in range(1, len(lines)):
        if in_row[place - 1] and lines[place].start not in behind:
            chains[-1].append(place)
            if lines[place].height >= lines[anchor].height:
                anchor = place
            continue
        is_next = follows[place - 1]
        if anchor != place - 1:
            is_next = bool(_follows(measures.rows([anchor]), measures.rows([place]))[0])
        if is_next:
            chains[-1].append(place)
        else:
            chains.append([place])
        anchor = place
    return chains


def _join(
    chains: list[list[int]],
    lines: Sequence[Line],
    measures: _Measures,
    text: str,
    parts: Set[int],
) -> None:
    """Join chains whose sentences go on in others: lines of columns that are drawn alternately.

    Lines that a gutter parts from others are known to be of columns.
    """
    following = {
        before: after
        for before, after in _neighbours(chains, measures)
        if _continues(lines[chains[before][-1]], lines[chains[after][0]], text, parts)
    }
    groups, known = [], []
    for start in sorted(set(following) - set(following.values())):
        group = [start]
        while group[-1] in following:
            group.append(following[group[-1]])
        places = [place for chain in group for place in chains[chain]]
        if all(lines[chains[chain][-1]].start in parts for chain in group[:-1]):
            known.append(group)
        elif len(group) >= _MIN_JOINED and is_running_text(
            [text[lines[place].start : lines[place].end] for place in places]
        ):
            groups.append(group)
    for group in [*known, *groups]:
        # A single column, such as the explanations of a table, alternates with no other.
        if group in known or any(
            other[0] < group[-1] and group[0] < other[-1]
            for other in [*known, *groups]
            if other != group
        ):
            chains[group[0]] = [place for chain in group for place in chains[chain]]
            for chain in group[1:]:
                chains[chain] = []
    chains[:] = filter(None, chains)


def _continues(last: Line, first: Line, text: str, parts: Set[int]) -> bool:
    if last.is_broken or (last.start in parts and first.start in parts):
        return True
    return goes_on(last, text) and text[first.start].islower()


def _neighbours(chains: Sequence[Sequence[int]], measures: _Measures) -> Iterator[tuple[int, int]]:
    """Chains of which one ends right above where the other one begins."""
    ends = measures.rows([chain[-1] for chain in chains])
    starts = measures.rows([chain[0] for chain in chains])
    low = np.minimum.outer(ends.height, starts.height)
    shared = np.minimum.outer(ends.right, starts.right) - np.maximum.outer(ends.left, starts.left)
    width = np.minimum.outer(ends.right - ends.left, starts.right - starts.left)
    pitch = (ends.bottom + ends.top)[:, None] / 2 - (starts.bottom + starts.top) / 2
    is_below = (shared >= _MIN_SHARED * width) & (pitch >= _MIN_PITCH * low)
    distance = np.where(is_below, pitch, np.inf)
    is_near = distance <= _MAX_PITCH * low
    is_near &= np.maximum.outer(ends.height, starts.height) <= _SAME_HEIGHT * low
    nearest_start, nearest_end = distance.argmin(1).tolist(), distance.argmin(0).tolist()
    for before, after in enumerate(nearest_start):
        if before != after and nearest_end[after] == before and is_near[before, after]:
            yield before, after
