"""How probable slips are, and how a query is written with other words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from indexer.engine.query import parse
from indexer.engine.spelling.slips import (
    DOUBLING,
    FIRST_LETTER,
    MISSING,
    NEIGHBOUR_KEY,
    SECOND_EDIT,
    SOUND_LETTER,
    SOUNDS_ALIKE,
    SUBSTITUTION,
    TRANSPOSITION,
    VOWEL,
    accent_variants,
    slip_cost,
    sound_cost,
)
from indexer.engine.spelling.words_of_query import (
    acronyms,
    capitalised,
    loose_pairs,
    with_replaced,
    word_sequences,
)


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("memoria", "memoria", 0.0),
        ("accion", "acción", 0.0),
        ("memroia", "memoria", TRANSPOSITION),
        ("memmoria", "memoria", DOUBLING),
        ("tiera", "tierra", DOUBLING),
        ("memoia", "memoria", MISSING),
        ("memortia", "memoria", MISSING),
        ("memotia", "memoria", NEIGHBOUR_KEY),
        ("mañaba", "mañana", NEIGHBOUR_KEY),
        ("memeria", "memoria", VOWEL),
        ("memolia", "memoria", SUBSTITUTION),
        ("nujeres", "mujeres", FIRST_LETTER + NEIGHBOUR_KEY),
        ("memoirra", "memoria", MISSING + SECOND_EDIT),
    ],
)
def test_slips_of_the_hand_have_a_cost(typed: str, meant: str, cost: float) -> None:
    assert slip_cost(typed, meant) == pytest.approx(cost)


def test_writing_as_it_sounds_costs_little_but_in_short_words() -> None:
    assert sound_cost("vibir", "vivir", SOUND_LETTER) == SOUNDS_ALIKE
    longer = sound_cost("consiensia", "conciencia", SOUND_LETTER)
    assert longer == pytest.approx(SOUNDS_ALIKE + SOUND_LETTER)
    assert sound_cost("bureo", "baró", SOUND_LETTER) > longer


def test_words_may_lack_an_accent() -> None:
    assert {"año", "anó", "ano"} <= set(accent_variants("ano"))


@pytest.mark.parametrize(
    ("text", "instead", "expected"),
    [
        ("derechos  umanos", {"umanos": "humanos"}, "derechos  humanos"),
        ("Umanos UMANOS umanos", {"umanos": "humanos"}, "Humanos HUMANOS humanos"),
        ("umanosxumanos", {"umanos": "humanos"}, "umanosxumanos"),
        ('título:"umanos" -miedo', {"umanos": "humanos"}, 'título:"humanos" -miedo'),
        ("espe \n ranza viva", {"espe ranza": "esperanza"}, "esperanza viva"),
        ("Martin-Varo", {"martin-varo": "martín-baró"}, "Martín-Baró"),
        ("derechoshumanos", {"derechoshumanos": "derechos humanos"}, "derechos humanos"),
        ("ANDD", {"andd": "and"}, "and"),  # no operator
        ("organizacio\u0301m", {"organizacióm": "organización"}, "organización"),
        ("ﬁn", {"fin": "fen"}, "fen"),
        ("[umanos](.*)", {"umanos": "humanos"}, "[humanos](.*)"),
    ],
)
def test_words_are_replaced_and_all_else_stays(
    text: str, instead: Mapping[str, str], expected: str
) -> None:
    assert with_replaced(text, instead) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", [["a", "b"]]),
        ('a "b c" title:d', [["d"], ["a", "b", "c"]]),
        ("(a b) OR c", [["a", "b"], ["c"]]),
        ("a -b NOT c d* palabra~", [["a"]]),
        ("year:2014", []),
    ],
)
def test_words_that_stand_together_are_one_sequence(text: str, expected: list[list[str]]) -> None:
    tree = parse(text).tree
    assert tree is not None
    assert word_sequences(tree) == expected


def test_only_words_outside_quotes_may_have_fallen_apart() -> None:
    tree = parse('a b "c d" (e f OR g)').tree
    assert tree is not None
    assert list(loose_pairs(tree)) == [("a", "b"), ("e", "f")]


def test_capitals_tell_acronyms_and_names() -> None:
    text = "La CIDH, DESAPARICIONES, XXXVIII y Ñandú"
    assert acronyms(text) == {"cidh", "xxxviii"}
    assert capitalised(text) == {"la", "ñandú"}
