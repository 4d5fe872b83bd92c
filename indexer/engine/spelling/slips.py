"""How probable it is that a word is misspelt as another.

Costs are logarithms to the base 10, as Zipf frequencies are: a slip of cost 2 is made once in a
hundred words that could be misspelt so.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from indexer.engine.analysis import edit_distances, fold
from indexer.languages import LANGUAGES

SOUNDS_ALIKE: Final = 0.6
"""Of writing as it sounds; who does that does it throughout the word."""
SOUND_LETTER: Final = 0.3
"""Of each letter of it more than one, in a language that is spelt by sound."""
LOOSE_SOUND_LETTER: Final = 0.8
"""The same in another, where many words sound alike ("recommandé", "recommandées")."""
SOUND_SHARE: Final = 0.3
SOUND_FAR: Final = 6.0
"""Of the share of letters that differ, beyond `SOUND_SHARE`: short words are alike by chance."""
TRANSPOSITION: Final = 1.2
DOUBLING: Final = 0.9
"""Of a letter twice instead of once, or once instead of twice."""
NEIGHBOUR_KEY: Final = 1.6
VOWEL: Final = 1.7
"""Of one vowel in place of another."""
MISSING: Final = 1.8
"""Of a letter too few or too many."""
SUBSTITUTION: Final = 2.4
SECOND_EDIT: Final = 2.8
"""Of each edit after the first."""
FIRST_LETTER: Final = 1.0
"""More, where the first letter is wrong."""

_KEYBOARD: Final = ("qwertyuiop", "asdfghjklñ", "zxcvbnm")
_VOWELS: Final = frozenset("aeiou")


def sound_cost(typed: str, meant: str, letter: float) -> float:
    """The cost of writing a word as another that sounds alike, accents ignored; `letter` is that of
    each edit after the first.
    """
    typed, meant = fold(typed), fold(meant)
    edits = _edits(typed, meant)
    share = edits / max(len(typed), len(meant), 1)
    return SOUNDS_ALIKE + letter * (edits - 1) + SOUND_FAR * max(0.0, share - SOUND_SHARE)


def slip_cost(typed: str, meant: str) -> float:
    """The cost of the slip of the hand from a word to what was typed, accents ignored."""
    typed, meant = fold(typed), fold(meant)
    edits = _edits(typed, meant)
    if not edits:
        return 0.0
    first = FIRST_LETTER if typed[:1] != meant[:1] else 0.0
    if edits > 1:
        return first + MISSING + SECOND_EDIT * (edits - 1)
    return first + _edit_cost(typed, meant)


def _edits(typed: str, meant: str) -> int:
    return int(edit_distances(typed, [meant], len(typed) + len(meant))[0])


def _edit_cost(typed: str, meant: str) -> float:
    """The cost of a single edit."""
    place = next(
        (n for n, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]),
        min(len(typed), len(meant)),
    )
    if len(typed) != len(meant):
        longer = max(typed, meant, key=len)
        return DOUBLING if longer[place] in longer[place - 1 : place] else MISSING
    if typed[place + 1 :] != meant[place + 1 :]:
        return TRANSPOSITION
    letters = frozenset((typed[place], meant[place]))
    if letters in _NEIGHBOURS:
        return NEIGHBOUR_KEY
    return VOWEL if letters <= _VOWELS else SUBSTITUTION


def _neighbours() -> frozenset[frozenset[str]]:
    """Pairs of letters whose keys are side by side, or above one another."""
    beside = (pair for row in _KEYBOARD for pair in pairwise(row))
    above = (
        (upper[n + shift], lower[n])
        for upper, lower in pairwise(_KEYBOARD)
        for n in range(len(lower))
        for shift in (0, 1)
        if n + shift < len(upper)
    )
    return frozenset(map(frozenset, (*beside, *above)))


_NEIGHBOURS: Final = _neighbours()

_ACCENTED: Final = {
    base: [
        letter
        for letter in dict.fromkeys("".join(row.accented for row in LANGUAGES))
        if fold(letter) == base
    ]
    for base in "aceinou"
}


def accent_variants(word: str) -> list[str]:
    """A word, and what it is with an accent on one of its letters."""
    return [
        word,
        *(
            word[:place] + accented + word[place + 1 :]
            for place, letter in enumerate(word)
            for accented in _ACCENTED.get(letter, ())
        ),
    ]
