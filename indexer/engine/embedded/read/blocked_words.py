"""Which words are never added to what a reader types: `blocked_words.txt`, which says why and how.

A word stands for its plurals in -s and -es too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from indexer.engine.analysis import fold
from indexer.engine.cleaning import HYPHEN

_FILE: Final = Path(__file__).parents[1] / "blocked_words.txt"
_REMARK: Final = "#"
_SECTION: Final = "["
_PLURALS: Final = ("", "s", "es")


@dataclass(frozen=True, slots=True)
class BlockedWords:
    """Folded words that are never added, and for some those to which they are not added."""

    words: frozenset[str]
    apart: Mapping[str, frozenset[str]]

    def blocks(self, typed: str, form: str) -> bool:
        """Whether a form is not added where a word was typed."""
        bases = list(singulars(form))
        if not self.words.isdisjoint(bases):
            return True
        apart = [self.apart[base] for base in bases if base in self.apart]
        return any(not own.isdisjoint(singulars(typed)) for own in apart)


def singulars(form: str) -> Iterator[str]:
    """What a form can be a plural of, and itself; folded, without hyphens."""
    base = fold(form).replace(HYPHEN, "")
    return (base.removesuffix(ending) for ending in _PLURALS if base.endswith(ending))


@cache
def blocked_words() -> BlockedWords:
    """The words of the file; none if there is no file."""
    return parse_blocked_words(_FILE.read_text("utf-8") if _FILE.exists() else "")


def parse_blocked_words(text: str) -> BlockedWords:
    """The words of a list: one a line, or two that are not added to each other."""
    lines = [line.partition(_REMARK)[0].split() for line in text.splitlines()]
    entries = [line for line in lines if line and not line[0].startswith(_SECTION)]
    apart: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for line in entries:
        for word in line if len(line) > 1 else ():
            apart[word] |= frozenset(line) - {word}
    return BlockedWords(frozenset(line[0] for line in entries if len(line) == 1), dict(apart))
