"""Spells ligatures that a PDF names with a sign, a figure or another letter: "educa=on", "oûcina".

Quartz did so with the ligatures ti, tt and ft of Calibri, Ghostscript does with fi and fl of fonts
that a browser embedded. A sign between letters may be meant, in code and addresses, and a strange
word may be a name; so a sign must make words of several runs in one document, and of at
least half of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final

from indexer import word_frequencies
from indexer.extract.repairs.completed_words import LIGATURES, like, most_frequent
from indexer.extract.repairs.letter_classes import SMALL_LETTERS

# Besides those of ASCII, characters that have the number of the glyph: Greek, phonetic, symbols.
_SIGNS: Final = (
    r"=@_+?%#^~$!*<>|\\0-9;¡-©¬®-±¶¼-¿×÷"
    "\u0250-\u02af\u0370-\u03ff\u2020-\u2024\u2030-\u205e\u20a0-\u23ff\u2423-\u2bff"
)
_SIGN: Final = re.compile(rf"[{_SIGNS}](?=[{SMALL_LETTERS}])(?<=[A-Z{SMALL_LETTERS}].)")
_PART: Final = rf"[{_SIGNS}A-Z{SMALL_LETTERS}]"
_BEFORE: Final = re.compile(rf"{_PART}*\Z")
_AFTER: Final = re.compile(rf"{_PART}{{1,40}}")
_MAX_RUN: Final = 40
"""Letters examined before a sign."""
_MIN_RUNS: Final = 3
"""Different words that a sign must make. Measured on 4,019 good pages: it makes none."""
_MIN_SHARE: Final = 0.5
"""Of the different runs with that sign."""
_MAX_RUNS: Final = 40
_MAX_PLACES: Final = 400

_TELLTALE: Final = re.compile("[ûýþÿ]")
"""Letters in the place of ligatures that Spanish does not use; with them, all others may be too."""
_LETTERS: Final = "à-öø-ÿ"
_LETTER: Final = re.compile(f"[{_LETTERS}]")


def spell_signs(texts: Sequence[str]) -> list[str]:
    """The pages of a document without signs or letters that stand for ligatures in its words."""
    signs = {sign for text in texts for sign in _SIGN.findall(text)}
    if any(map(_TELLTALE.search, texts)):
        signs.update(letter for text in texts for letter in _LETTER.findall(text))
    for sign in sorted(signs):
        runs = list(islice(dict.fromkeys(_strange_runs(texts, sign)), _MAX_RUNS))
        made = [(run, word) for run in runs if (word := _best(run, sign))]
        if len(made) >= max(_MIN_RUNS, _MIN_SHARE * len(runs)):
            usual = max(LIGATURES, key=lambda reading: _votes(made, sign, reading))
            pattern = rf"[A-Z{SMALL_LETTERS}]{{0,40}}(?:{re.escape(sign)}[{SMALL_LETTERS}]+)+"
            texts = [re.sub(pattern, partial(_spell, sign, usual), text) for text in texts]
    return list(texts)


def _strange_runs(texts: Sequence[str], sign: str) -> Iterator[str]:
    """The runs of letters around a sign that are no words."""
    places = ((text, place) for text in texts for place in _places(text, sign))
    for text, place in islice(places, _MAX_PLACES):
        before = _BEFORE.search(text, max(0, place - _MAX_RUN), place)
        after = _AFTER.match(text, place)
        run = (before[0] if before else "") + (after[0] if after else "")
        if not word_frequencies.frequency(run.lower()):
            yield run


def _places(text: str, sign: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        if text[place + 1 : place + 2].islower():
            yield place
        place = text.find(sign, place + 1)


def _best(run: str, sign: str) -> str:
    """The word that the run is with one of the ligatures for its sign; empty if none makes one."""
    return most_frequent(run.lower().replace(sign, ligature) for ligature in LIGATURES)


def _votes(made: Sequence[tuple[str, str]], sign: str, reading: str) -> int:
    """How many of the words are made by that reading of the sign."""
    return sum(run.lower().replace(sign, reading) == word for run, word in made)


def _spell(sign: str, usual: str, match: re.Match[str]) -> str:
    """The run as a word, by the usual reading of its sign if that makes one; else as it is."""
    run = match[0]
    if word_frequencies.frequency(run.lower()):
        return run
    word = run.lower().replace(sign, usual)
    if word_frequencies.frequency(word):
        return like(run, word) if run[0] != sign else word
    best = _best(run, sign)
    if not best and _TELLTALE.match(sign):
        return run.replace(sign, usual)
    return like(run, best) if best else run
