"""The order of matching publications, and cursors: positions in an order that outlive a commit.

Every order is total, so a publication's position in it is one whole number, its key: the rank among
all publications by date, title and identifier, and above that, where relevance counts, the score,
and above all its place (`precedence`).
"""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from indexer import wire
from indexer.engine.embedded.format.segment import Ids
from indexer.engine.embedded.read.precedence import LAST
from indexer.engine.embedded.read.snapshot import Floats, Snapshot
from indexer.engine.searches import Sort
from indexer.errors import CursorInvalid
from indexer.messages import message

_STEPS: Final = 10_000
"""Scores count in ten-thousandths: sums in another order differ in the last bits of a float."""
_MAX_STEPS: Final = 2**31
# A key holds place, score and rank: 2^7 places of 2^32 steps leave 2^24 of 2^63 to ranks.
_STEPS_OF_PLACE: Final = 2 * _MAX_STEPS + 1
_NEVER: Final = 99_999_999
"""The date key of undated publications where the oldest come first."""


Side = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class SortPosition:
    """The sort values of a hit, before or after which a page begins; `place` is 0 where no place
    counts.
    """

    side: Side
    sort: Sort
    place: int
    score: float
    date: int
    title: str
    identifier: str


def encode(position: SortPosition) -> str:
    """A position as an opaque text for URLs."""
    return base64.urlsafe_b64encode(wire.encode(position)).decode().rstrip("=")


def decode(cursor: str, sort: Sort) -> SortPosition:
    """The position in `cursor`.

    Raises:
        CursorInvalid: this engine has made no such cursor for this sort.
    """
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        position = wire.decode(data, SortPosition)
    except (binascii.Error, ValueError) as error:
        raise CursorInvalid(message("The cursor is not one that was given out.")) from error
    if not _is_possible(position):
        raise CursorInvalid(message("The cursor is not one that was given out."))
    if position.sort is not sort:
        raise CursorInvalid(
            message(
                "The cursor belongs to the order {own}, not {wanted}.",
                own=position.sort,
                wanted=sort,
            )
        )
    return position


def _is_possible(position: SortPosition) -> bool:
    """Whether numbers are in the range of those that are given out."""
    return (
        0 <= position.place <= LAST
        and abs(position.score) * _STEPS <= _MAX_STEPS
        and 0 <= position.date <= _NEVER
    )


_Value = tuple[int, str] | tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All publications in an order that does not depend on the query.

    `publications[r]` is the one at rank r, `ranks[p]` the rank of publication p; `dates`, `titles`
    (empty unless sorted by title) and `identifiers` are what they are sorted by.
    """

    sort: Sort
    publications: Ids
    ranks: Ids
    dates: Ids
    titles: Sequence[str]
    identifiers: Sequence[str]

    @property
    def span(self) -> int:
        """More than twice any rank."""
        return 2 * len(self.ranks) + 2

    def key(self, position: SortPosition) -> int:
        """Twice the rank of a position; odd if it is between two publications."""
        wanted = _value(self.sort, position.date, position.title, position.identifier)
        at = bisect_left(self.publications, wanted, key=self._value_of)
        known = at < len(self.publications) and self._value_of(int(self.publications[at])) == wanted
        return 2 * at if known else 2 * at - 1

    def _value_of(self, publication: int) -> _Value:
        title = self.titles[publication] if self.titles else ""
        return _value(self.sort, int(self.dates[publication]), title, self.identifiers[publication])


def _value(sort: Sort, date: int, title: str, identifier: str) -> _Value:
    """The sort key of a publication, ascending; ties in relevance are broken by it too."""
    match sort:
        case Sort.OLDEST:
            return (date or _NEVER, identifier)
        case Sort.TITLE:
            return (title, -date, identifier)
        case _:
            return (-date, identifier)


def ranking(snapshot: Snapshot, sort: Sort) -> Ranking:
    """The order of all publications of `snapshot` by `sort`, regardless of scores."""
    by = Sort.NEWEST if sort is Sort.RELEVANCE else sort
    whole = snapshot.whole  # the order of two publications does not depend on the others
    return whole.tables.get(("ranking", by), lambda: _ranking(whole, by))


def _ranking(snapshot: Snapshot, sort: Sort) -> Ranking:
    titles = snapshot.titles if sort is Sort.TITLE else []
    rows = zip(
        snapshot.dates.tolist(),
        titles or [""] * snapshot.publication_count,
        snapshot.identifiers,
        strict=True,
    )
    values = [_value(sort, *row) for row in rows]
    publications = np.array(sorted(range(len(values)), key=values.__getitem__), np.int64)
    ranks = np.empty(len(values), np.int64)
    ranks[publications] = np.arange(len(values))
    return Ranking(sort, publications, ranks, snapshot.dates, titles, snapshot.identifiers)


class Order:
    """The `chosen` publications (ascending) in order; `scores` has one for each publication of the
    snapshot, `places` one for each of the chosen (None: all have the same).
    """

    def __init__(
        self,
        snapshot: Snapshot,
        sort: Sort,
        scores: Floats,
        chosen: Ids,
        places: Ids | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._sort = sort
        self._scores = scores
        self._chosen = chosen
        self._places = np.zeros(len(chosen), np.int64) if places is None else places
        self._ranking = ranking(snapshot, sort)
        self._keys = 2 * self._ranking.ranks[chosen]
        if sort is Sort.RELEVANCE:
            best_first = self._places * _STEPS_OF_PLACE - _steps(scores[chosen])
            self._keys += best_first * self._ranking.span

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

    def start(self, position: SortPosition, size: int) -> int:
        """The index at which the page of `size` hits before or after `position` begins."""
        wanted = self._ranking.key(position)
        if self._sort is Sort.RELEVANCE:
            steps = _steps(np.array([position.score], np.float64))
            best_first = position.place * _STEPS_OF_PLACE - int(steps[0])
            wanted += best_first * self._ranking.span
        if position.side == "before":
            return max(0, int(np.count_nonzero(self._keys < wanted)) - size)
        return int(np.count_nonzero(self._keys <= wanted))

    def position(self, publication: int, side: Side) -> SortPosition:
        """The position before or after one of the publications."""
        snapshot = self._snapshot
        return SortPosition(
            side,
            self._sort,
            int(self._places[self._chosen.searchsorted(publication)]),
            rounded(self._scores[publication]),
            int(snapshot.dates[publication]),
            snapshot.titles[publication],
            snapshot.identifiers[publication],
        )


def _steps(scores: np.ndarray) -> Ids:
    """Scores as whole numbers of steps, clipped to what a key can hold."""
    steps = scores.astype(np.float64) * _STEPS
    return np.rint(np.clip(steps, -_MAX_STEPS, _MAX_STEPS)).astype(np.int64)


def rounded(score: float) -> float:
    """A score rounded to the step that counts in the order."""
    return float(np.rint(float(score) * _STEPS) / _STEPS)
