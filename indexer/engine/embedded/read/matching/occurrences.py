"""The postings of the leaves of a query tree in the text fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.engine.ast import Fuzzy, Phrase, Wildcard, Word
from indexer.engine.embedded.read.matching.phrases import as_compound, near, side_by_side
from indexer.engine.embedded.read.matching.postings import Postings, of_terms, summed
from indexer.engine.embedded.read.matching.term_matching import expanded, word_terms
from indexer.engine.embedded.read.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The postings in each text field that has any; `limited` if a pattern has more expansions
    than are searched.
    """

    fields: dict[str, Postings]
    limited: bool = False


def occurrences(
    snapshot: Snapshot, node: Word | Phrase | Wildcard | Fuzzy, fields: Sequence[str]
) -> Occurrences:
    """The postings of `node` in the text fields `fields`."""
    match node:
        case Word(text):
            return Occurrences(_of_word(snapshot, text, fields))
        case Phrase(words, 0):
            return Occurrences(side_by_side(snapshot, words, fields))
        case Phrase(words, slop):
            return Occurrences(near(snapshot, words, slop, fields))
        case Wildcard() | Fuzzy():
            expansion = expanded(snapshot, node, fields)
            return Occurrences(of_terms(snapshot, expansion.terms, fields), expansion.limited)


def _of_word(snapshot: Snapshot, text: str, fields: Sequence[str]) -> dict[str, Postings]:
    terms = [word_terms(live.segment, text) for live in snapshot.segments]
    found = of_terms(snapshot, terms, fields)
    for name, more in as_compound(snapshot, text, fields).items():
        found[name] = summed([found[name], more]) if name in found else more
    return found
