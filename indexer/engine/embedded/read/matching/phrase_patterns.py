"""Patterns inside phrases: "memor* larga" matches each of the words that the pattern stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indexer.engine.ast import Wildcard
from indexer.engine.embedded.format.schema import SEPARATOR
from indexer.engine.embedded.format.segment import Segment
from indexer.engine.embedded.read.matching.reading_matching import Row
from indexer.engine.embedded.read.matching.term_matching import Terms, expanded
from indexer.engine.embedded.read.snapshot import Snapshot

MAX_PHRASE_EXPANSIONS: Final = 100
"""Words that a pattern in a phrase stands for, the most frequent ones: a mask of all documents is
made for each.
"""
_SEPARATOR: Final = SEPARATOR.encode()


@dataclass(frozen=True, slots=True)
class PatternForms:
    """The folded forms that a pattern stands for in each segment; `limited` if there are more."""

    by_segment: list[list[str]]
    limited: bool

    def rows(self, place: int) -> list[Row]:
        """What a word of a phrase may match in one segment."""
        return [((0, form),) for form in self.by_segment[place]]


def pattern_forms(snapshot: Snapshot, pattern: str, fields: Sequence[str]) -> PatternForms:
    """The forms in the text fields that match a pattern of a phrase."""
    found = expanded(snapshot, Wildcard(pattern), fields, MAX_PHRASE_EXPANSIONS)
    forms = [
        _forms(live.segment, terms)
        for live, terms in zip(snapshot.segments, found.terms, strict=True)
    ]
    return PatternForms(forms, found.limited)


def _forms(segment: Segment, terms: Terms) -> list[str]:
    keys = (segment.terms[row] for row in terms.rows.tolist())
    return list(dict.fromkeys(key.split(_SEPARATOR, 1)[0].decode() for key in keys))
