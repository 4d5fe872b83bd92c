"""Measures of a text: its words, how they agree with another text's, how many exist.

A word is a run of letters (no digits, no underscore) of the NFKC text in small letters. For
agreement words are compared without accents, as they are searched; for the vocabulary with them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from indexer.engine.analysis import fold

WORD: Final = re.compile(r"[^\W\d_]+")
"""A run of letters."""
_MARKED: Final = re.compile(r"(?<!\w)([^\W\d_]{4,})[1-9]\d{0,2}(?:,\d{1,3})*(?!\w)")
_USUAL: Final = 1e-6
"""The frequency of words that names of programs and the like have not."""
_LONG: Final = 25
"""Letters; a longer word is words whose spaces were lost."""
_SHORTEST: Final = 3
"""Letters of a word that is looked up: shorter ones are articles, symbols, initials."""
_FEWEST: Final = 50
"""Words below which a share of them says nothing."""
LANGUAGES: Final = ("es", "en", "pt", "fr", "it")
"""Languages whose vocabulary counts."""
_POSSIBLE: Final = (*LANGUAGES, "ca", "de")
_UNSEEN: Final = 1e-8
"""The frequency of a word that is in no list."""

Words = Counter[str]


def words(pages: Iterable[str]) -> Words:
    """How often each word occurs."""
    counts: Words = Counter()
    for page in pages:
        counts.update(WORD.findall(unicodedata.normalize("NFKC", page).casefold()))
    return counts


def bare(counts: Words) -> Words:
    """The same without accents."""
    found: Words = Counter()
    for word, count in counts.items():
        found[fold(word)] += count
    return found


def agreement(one: Words, other: Words) -> float:
    """Bag-of-words F1 of two texts' words, accents apart: 1.0 where all words are the same."""
    a, b = bare(one), bare(other)
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0


def kept(found: Words, all_words: Words) -> float:
    """The share of `all_words` that are in `found`, accents apart."""
    a, b = bare(found), bare(all_words)
    return (a & b).total() / b.total() if b else 1.0


def unknown(counts: Words, language: str) -> float | None:
    """Per cent of running words that are not in wordfreq's list of the language.

    None for another language than LANGUAGES, or too few words.
    """
    if language not in LANGUAGES:
        return None
    known = _frequencies(language)
    asked = {word: n for word, n in counts.items() if len(word) >= _SHORTEST}
    total = sum(asked.values())
    if total < _FEWEST:
        return None
    return 100 * sum(n for word, n in asked.items() if word not in known) / total


def glued(counts: Words) -> int:
    """Running words that are too long to be one."""
    return sum(n for word, n in counts.items() if len(word) > _LONG)


def marked(pages: Iterable[str], language: str) -> int | None:
    """How many words have the number of a note stuck to them: "memoria2".

    Only what is a word of the language without its digits counts; "msdos2" is none.
    """
    if language not in LANGUAGES:
        return None
    known = _frequencies(language)
    found = (match[1] for page in pages for match in _MARKED.finditer(page))
    return sum(known.get(word.casefold(), 0) >= _USUAL for word in found)


def likeliest(counts: Words) -> str:
    """The language in which these words are most frequent; nothing where there are none.

    It knows neither langdetect nor our lists of function words, so it can say when a manifest
    that goes by a file's place is wrong about its text.
    """

    def logarithm(language: str) -> float:
        frequencies = _frequencies(language)
        return sum(n * math.log(max(_UNSEEN, frequencies.get(w, 0))) for w, n in counts.items())

    return max(_POSSIBLE, key=logarithm) if counts else ""


@cache
def _frequencies(language: str) -> Mapping[str, float]:
    import wordfreq  # here, because it takes .4 s

    return wordfreq.get_frequency_dict(language, "best")


# --- running lines

_ZONE: Final = 3
_SHARE: Final = 0.15
_FEWEST_PAGES: Final = 3
_DIGITS: Final = re.compile(r"\d+")


def without_running_lines(texts: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages of several readers of one file, without the lines that one of them repeats.

    A line repeats when it stands, digits apart, among the first or last three of 15 % of the pages.
    """
    documents = [[page.splitlines() for page in pages] for pages in texts]
    running = set().union(*map(_running, documents))
    return [
        ["\n".join(line for line in page if _key(line) not in running) for page in pages]
        for pages in documents
    ]


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    counts: Counter[str] = Counter()
    for page in pages:
        full = [line for line in page if line.strip()]
        counts.update({_key(line) for line in (*full[:_ZONE], *full[-_ZONE:])})
    fewest = max(_FEWEST_PAGES, _SHARE * len(pages))
    return {key for key, count in counts.items() if count >= fewest}


def _key(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.casefold().split()))
