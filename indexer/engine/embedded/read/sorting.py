"""The order of matching publications, and cursors: places in an order that survive a new commit.

Every order is total, so a publication's place in it is one whole number, its key: the rank among
all publications by date, title and identifier, and above that, where relevance counts, the score.
"""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from indexer import wire
from indexer.engine.embedded.format.segment import Ids
from indexer.engine.embedded.read.snapshot import Floats, Snapshot
from indexer.engine.port import Sort
from indexer.errors import CursorInvalid

_STEPS: Final = 10_000
"""Scores count in ten-thousandths: sums in another order differ in the last bits of a float."""
_MAX_STEPS: Final = 2**31
_NEVER: Final = 99_999_999
"""The date key of undated publications where the oldest come first."""


Side = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class SortPosition:
    """A hit's sort values: before or behind it a page begins."""

    side: Side
    sort: Sort
    score: float
    date: int
    title: str
    identifier: str


def encode(place: SortPosition) -> str:
    """A place as an opaque text for URLs."""
    return base64.urlsafe_b64encode(wire.encode(place)).decode().rstrip("=")


def decode(cursor: str, sort: Sort) -> SortPosition:
    """The place in `cursor`.

    Raises:
        CursorInvalid: no such cursor was given out for this sort.
    """
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = wire.decode(data, SortPosition)
    except (binascii.Error, ValueError) as error:
        raise CursorInvalid("The cursor is not one that was given out.") from error
    if place.sort is not sort:
        raise CursorInvalid(f"The cursor belongs to the order {place.sort}, not {sort}.")
    return place


_Value = tuple[int, str] | tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All publications in one order that a query does not change.

    `publications[r]` is the one at rank r, `ranks[p]` the rank of publication p.
    """

    snapshot: Snapshot
    sort: Sort
    publications: Ids
    ranks: Ids

    @property
    def span(self) -> int:
        """More than twice any rank."""
        return 2 * len(self.ranks) + 2

    def key(self, place: SortPosition) -> int:
        """Twice the rank of a place; odd where it is between two publications."""
        wanted = _value(self.sort, place.date, place.title, place.identifier)
        at = bisect_left(self.publications, wanted, key=self._value_of)
        known = at < len(self.publications) and self._value_of(int(self.publications[at])) == wanted
        return 2 * at if known else 2 * at - 1

    def _value_of(self, publication: int) -> _Value:
        snapshot = self.snapshot
        date, identifier = int(snapshot.dates[publication]), snapshot.identifiers[publication]
        title = snapshot.titles[publication] if self.sort is Sort.TITLE else ""
        return _value(self.sort, date, title, identifier)


def _value(sort: Sort, date: int, title: str, identifier: str) -> _Value:
    """What publications are sorted by, ascending; relevance sorts equal scores so."""
    match sort:
        case Sort.OLDEST:
            return (date or _NEVER, identifier)
        case Sort.TITLE:
            return (title, -date, identifier)
        case _:
            return (-date, identifier)


def ranking(snapshot: Snapshot, sort: Sort) -> Ranking:
    """The order of all publications of `snapshot` by `sort`, scores left out."""
    by = Sort.NEWEST if sort is Sort.RELEVANCE else sort
    return snapshot.derived(("ranking", by), lambda: _ranking(snapshot, by))


def _ranking(snapshot: Snapshot, sort: Sort) -> Ranking:
    titles = snapshot.titles if sort is Sort.TITLE else [""] * snapshot.publication_count
    rows = zip(snapshot.dates.tolist(), titles, snapshot.identifiers, strict=True)
    values = [_value(sort, *row) for row in rows]
    publications = np.array(sorted(range(len(values)), key=values.__getitem__), np.int64)
    ranks = np.empty(len(values), np.int64)
    ranks[publications] = np.arange(len(values))
    return Ranking(snapshot, sort, publications, ranks)


class Order:
    """`chosen` publications in their order; `scores` are those of all publications."""

    def __init__(self, snapshot: Snapshot, sort: Sort, scores: Floats, chosen: Ids) -> None:
        self._snapshot = snapshot
        self._sort = sort
        self._scores = scores
        self._chosen = chosen
        self._ranking = ranking(snapshot, sort)
        self._keys = 2 * self._ranking.ranks[chosen]
        if sort is Sort.RELEVANCE:
            self._keys -= _steps(scores[chosen]) * self._ranking.span

    def __len__(self) -> int:
        return len(self._chosen)

    def part(self, start: int, size: int) -> list[int]:
        """The publications from `start` on, at most `size`."""
        stop = min(start + size, len(self._keys))
        if start >= stop:
            return []
        # Only what is on the page is sorted.
        first = np.arange(len(self._keys))
        if stop < len(first):
            first = np.argpartition(self._keys, stop - 1)[:stop]
        ordered = first[np.argsort(self._keys[first])][start:stop]
        found: list[int] = self._chosen[ordered].tolist()
        return found

    def start(self, place: SortPosition, size: int) -> int:
        """The index at which the page of `size` hits before or behind `place` begins."""
        wanted = self._ranking.key(place)
        if self._sort is Sort.RELEVANCE:
            steps = _steps(np.array([place.score], np.float64))
            wanted -= int(steps[0]) * self._ranking.span
        if place.side == "before":
            return max(0, int(np.count_nonzero(self._keys < wanted)) - size)
        return int(np.count_nonzero(self._keys <= wanted))

    def place(self, publication: int, side: Side) -> SortPosition:
        """The place of one of the publications."""
        snapshot = self._snapshot
        return SortPosition(
            side,
            self._sort,
            rounded(self._scores[publication]),
            int(snapshot.dates[publication]),
            snapshot.titles[publication],
            snapshot.identifiers[publication],
        )


def _steps(scores: np.ndarray) -> Ids:
    """Scores as whole numbers of steps; what a cursor claims stays within what a key can hold."""
    steps = np.nan_to_num(scores.astype(np.float64) * _STEPS, nan=0.0)
    return np.rint(np.clip(steps, -_MAX_STEPS, _MAX_STEPS)).astype(np.int64)


def rounded(score: float) -> float:
    """A score as it counts in the order."""
    return float(np.rint(float(score) * _STEPS) / _STEPS)
