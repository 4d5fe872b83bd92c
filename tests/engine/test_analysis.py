"""Tokens, folding, stems, function words, edit distance."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engine.analysis import (
    LANGUAGES,
    folded,
    lowered,
    optional_words,
    stem,
    tokens,
    within_distance,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("El miedo, ¿qué es?", ["El", "miedo", "qué", "es"]),
        ("l'accompagnement d’une", ["l", "accompagnement", "d", "une"]),
        ("socio-político_final", ["socio", "político", "final"]),
        ("A/HRC/25/55", ["A", "HRC", "25", "55"]),
        ("educacio\u0301n", ["educacio\u0301n"]),
        ("1ª edición", ["1ª", "edición"]),
        ("", []),
        ("… — ¡!", []),
    ],
)
def test_text_is_split_into(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(text)] == expected


def test_a_token_knows_its_place() -> None:
    text = "¿Qué miedo?"
    assert [text[t.start : t.end] for t in tokens(text)] == ["Qué", "miedo"]


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("Año", "ano"),
        ("MEMÓRIA", "memoria"),
        ("cœur", "coeur"),
        ("Straße", "strasse"),
        ("nin\u0303o", "nino"),
        ("1ª", "1a"),
        ("Łódź", "lodz"),
        ("ﬁn", "fin"),
        ("İ", "i"),
    ],
)
def test_folding_takes_away_case_and_accents(word: str, bare: str) -> None:
    assert folded(word) == bare


def test_a_form_keeps_its_accents_but_not_its_case() -> None:
    assert lowered("AÑO") == "año"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("es", ["reparación", "reparacion", "reparaciones"]),
        ("es", ["defensora", "defensoras", "defensores"]),
        ("en", ["defender", "defenders"]),
        ("pt", ["memória", "memórias", "memorias"]),
        ("fr", ["accompagnement", "accompagnements"]),
    ],
)
def test_forms_of_a_word_meet_in_their_stem(code: str, words: list[str]) -> None:
    assert len({stem(word, code) for word in words}) == 1


@pytest.mark.parametrize(
    ("query", "optional"),
    [
        ("el miedo de las defensoras", {"el", "de", "las"}),
        ("acompañamiento en el sur", {"en", "el"}),  # sur is a preposition only in French
        ("what is fear", {"what", "is"}),
        ("o medo e a memória", {"o", "e", "a"}),
        ("de la", set()),
        ("miedo", set()),
        ("", set()),
    ],
)
def test_function_words_of_the_querys_language_need_not_occur(
    query: str, optional: set[str]
) -> None:
    assert optional_words(query.split()) == optional


def test_stop_words_are_written_as_they_are_compared() -> None:
    for language in LANGUAGES:
        assert all(word == lowered(word) for word in language.stop_words)


@pytest.mark.parametrize(
    ("word", "distance", "near"),
    [
        ("miedo", 1, {"miedo": 0, "miedos": 1, "meido": 1}),
        ("miedo", 2, {"miedo": 0, "miedos": 1, "meido": 1, "miel": 2}),
        ("viedo", 1, {}),  # another first letter
    ],
)
def test_words_within_an_edit_distance(word: str, distance: int, near: dict[str, int]) -> None:
    words = ["miedo", "miedos", "meido", "miel", "memoria", "cielo"]
    assert within_distance(word, words, distance) == near


def test_nothing_is_near_in_no_words() -> None:
    assert within_distance("miedo", [], 2) == {}


@given(st.text(max_size=60) | st.text(alphabet="aÁéñ_ ª²½µß“”’–ﬁİΣσ́̃", max_size=30))
@settings(max_examples=500)
def test_words_for_the_index_are_the_tokens(text: str) -> None:
    assert [lowered(word) for word in words(text)] == [lowered(t.text) for t in tokens(text)]


@pytest.mark.parametrize(
    "text",
    [
        "El AÑO _2014_, 3ª ed.: «sí»",
        "“Sí” – dijo… a\xa0b\x85c",
        "λόγος y ñandú",
        "g̃uarani",
        "✓hecho←aquí",
    ],
)
def test_words_of_each_way_of_taking_apart_are_the_tokens(text: str) -> None:
    assert [lowered(word) for word in words(text)] == [lowered(t.text) for t in tokens(text)]
