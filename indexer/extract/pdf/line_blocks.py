"""Joins the lines of a PDF page that follow each other into blocks: paragraphs, headings, cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from indexer.extract.pdf.block_order import Block, make_block
from indexer.extract.pdf.page_lines import Line

_MAX_PITCH: Final = 1.8
"""From one line to the next of a block, in heights of the lower one."""
_MIN_PITCH: Final = 0.5
_SAME_HEIGHT: Final = 1.2
"""Lines of a block are at most so many times higher than others."""
_MAX_GAP: Final = 1.5
"""Between two parts of a line, in heights of the higher one."""
_MIN_SHARED: Final = 0.5
"""Share of the narrower line below which no line of another place on the page is continued."""
_SENTENCE_ENDS: Final = tuple(".!?:;…")
_MAX_LABEL_CHARS: Final = 5
_LABEL: Final = re.compile(
    "[•·▪■□●○◦►▶✓✔➢–—*\uf000-\uf0ff-]|[(]?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]"
)
_LABEL_DISTANCE: Final = 5.0  # heights of the line


def find_labels(lines: Sequence[Line], text: str) -> dict[int, int]:
    """The index of the line before which each bullet or number of a list stands."""
    found: dict[int, int] = {}
    for index, label in enumerate(lines):
        is_short = label.end - label.start <= _MAX_LABEL_CHARS
        if is_short and _LABEL.fullmatch(text, label.start, label.end):
            hosts = [
                (line.left, place)
                for place, line in enumerate(lines)
                if 0 <= line.left - label.right <= _LABEL_DISTANCE * line.height
                and is_beside(label, line)
            ]
            if hosts:
                found[index] = min(hosts)[1]
    return {label: host for label, host in found.items() if host not in found}


def is_beside(one: Line, other: Line) -> bool:
    """Whether two lines are at one height of the page."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared >= _MIN_PITCH * min(one.height, other.height)


def goes_on(line: Line, text: str) -> bool:
    """Whether the sentence goes on in another line."""
    return line.is_broken or text[line.end - 1] not in _SENTENCE_ENDS


def make_blocks(indexes: Sequence[int], lines: Sequence[Line], text: str) -> list[Block]:
    """The blocks of the lines with these ascending indexes."""
    chains: list[list[int]] = []
    anchor: Line | None = None  # the last line of the chain, without what is raised beside it
    previous: Line | None = None
    for index in indexes:
        line = lines[index]
        if previous and anchor and _is_same_row(previous, line):
            chains[-1].append(index)
            if line.height >= anchor.height:
                anchor = line
        elif anchor and _is_next(anchor, line):
            chains[-1].append(index)
            anchor = line
        else:
            chains.append([index])
            anchor = line
        previous = line
    if len(chains) > 1:
        _join(chains, lines, text)
    return [make_block(chain, lines) for chain in chains]


def _is_same_row(previous: Line, line: Line) -> bool:
    gap = line.left - previous.right
    height = max(previous.height, line.height)
    return -0.3 * height <= gap <= _MAX_GAP * height and is_beside(previous, line)


def _is_next(previous: Line, line: Line) -> bool:
    low, high = sorted((previous.height, line.height))
    pitch = (previous.bottom + previous.top - line.bottom - line.top) / 2
    shared = min(previous.right, line.right) - max(previous.left, line.left)
    return high <= _SAME_HEIGHT * low and _MIN_PITCH * low <= pitch <= _MAX_PITCH * low and shared > 0


def _join(chains: list[list[int]], lines: Sequence[Line], text: str) -> None:
    """Join chains whose sentences go on in others: lines of columns that are drawn in turns."""
    following = {
        before: after
        for before, after in _neighbours(chains, lines)
        if _continues(lines[chains[before][-1]], lines[chains[after][0]], text)
    }
    for start in sorted(set(following) - set(following.values())):
        place = start
        while place in following:
            place = following[place]
            chains[start] += chains[place]
            chains[place] = []
    chains[:] = filter(None, chains)


def _continues(last: Line, first: Line, text: str) -> bool:
    return last.is_broken or (goes_on(last, text) and text[first.start].islower())


def _neighbours(chains: Sequence[Sequence[int]], lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Chains of which one ends right above where the other one begins."""
    ends = _measures([lines[chain[-1]] for chain in chains])
    starts = _measures([lines[chain[0]] for chain in chains])
    low = np.minimum.outer(ends[4], starts[4])
    shared = np.minimum.outer(ends[1], starts[1]) - np.maximum.outer(ends[0], starts[0])
    width = np.minimum.outer(ends[1] - ends[0], starts[1] - starts[0])
    pitch = (ends[2] + ends[3])[:, None] / 2 - (starts[2] + starts[3]) / 2
    is_below = (shared >= _MIN_SHARED * width) & (pitch >= _MIN_PITCH * low)
    distance = np.where(is_below, pitch, np.inf)
    is_near = distance <= _MAX_PITCH * low
    is_near &= np.maximum.outer(ends[4], starts[4]) <= _SAME_HEIGHT * low
    nearest_start, nearest_end = distance.argmin(1).tolist(), distance.argmin(0).tolist()
    for before, after in enumerate(nearest_start):
        if before != after and nearest_end[after] == before and is_near[before, after]:
            yield before, after


def _measures(lines: Sequence[Line]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([(n.left, n.right, n.bottom, n.top, n.height) for n in lines]).T
