"""How probable each language is for a text, by the profiles of langdetect.

The only module that imports langdetect. Its profiles, its cleaning and its method are used as they
are, and so are its random draws: the numbers are the same but for rounding. Arithmetic is done for
all languages at once, which takes a third of the time (measured).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Final

import numpy
from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.utils.ngram import NGram

_SEED: Final = 0
"""Unseeded, the same text gets different languages from run to run (measured)."""
_TRIALS: Final = 7
_STEP: Final = 5
"""N-grams that are drawn between two looks at the probabilities."""

Shares = numpy.ndarray[tuple[int, int], numpy.dtype[numpy.float64]]
Probabilities = numpy.ndarray[tuple[int], numpy.dtype[numpy.float64]]


@dataclass(frozen=True, slots=True)
class _Profiles:
    """The frequency of n-grams of one to three letters in each language.

    `shares` has a row for each n-gram (`row_of`), and a column for each of `languages`.
    """

    languages: tuple[str, ...]
    row_of: dict[str, int]
    shares: Shares


@cache
def profiles() -> _Profiles:
    """All languages that langdetect knows (.3 s the first time)."""
    row_of: dict[str, int] = {}
    columns = {}
    for file in sorted(Path(PROFILES_DIRECTORY).iterdir()):
        profile = json.loads(file.read_text("utf-8"))
        counts: dict[str, int] = profile["freq"]
        rows = [row_of.setdefault(gram, len(row_of)) for gram in counts]
        totals = [profile["n_words"][len(gram) - 1] for gram in counts]
        columns[profile["name"]] = rows, numpy.array([*counts.values()]) / totals
    shares = numpy.zeros((len(row_of), len(columns)))
    for column, (rows, own) in enumerate(columns.values()):
        shares[rows, column] = own
    return _Profiles(tuple(columns), row_of, shares)


def probabilities(text: str) -> dict[str, float]:
    """By language (ISO 639-1, for Chinese `zh-cn`); empty where there is no n-gram of any.

    The method is naive Bayes on n-grams that are drawn at random until one language is certain,
    several times over with another smoothing (Nakatani Shuyo, Language Detection Library for Java,
    2010). Capital letters are read as small ones: with them, Spanish titles are taken for anything
    else.
    """
    known = profiles()
    letters = f"  {_clean(text)}"
    ends = range(3, len(letters) + 1)
    rows = [*chain.from_iterable(_rows(letters[end - 3 : end]) for end in ends)]
    if not rows:
        return {}
    chance = random.Random(_SEED)  # noqa: S311 - nothing secret
    total = numpy.zeros(len(known.languages))
    for _ in range(_TRIALS):
        alpha = Detector.ALPHA_DEFAULT + chance.gauss(0.0, 1.0) * Detector.ALPHA_WIDTH
        draws = _draws(rows, chance)
        total += _trial(known.shares, draws, alpha / Detector.BASE_FREQ) / _TRIALS
    return dict(zip(known.languages, total.tolist(), strict=True))


def _draws(rows: Sequence[int], chance: random.Random) -> Iterator[int]:
    """Rows drawn at random without end, those that `chance.choice` would draw."""
    count = len(rows)
    bits = count.bit_length()
    while True:
        place = chance.getrandbits(bits)
        if place < count:
            yield rows[place]


def _trial(shares: Shares, draws: Iterator[int], weight: float) -> Probabilities:
    """The probabilities after as many n-grams as make one language certain."""
    every = numpy.ones(shares.shape[1])
    found = every / len(every)
    for drawn in range(0, Detector.ITERATION_LIMIT + 1, _STEP):
        # langdetect looks after the first one, too.
        factors = shares.take([*islice(draws, _STEP if drawn else 1)], axis=0)
        factors += weight
        factors[0] *= found
        found = numpy.multiply.reduce(factors)
        found /= found.dot(every)  # the sum, at a third of its price
        if found[found.argmax()] > Detector.CONV_THRESHOLD:
            break
    return found


def _clean(text: str) -> str:
    """Without addresses, and without Latin letters where most are others."""
    detector = Detector(DetectorFactory())
    detector.append(text.lower())
    detector.cleaning_text()
    return "".join(map(_letter, detector.text))


_letter = cache(NGram.normalize)


@cache
def _rows(letters: str) -> tuple[int, ...]:
    """The rows of the known n-grams that end with the last of three letters, the shortest first.

    A word has one space on either side, and no n-gram goes over it.
    """
    before, letter = letters[1], letters[2]
    grams = [] if letter == " " else [letter]
    if before != " ":
        grams += [letters[1:], letters]
    elif letter != " ":
        grams += [letters[1:]]
    row_of = profiles().row_of
    return tuple(row_of[gram] for gram in grams if gram in row_of)
