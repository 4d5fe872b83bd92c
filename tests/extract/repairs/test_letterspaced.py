"""Letterspaced words of texts without geometry: recognised pages, HTML, titles."""

from __future__ import annotations

import pytest

from indexer.extract.text.clean import clean_line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C R Ó N I C A  D E  L A  L L U V I A", "CRÓNICA DE LA LLUVIA"),
        ("C R Ó N I C A D E L A L L U V I A", "CRÓNICA DE LA LLUVIA"),
        ("Libro\u00a0b i t á c o r a y más", "Libro bitácora y más"),
        ("T E S T I M O N I O S: voces", "TESTIMONIOS: voces"),
    ],
)
def test_letterspaced_words_that_exist_are_whole(text: str, words: str) -> None:
    assert clean_line(text) == words


@pytest.mark.parametrize(
    "text",
    ["a e i o u", "A B C D E F G", "V F F V F V", "S N S N S N", "x q w z k t", "J. L. P. Gómez",
     "d c b a g f", "la y a o e"],
)  # fmt: skip
def test_single_letters_stay_apart(text: str) -> None:
    assert clean_line(text) == text
