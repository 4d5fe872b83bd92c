"""Rows of several tables that become rows of one, and the items of those rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.engine.embedded.arrays import Array
from indexer.engine.embedded.segment import Ids


def interleaved(parts: Sequence[Array], sizes: Sequence[Ids]) -> Array:
    """Items of the same rows from several sources, row by row, within a row source by source.

    `parts` has each source's items in the order of rows, `sizes` how many there are in each row.
    """
    if len(parts) == 1:
        return parts[0]
    total = np.sum(sizes, axis=0)
    at = np.cumsum(total) - total  # where the next source's items of each row go
    items = np.empty(int(total.sum()), np.result_type(*parts))
    for part, size in zip(parts, sizes, strict=True):
        shift = at - (np.cumsum(size) - size)
        items[np.arange(len(part)) + np.repeat(shift, size)] = part
        at = at + size
    return items


def spread(rows: Ids, sizes: Ids, merged_rows: range) -> Ids:
    """How many items some rows of a source have, as rows of the merged table."""
    wide = np.zeros(len(merged_rows), np.int64)
    wide[rows[rows >= 0] - merged_rows.start] = sizes[rows >= 0]
    return wide


def own_rows(rows: Ids, merged_rows: Sequence[range]) -> list[range]:
    """Which rows of a source become those of each of these ranges, which follow each other; among
    them may be such that do not go in: they add nothing anywhere.
    """
    edges = [0, *(chunk.stop for chunk in merged_rows)]
    cuts = np.searchsorted(np.maximum.accumulate(rows), edges).tolist()
    return [range(*pair) for pair in pairwise(cuts)]
