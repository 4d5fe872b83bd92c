"""The order of matching publications, and cursors: places in an order that survive a new commit."""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from indexer import wire
from indexer.engine.embedded.evaluate import Match
from indexer.engine.embedded.snapshot import Ids, Snapshot
from indexer.engine.embedded.tables import names_in_order
from indexer.engine.port import Sort
from indexer.errors import CursorInvalid

_STEPS: Final = 10_000
"""Scores count in ten-thousandths: sums in another order differ in the last bits of a float."""
_NEVER: Final = 99_999_999
"""The date key of undated publications where the oldest come first."""


Side = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Place:
    """A hit's sort values: before or behind it a page begins."""

    side: Side
    sort: Sort
    score: float
    date: int
    title: str
    identifier: str


def encode(place: Place) -> str:
    """A place as an opaque text for URLs."""
    return base64.urlsafe_b64encode(wire.encode(place)).decode().rstrip("=")


def decode(cursor: str, sort: Sort) -> Place:
    """The place in `cursor`.

    Raises:
        CursorInvalid: no such cursor was given out for this sort.
    """
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = wire.decode(data, Place)
    except (binascii.Error, ValueError) as error:
        raise CursorInvalid("The cursor is not one that was given out.") from error
    if place.sort is not sort:
        raise CursorInvalid(f"The cursor belongs to the order {place.sort}, not {sort}.")
    return place


class Order:
    """Publications in their order: `publications[i]` is the i-th; `scores` are its scores."""

    def __init__(self, snapshot: Snapshot, sort: Sort, match: Match, chosen: Ids) -> None:
        self._snapshot = snapshot
        self._sort = sort
        self._scores = np.rint(match.scores.astype(np.float64) * _STEPS) / _STEPS
        keys = self._keys(chosen)
        order = np.lexsort(keys[::-1])
        self.publications: Final[Ids] = chosen[order]
        self._sorted: Final = [key[order] for key in keys]

    def _keys(self, chosen: Ids) -> list[NDArray[np.float64]]:
        """What is sorted by, most important first, ascending."""
        names = names_in_order(self._snapshot)
        dates = self._snapshot.dates[chosen].astype(np.float64)
        identifier = names.identifier_rank[chosen].astype(np.float64)
        match self._sort:
            case Sort.RELEVANCE:
                return [-self._scores[chosen], -dates, identifier]
            case Sort.NEWEST:
                return [-dates, identifier]
            case Sort.OLDEST:
                return [np.where(dates == 0, _NEVER, dates), identifier]
            case Sort.TITLE:
                return [names.title_rank[chosen].astype(np.float64), -dates, identifier]

    def _key_of(self, place: Place) -> list[float]:
        names = names_in_order(self._snapshot)
        identifier = _rank(names.identifiers, place.identifier)
        match self._sort:
            case Sort.RELEVANCE:
                return [-place.score, -place.date, identifier]
            case Sort.NEWEST:
                return [-place.date, identifier]
            case Sort.OLDEST:
                return [place.date or _NEVER, identifier]
            case Sort.TITLE:
                return [_rank(names.titles, place.title), -place.date, identifier]

    def start(self, place: Place, size: int) -> int:
        """The index at which the page of `size` hits before or behind `place` begins."""
        wanted = self._key_of(place)
        equal = np.ones(len(self.publications), bool)
        smaller = np.zeros(len(self.publications), bool)
        for values, value in zip(self._sorted, wanted, strict=True):
            smaller |= equal & (values < value)
            equal &= values == value
        if place.side == "before":
            return max(0, int(np.count_nonzero(smaller)) - size)
        return int(np.count_nonzero(smaller | equal))

    def place(self, index: int, side: Side) -> Place:
        """The place of the hit at `index`."""
        publication = int(self.publications[index])
        snapshot = self._snapshot
        return Place(
            side,
            self._sort,
            float(self._scores[publication]),
            int(snapshot.dates[publication]),
            snapshot.titles[publication],
            snapshot.identifiers[publication],
        )


def rounded(score: float) -> float:
    """A score as it counts in the order."""
    return float(np.rint(float(score) * _STEPS) / _STEPS)


def _rank(names: Sequence[str], name: str) -> float:
    """The rank of `name` among sorted `names`; between two of them where it is not there."""
    at = bisect_left(names, name)
    return at if at < len(names) and names[at] == name else at - 0.5
