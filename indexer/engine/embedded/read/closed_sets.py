"""Which words are different things of one kind, as months are: `closed_sets.txt`, which says why.

By word vectors they are near to each other, since they stand in the same sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from indexer.engine.analysis import fold
from indexer.engine.embedded.read.blocked_words import singulars
from indexer.languages import INDEXED_LANGUAGES

_FILE: Final = Path(__file__).parents[1] / "closed_sets.txt"
_REMARK: Final = "#"
_BETWEEN_LANGUAGES: Final = "|"
_NO_CONCEPT: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True)
class ClosedSets:
    """The concepts that each folded word stands for, by number, and the set of each concept."""

    concepts: Mapping[str, frozenset[int]]
    set_of: Sequence[int]

    def part(self, word: str, other: str) -> bool:
        """Whether two words stand for different things of a set, and for no thing together."""
        own = self._concepts_of(word)
        others = self._concepts_of(other) if own else own
        if not others or not own.isdisjoint(others):
            return False
        sets = {self.set_of[concept] for concept in own}
        return any(self.set_of[concept] in sets for concept in others)

    def _concepts_of(self, word: str) -> frozenset[int]:
        found = [self.concepts[base] for base in singulars(word) if base in self.concepts]
        return found[0] if len(found) == 1 else _NO_CONCEPT.union(*found)


@cache
def closed_sets() -> ClosedSets:
    """The sets of the file; none if there is no file. Reading it takes some 10 ms, once."""
    return parse_closed_sets(_FILE.read_text("utf-8") if _FILE.exists() else "")


def parse_closed_sets(text: str) -> ClosedSets:
    """The sets of a text: blocks of lines, each with one concept in all languages.

    Raises:
        ValueError: a line has not a cell for each language, or a word that is not written as words
            are compared; or a set has one concept only. It says which line.
    """
    concepts: defaultdict[str, set[int]] = defaultdict(set)
    set_of: list[int] = []
    for number, block in enumerate(_blocks(text)):
        if len(block) < 2:
            raise ValueError(f"line {block[0][0]}: a set has two concepts at least")
        for place, line in block:
            for word in _words(place, line):
                concepts[word].add(len(set_of))
            set_of.append(number)
    # Most words of a concept have no other one, and share the set.
    shared: dict[frozenset[int], frozenset[int]] = {}
    frozen = ((word, frozenset(own)) for word, own in concepts.items())
    return ClosedSets({word: shared.setdefault(own, own) for word, own in frozen}, set_of)


def _blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    """The lines between blank lines, with their numbers, without remarks."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate((*text.splitlines(), ""), 1):
        if line.strip() and not line.startswith(_REMARK):
            block.append((number, line))
        elif not line.strip() and block:
            yield block
            block = []


def _words(place: int, line: str) -> list[str]:
    if line.count(_BETWEEN_LANGUAGES) != len(INDEXED_LANGUAGES) - 1:
        raise ValueError(f"line {place}: a concept has {len(INDEXED_LANGUAGES)} languages: {line}")
    words = line.replace(_BETWEEN_LANGUAGES, " ").split()
    for word in words:
        if fold(word) != word or not word.isalpha():
            raise ValueError(f"line {place}: {word} is not written as it is compared")
    return words
