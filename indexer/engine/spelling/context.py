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
_CERTAIN: Final = 0.999
"""The probability of a language from which on no more words are asked: three function words that
only this one has.
"""
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

    def languages(self) -> frozenset[str]:
        """The languages that the query may be in."""
        shares = self._language_shares()
        return frozenset(code for code, share in shares.items() if share >= _DOUBT)

    def _language_shares(self) -> dict[str, float]:
        """How probable each language is, by the query's known words."""
        if self._shares is None:
            words = [word for words in self.sequences for word in words]
            logs = {row.code: 0.0 for row in INDEXED_LANGUAGES}
            for word in words:
                for row in INDEXED_LANGUAGES:
                    foreign = _ACCENTED.intersection(word).difference(row.accented)
                    logs[row.code] += math.log(_DOUBT) * bool(foreign)
                    if word in FUNCTION_WORDS:
                        logs[row.code] += math.log(_DOUBT + (word in row.function_words))
            # The others have to be looked up, and change nothing where these leave no doubt.
            if max(_shares_of(logs).values()) < _CERTAIN:
                for word in words:
                    for code, share in self._usage(word).items():
                        logs[code] += math.log(_DOUBT + share)
            self._shares = _shares_of(logs)
        return self._shares

    def _usage(self, word: str) -> dict[str, float]:
        """In which share of its publications a known word is used in each language; nothing of
        function words.
        """
        is_known = word in self.known and word not in FUNCTION_WORDS
        one = self.spelled(word) if is_known else None
        if one is None or not one.languages:
            return {}
        whole = sum(one.languages.values())
        return {row.code: one.languages.get(row.code, 0) / whole for row in INDEXED_LANGUAGES}

    def together(self, word: str, meant: str, likely: Mapping[str, str]) -> int:
        """In how many publications what is meant by `word` stands near one of its neighbours;
        `likely` is what is meant by other words.
        """
        own = _parts_with_subject(meant)
        before, after = self._neighbours(word)
        pairs = []
        if before:
            pairs.append((_parts_with_subject(likely.get(before, before))[-1], own[0]))
        if after:
            pairs.append((own[-1], _parts_with_subject(likely.get(after, after))[0]))
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
            before = [one for one in words[:at] if _has_subject(one)]
            after = [one for one in words[at + 1 :] if _has_subject(one)]
            return (before or [""])[-1], (after or [""])[0]
        return "", ""


def _shares_of(logs: Mapping[str, float]) -> dict[str, float]:
    """Probabilities from their logarithms, of which each may have the same added."""
    most = max(logs.values())
    weights = {code: math.exp(value - most) for code, value in logs.items()}
    whole = sum(weights.values())
    return {code: weight / whole for code, weight in weights.items()}


def _parts_with_subject(text: str) -> list[str]:
    """The parts of words, without function words and numbers, which stand near everything."""
    parts = parts_of(text)
    return list(filter(_has_subject, parts)) or parts


def _has_subject(word: str) -> bool:
    return word not in FUNCTION_WORDS and not word.isdigit()
