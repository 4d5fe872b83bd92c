"""Finds what stands beside a line of a PDF page and belongs to it: bullets, numbers, page numbers.

They are often drawn before or after all lines, in a column of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Final

from indexer.extract.pdf.page_lines import Line

_MAX_CHARS: Final = 6
_LABEL: Final = re.compile(
    "[•·▪■□●○◦►▶✓✔➢–—*\uf000-\uf0ff-]|[(]?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]"
)
_NUMBER: Final = re.compile("[0-9]{1,4}|[ivxlcIVXLC]{1,6}")
_MAX_DISTANCE: Final = 5.0
"""From a label to its line, in heights of the line."""
_MIN_NUMBERS: Final = 3
"""Numbers drawn one after the other that make a column."""
_MIN_SHARED: Final = 0.5
"""Share of the lower one that two lines at one height of the page have in common."""


@dataclass(frozen=True, slots=True)
class LineLabels:
    """The line, by index, `before` or `after` which each label belongs."""

    before: dict[int, int] = field(default_factory=dict)
    after: dict[int, int] = field(default_factory=dict)

    def __contains__(self, index: int) -> bool:
        return index in self.before or index in self.after

    def insert(self, order: Sequence[int]) -> list[int]:
        """The order of lines with the labels in their places."""
        beside: dict[int, tuple[list[int], list[int]]] = {index: ([], []) for index in order}
        for label, host in self.before.items():
            beside[host][0].append(label)
        for label, host in self.after.items():
            beside[host][1].append(label)
        return [n for index in order for n in (*beside[index][0], index, *beside[index][1])]

    def count_lost(self, order: Sequence[int]) -> int:
        """How many labels are not beside their lines in an order."""
        place = {index: number for number, index in enumerate(order)}
        lost = sum(place[host] - place[label] != 1 for label, host in self.before.items())
        return lost + sum(place[label] - place[host] != 1 for label, host in self.after.items())


def find_labels(lines: Sequence[Line], text: str) -> LineLabels:
    """The bullets and numbers of lists, and the columns of page numbers and the like."""
    short = [index for index, line in enumerate(lines) if line.end - line.start <= _MAX_CHARS]
    if not short:
        return LineLabels()
    before = {}
    for index in short:
        if _LABEL.fullmatch(text, lines[index].start, lines[index].end):
            host = _host_of_label(index, lines)
            if host is not None:
                before[index] = host
    numbers = [index for index in short if index not in before and _is_number(lines[index], text)]
    after = dict(_hosts_of_numbers(numbers, lines))
    labels = before | after
    return LineLabels(
        {label: host for label, host in before.items() if host not in labels},
        {label: host for label, host in after.items() if host not in labels},
    )


def is_label(text: str, label: Line, line: Line) -> bool:
    """Whether `text`, which stands at `label`, is the bullet or number of what stands at `line`."""
    gap = line.left - label.right
    is_near = 0 <= gap <= _MAX_DISTANCE * line.height and _is_beside(label, line)
    return is_near and len(text) <= _MAX_CHARS and bool(_LABEL.fullmatch(text))


def _host_of_label(index: int, lines: Sequence[Line]) -> int | None:
    """The nearest line to the right."""
    label = lines[index]
    hosts = [
        (line.left, place)
        for place, line in enumerate(lines)
        if 0 <= line.left - label.right <= _MAX_DISTANCE * line.height and _is_beside(label, line)
    ]
    return min(hosts)[1] if hosts else None


def _is_number(line: Line, text: str) -> bool:
    return bool(_NUMBER.fullmatch(text, line.start, line.end))


def _hosts_of_numbers(numbers: Sequence[int], lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The nearest lines to the left of numbers that stand in a column."""
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        column = [index for _, index in run]
        if len(column) < _MIN_NUMBERS or any(
            _is_beside(lines[above], lines[below]) for above, below in pairwise(column)
        ):
            continue
        hosts = [_line_left_of(lines[index], lines) for index in column]
        found = [host for host in hosts if host is not None]
        if len(set(found)) == len(column):
            yield from zip(column, found, strict=True)


def _line_left_of(number: Line, lines: Sequence[Line]) -> int | None:
    hosts = [
        (line.right, place)
        for place, line in enumerate(lines)
        if line.right <= number.left and _is_beside(number, line)
    ]
    return max(hosts)[1] if hosts else None


def _is_beside(one: Line, other: Line) -> bool:
    """Whether two lines are at one height of the page."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared >= _MIN_SHARED * min(one.height, other.height)
