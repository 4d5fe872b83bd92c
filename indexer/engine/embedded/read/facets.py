"""The filters of a request as masks of publications, and the counts of its facets."""

from __future__ import annotations

from functools import reduce
from typing import Final

import numpy as np

from indexer.engine.embedded.format.segment import Mask
from indexer.engine.embedded.read import tables
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.searches import FACET_LIMIT, Facet, FacetValue
from indexer.fields import FacetField, FacetFilter, Filters


class FilterMasks:
    """The filters of one request, each evaluated once."""

    def __init__(self, snapshot: Snapshot, filters: Filters) -> None:
        self._all: Final = np.ones(snapshot.publication_count, bool)
        self._masks: dict[str, Mask] = {}
        for name, chosen in filters.items():
            table = tables.facet(snapshot, name)
            self._masks[name] = table.having(table.selected(chosen))

    def mask(self, but: str | None = None) -> Mask:
        """The publications that pass all filters except that of the facet `but`."""
        masks = (mask for name, mask in self._masks.items() if name != but)
        return reduce(np.logical_and, masks, self._all)


def count_facet(
    snapshot: Snapshot, row: FacetField, chosen: FacetFilter | None, kept: Mask
) -> Facet:
    """The values that publications in `kept` have; selected values are always listed."""
    table = tables.facet(snapshot, row.name)
    counts = table.counts(kept)
    selected = np.zeros(len(table.values), bool) if chosen is None else table.selected(chosen)
    shown = np.flatnonzero((counts > 0) | selected)
    if row.is_range:
        shown = shown[::-1]  # values are in ascending order
    else:
        first = np.lexsort((table.ranks[shown], -counts[shown], ~selected[shown]))
        shown = shown[first[:FACET_LIMIT]]
        shown = shown[np.lexsort((table.ranks[shown], -counts[shown]))]
    return Facet(
        row.name,
        tuple(
            FacetValue(table.values[number], count, is_selected)
            for number, count, is_selected in zip(
                shown.tolist(), counts[shown].tolist(), selected[shown].tolist(), strict=True
            )
        ),
    )
