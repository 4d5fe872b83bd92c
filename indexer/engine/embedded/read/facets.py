"""The filters of a request as masks of publications, and the counts of its facets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final

import numpy as np

from indexer.engine.embedded.format.segment import Mask
from indexer.engine.embedded.read import tables
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.port import FACET_LIMIT, FACETS, Facet, FacetValue, Filters


class FilterMasks:
    """The filters of one request, each evaluated once."""

    def __init__(self, snapshot: Snapshot, filters: Filters) -> None:
        self._all: Final = np.ones(snapshot.publication_count, bool)
        self._masks: dict[str, Mask] = {}
        if filters.year_from is not None or filters.year_to is not None:
            years = tables.within_years(snapshot, filters.year_from, filters.year_to)
            self._masks["year"] = years
        for name in FACETS:
            if name != "year" and (values := getattr(filters, name)):
                self._masks[name] = tables.facet(snapshot, name).having(values)

    def mask(self, but: str | None = None) -> Mask:
        """The publications that pass all filters except that of the facet `but`."""
        masks = (mask for name, mask in self._masks.items() if name != but)
        return reduce(np.logical_and, masks, self._all)


def count_facet(snapshot: Snapshot, filters: Filters, name: str, kept: Mask) -> Facet:
    """The values that publications in `kept` have; selected values are always listed."""
    table = tables.facet(snapshot, name)
    counts = table.counts(kept)
    selected = _selected(filters, name, table.values)
    shown = np.flatnonzero((counts > 0) | selected)
    if name == "year":
        shown = shown[::-1]  # values are in ascending order
    else:
        first = np.lexsort((table.ranks[shown], -counts[shown], ~selected[shown]))
        shown = shown[first[:FACET_LIMIT]]
        shown = shown[np.lexsort((table.ranks[shown], -counts[shown]))]
    return Facet(
        name,
        tuple(
            FacetValue(table.values[number], count, chosen)
            for number, count, chosen in zip(
                shown.tolist(), counts[shown].tolist(), selected[shown].tolist(), strict=True
            )
        ),
    )


def _selected(filters: Filters, name: str, values: Sequence[str]) -> Mask:
    """Mask of the values of a facet that are selected."""
    if name != "year":
        chosen = getattr(filters, name)
        if not chosen:
            return np.zeros(len(values), bool)
        return np.array([value in chosen for value in values], bool)
    low, high = filters.year_from, filters.year_to
    if low is None and high is None:
        return np.zeros(len(values), bool)
    years = np.array(list(map(int, values)), np.int64)
    inside: Mask = (years >= (low or 0)) & (years <= (9999 if high is None else high))
    return inside
