"""What the rest of a query says about one of its words: the language, and what stands beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.engine.analysis import fold, parts_of
from indexer.engine.ast import Phrase
from indexer.engine.port import Reader, Spelling
from indexer.fields import NO_FILTERS
from indexer.languages import FUNCTION_WORDS, INDEXED_LANGUAGES, LANGUAGES

NEAR_WORDS: Final = 3
"""Words that may stand between two neighbours of a query."""
_DOUBT: Final = 0.05
"""How often a word is used in a query of another language."""
_ACCENTED: Final = frozenset("".join(row.accented for row in LANGUAGES))


@dataclass(slots=True)
class Context:
    """The words of a query, in the order in which they stand together, and which of them are right:
    the `known` ones.
    """

    reader: Reader
    sequences: Sequence[Sequence[str]]
    known: frozenset[str]
    _spelled: dict[str, Spelling | None] = field(default_factory=dict)
    _together: dict[tuple[str, str], int] = field(default_factory=dict)
    _shares: dict[str, float] | None = None

    def spelled(self, word: str) -> Spelling | None:
        """A known word as most publications spell it."""
        if word not in self._spelled:
            self._spelled[word] = self.reader.spelled(word)
        return self._spelled[word]

    def language_cost(self, one: Spelling) -> float:
        """What speaks against a word in a query of this language: 0 to 1.3, as a logarithm."""
        whole = sum(one.languages.values())
        if not whole:
            return 0.0
        shares = self._language_shares()
        fits = sum(shares[code] * count / whole for code, count in one.languages.items())
        return -math.log10(_DOUBT + (1 - _DOUBT) * fits / max(shares.values()))

    def _language_shares(self) -> dict[str, float]:
        """How probable each language is, by the query's known words."""
        if self._shares is None:
            logs = {row.code: 0.0 for row in INDEXED_LANGUAGES}
            for words in self.sequences:
                for word in words:
                    for code, share in self._usage(word).items():
                        logs[code] += math.log(_DOUBT + share)
                    for row in INDEXED_LANGUAGES:
                        foreign = _ACCENTED.intersection(word).difference(row.accented)
                        logs[row.code] += math.log(_DOUBT) * bool(foreign)
            most = max(logs.values())
            weights = {code: math.exp(value - most) for code, value in logs.items()}
            self._shares = {c: weight / sum(weights.values()) for c, weight in weights.items()}
        return self._shares

    def _usage(self, word: str) -> dict[str, float]:
        """In which share of its publications a word is used in each language."""
        if word in FUNCTION_WORDS:
            return {row.code: float(word in row.function_words) for row in INDEXED_LANGUAGES}
        one = self.spelled(word) if word in self.known else None
        if one is None or not one.languages:
            return {}
        whole = sum(one.languages.values())
        return {row.code: one.languages.get(row.code, 0) / whole for row in INDEXED_LANGUAGES}

    def together(self, word: str, meant: str, likely: Mapping[str, str]) -> int:
        """In how many publications what is meant by `word` stands near one of its neighbours;
        `likely` is what is meant by other words.
        """
        first, last = parts_of(meant)[0], parts_of(meant)[-1]
        before, after = self._neighbours(word)
        pairs = []
        if before:
            pairs.append((parts_of(likely.get(before, before))[-1], first))
        if after:
            pairs.append((last, parts_of(likely.get(after, after))[0]))
        return max((self._near(*pair) for pair in pairs), default=0)

    def _near(self, first: str, second: str) -> int:
        if (first, second) not in self._together:
            near = Phrase((fold(first), fold(second)), NEAR_WORDS)
            self._together[first, second] = self.reader.count(near, NO_FILTERS)
        return self._together[first, second]

    def _neighbours(self, word: str) -> tuple[str, str]:
        """The nearest words before and behind that carry a subject; empty where there is none."""
        for words in self.sequences:
            if word not in words:
                continue
            at = words.index(word)
            before = [one for one in words[:at] if one not in FUNCTION_WORDS]
            after = [one for one in words[at + 1 :] if one not in FUNCTION_WORDS]
            return (before or [""])[-1], (after or [""])[0]
        return "", ""
