"""The lower bound of the edit distance that the letters of two words give."""

from __future__ import annotations

import random

import pytest

from indexer.engine.analysis import edit_distances
from indexer.engine.embedded.read.letter_sets import least_edits, letter_sets


def bound(word: str, other: str) -> int:
    return int(least_edits(letter_sets([word]), letter_sets([other]))[0])


@pytest.mark.parametrize(
    ("word", "other", "least"),
    [
        ("memoria", "memoria", 0),
        ("memoria", "meomria", 0),  # the same letters
        ("memoria", "memorias", 1),
        ("memoria", "nenoria", 1),  # one letter for another, twice
        ("miedo", "fuga", 5),
        ("слово", "слава", 0),  # letters that are not told apart
        ("", "ab", 1),
        ("", "", 0),
    ],
)
def test_letters_say_how_far_apart_words_are_at_least(word: str, other: str, least: int) -> None:
    assert bound(word, other) == bound(other, word) == least


def test_no_word_is_nearer_than_its_letters_say() -> None:
    chance = random.Random(3)
    for _ in range(3000):
        word, other = (
            "".join(chance.choices("abcdeñçœ1日", k=chance.randrange(8))) for _ in range(2)
        )
        assert bound(word, other) <= edit_distances(word, [other], 20)[0], (word, other)


def test_many_words_are_compared_at_once() -> None:
    found = least_edits(letter_sets(["paz"]), letter_sets(["paz", "pez", "", "pozo"]))
    assert found.tolist() == [0, 1, 2, 1]
    assert len(letter_sets([])) == 0
