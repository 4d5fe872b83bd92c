"""How well misspelt queries are corrected, by kinds of misspellings.

`misspellings.tsv` has what people type and what they mean, in four languages. A row counts in a
collection that finds nothing for what is typed, and something for what is meant, all whose words
may be suggested. What is suggested is right if it differs from that in accents, capitals and
hyphens only; nothing suggested is neither right nor wrong.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.engine.analysis import fold, tokenize
from indexer.engine.cleaning import HYPHEN
from indexer.engine.port import Engine, Reader
from indexer.engine.searches import SearchRequest
from indexer.engine.spelling import correct

FILE: Final = Path(__file__).with_name("misspellings.tsv")
RIGHT_FLOOR: Final = 0.94
"""The share of misspellings that is corrected. It goes up only."""
WRONG_CEILING: Final = 0.03
"""The share that is corrected to something else. It goes down only."""


_COUNTED_LETTERS: Final = 3
"""Letters of the words that a vocabulary has."""


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A query as it is `typed` and as it is `meant`, and the `kind` of the slip."""

    kind: str
    language: str
    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is suggested for a misspelling, if anything."""

    misspelling: Misspelling
    suggested: str | None

    @property
    def is_right(self) -> bool:
        """Whether it is what was meant."""
        return self.suggested is not None and _same(self.suggested, self.misspelling.meant)

    @property
    def is_wrong(self) -> bool:
        """Whether it is something else."""
        return self.suggested is not None and not self.is_right


@dataclass(frozen=True, slots=True)
class SpellingFigures:
    """The outcomes in one collection."""

    outcomes: tuple[Outcome, ...]

    @property
    def right(self) -> float:
        """The share that is right."""
        return sum(one.is_right for one in self.outcomes) / len(self.outcomes)

    @property
    def wrong(self) -> float:
        """The share that is wrong."""
        return sum(one.is_wrong for one in self.outcomes) / len(self.outcomes)

    def lines(self) -> Iterator[str]:
        """A table by kind, and what is not right."""
        kinds = Counter(one.misspelling.kind for one in self.outcomes)
        for kind, count in kinds.items():
            own = SpellingFigures(
                tuple(one for one in self.outcomes if one.misspelling.kind == kind)
            )
            yield f"{kind:12} {count:4}  right {own.right:6.1%}  wrong {own.wrong:6.1%}"
        yield f"{'all':12} {len(self.outcomes):4}  right {self.right:6.1%}  wrong {self.wrong:6.1%}"
        for one in self.outcomes:
            if not one.is_right:
                asked = one.misspelling
                yield f"  {asked.typed} -> {asked.meant}: {one.suggested}"


def misspellings() -> list[Misspelling]:
    """All rows of the file."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Misspelling(**row) for row in rows]


def measure(engine: Engine, rows: Iterable[Misspelling]) -> SpellingFigures:
    """The outcomes of those rows that count in the collection of `engine`."""
    outcomes = []
    for row in rows:
        reader, request = engine.acquire(), SearchRequest(row.typed)
        result = reader.search(request)
        if not result.total and _may_be_suggested(engine.acquire(), row.meant):
            outcomes.append(Outcome(row, correct(reader, request, result)))
    return SpellingFigures(tuple(outcomes))


def _may_be_suggested(reader: Reader, text: str) -> bool:
    words = [word.text for word in tokenize(text) if len(word.text) >= _COUNTED_LETTERS]
    return all(reader.publications_with(words)) and reader.search(SearchRequest(text)).total > 0


def _same(text: str, other: str) -> bool:
    return fold(text).replace(HYPHEN, "") == fold(other).replace(HYPHEN, "")


def corrected_although_right(engine: Engine, queries: Iterable[str]) -> dict[str, str]:
    """Queries without a mistake that are corrected nevertheless, and how."""
    found = {}
    for text in queries:
        reader, request = engine.acquire(), SearchRequest(text)
        better = correct(reader, request, reader.search(request))
        if better is not None:
            found[text] = better
    return found
