"""One spelling for one value in the whole corpus: "miedo", "Miedo" and "MIEDO" are one subject."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from indexer.fields import COLUMNS, MetadataField, Wording
from indexer.folding import fold_word
from indexer.model import Metadata, Relation

_FIELDS: Final = tuple(
    row for row in COLUMNS.values() if row.several and row.wording is not Wording.FREE
)
_SERIES: Final = "isPartOf"


class Spellings:
    """The spelling of each value that is written in several ways."""

    def __init__(self, described: Iterable[Metadata]) -> None:
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for metadata in described:
            for row in _FIELDS:
                for value in getattr(metadata, row.attribute):
                    counts[row.name, _key(value, row.wording)][value] += 1
            for series in metadata.series:
                counts[_SERIES, _key(series, Wording.NAMES)][series] += 1
        self._best = {
            (name, value): max(spellings, key=lambda one: _rank(one, spellings[one]))
            for (name, _), spellings in counts.items()
            if len(spellings) > 1
            for value in spellings
        }

    def chosen(self, row: MetadataField, value: str) -> str:
        """The spelling that is used for a value of a field; mostly its own."""
        return self._best.get((row.name, value), value)

    def unify(self, metadata: Metadata) -> Metadata:
        """`metadata` in these spellings, each value once."""
        if not self._best:
            return metadata
        changed: dict[str, Any] = {}
        for row in _FIELDS:
            values = getattr(metadata, row.attribute)
            best = tuple(dict.fromkeys(self._best.get((row.name, v), v) for v in values))
            if best != values:
                changed[row.attribute] = best
        relations = tuple(dict.fromkeys(map(self._unify_series, metadata.relations)))
        if relations != metadata.relations:
            changed["relations"] = relations
        return replace(metadata, **changed) if changed else metadata

    def _unify_series(self, relation: Relation) -> Relation:
        best = self._best.get((_SERIES, relation.target))
        return Relation(_SERIES, best) if best and relation.kind == _SERIES else relation


@lru_cache(maxsize=65_536)
def _key(value: str, wording: Wording) -> str:
    return fold_word(value) if wording is Wording.TERMS else value.casefold()


def _rank(value: str, count: int) -> tuple[int, int, bool, bool, str]:
    """Accents are left out more often than added; then the most frequent, then the calmest."""
    marks = sum(map(unicodedata.combining, unicodedata.normalize("NFD", value)))
    return marks, count, not value.isupper(), value.islower(), value
