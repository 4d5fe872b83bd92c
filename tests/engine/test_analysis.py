"""Tokens, folding, stems, function words, edit distance."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.engine.analysis import (
    ReadingsOf,
    fold,
    lowercase,
    optional_words,
    parts_of,
    query_tokens,
    shares_stem,
    stem,
    tokenize,
    tokenize_raw,
    within_distance,
)
from indexer.engine.readings import read_piece
from indexer.engine.text_readings import read_text
from indexer.languages import FUNCTION_WORDS


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
    assert [token.text for token in tokenize(text)] == expected


def test_a_token_knows_its_place() -> None:
    text = "¿Qué miedo?"
    assert [text[t.start : t.end] for t in tokenize(text)] == ["Qué", "miedo"]


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
    assert fold(word) == bare


def test_a_form_keeps_its_accents_but_not_its_case() -> None:
    assert lowercase("AÑO") == "año"


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


def test_function_words_are_written_as_they_are_compared() -> None:
    assert all(word == lowercase(word) for word in FUNCTION_WORDS)


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


_LETTERS = "aÁéñxs_ ª²½µß“”’–ﬁİΣσ́̃-‐‑12\n.,'@/()*·:°ʼꞌ\u200b\xad\xa0"


_COMPATIBLE = str.maketrans("", "", "ª²½µﬁİ")  # other letters once they are lower-case


def _words(text: str) -> list[str]:
    pieces = tokenize_raw(text)
    return [lowercase(part.text) for piece in pieces for part in read_piece(piece).parts]


@given(st.text(max_size=60) | st.text(alphabet=_LETTERS, max_size=30))
@example("Œuvre de Xi'an, 1ºS, 5ª")  # letters that Latin-1 lacks
@example("œuvre\x86d\x87Œuvre")  # control signs, which separate, beside such letters
@example("autores,A. B. C. y X. Y. Z., EE. UU. y A. B.C")  # several acronyms, near each other
@example("12 051 y 1 234 567, 12 34 000,9 000 a 7.5 000")  # groups of digits that are joined or not
@settings(max_examples=500)
def test_words_for_the_index_are_the_tokens(text: str) -> None:
    assert _words(text) == [lowercase(t.text) for t in tokenize(text)]
    found = [fold(r.word) for piece in tokenize_raw(text) for r in read_piece(piece).readings]
    assert found == [fold(r.word) for r in read_text(text)]


@given(st.text(alphabet=_LETTERS, max_size=30))
def test_a_reading_begins_and_ends_with_its_words(text: str) -> None:
    words = tokenize(text)
    for whole in read_text(text):
        inside = [word for word in words if whole.start <= word.start < whole.end]
        assert len(inside) == whole.words
        assert inside[0].start == whole.start
        assert inside[-1].end <= whole.end


@given(st.text(alphabet=_LETTERS.translate(_COMPATIBLE), max_size=30))
@example("a\u0301@")
@settings(max_examples=300)
def test_words_of_a_query_are_those_of_the_text(text: str) -> None:
    """Each is read alone as it is in the text: its parts stand there, or it is a reading."""
    known = {fold(token.text) for token in tokenize(text)} | {fold(r.word) for r in read_text(text)}
    for word in query_tokens(text):
        assert known.issuperset(map(fold, parts_of(word))) or fold(word) in known, word
        assert query_tokens(word) == [word]


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
    assert _words(text) == [lowercase(t.text) for t in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("psico-social", ["psico-social"]),
        ("lo psico‐social, lo (Bio‑Psico-Social).", ["psico‐social", "Bio‑Psico-Social"]),
        (
            "l'ex-président, e-mail: socio-político/social",
            ["ex-président", "e-mail", "socio-político"],
        ),
        ("est-à-dire y vice-versa-vice-versa", ["est-à-dire", "vice-versa-vice-versa"]),
        ("uno-dos-tres-cuatro-cinco", []),
        ("covid-19, C-355/06, el G-20", ["covid-19", "C-355", "G-20"]),
        ("2014-2020, 978-84-1, 5-hidroxi, A1-b, 8-M", []),
        ("pre- y post-guerra -no --no-install a--b", ["post-guerra"]),
        ("miedo - duelo – bien—estar", []),
        ("a" * 20 + "-" + "b" * 21, []),
        ("niño_bien-estar", ["bien-estar"]),
        ("λόγο-ς μετα-φυσική", ["λόγο-ς", "μετα-φυσική"]),
        ("geń-ero", ["geń-ero"]),
    ],
)
def test_compounds_of_a_text(text: str, found: list[str]) -> None:
    assert [text[whole.start : whole.end] for whole in read_text(text)] == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("El Psico‐Social", ["el", "psico-social"]),
        ("l'ex-presa 2014-2015", ["l", "ex-presa", "2014", "2015"]),
        ("-miedo- --x", ["miedo", "x"]),
        ("La C. I. D. H. y EE. UU.", ["la", "c.i.d.h", "y", "ee.uu"]),
        ("el Caso 12 051", ["el", "caso", "12.051"]),
        ("Nº 45 y No. 46", ["número", "45", "y", "número", "46"]),
        ("Kꞌusi, t’aan, l’État", ["kʼusi", "t'aan", "l", "état"]),
    ],
)
def test_words_that_are_looked_for(text: str, words: list[str]) -> None:
    assert query_tokens(text) == words


@pytest.mark.parametrize(
    ("word", "compound", "same"),
    [
        ("psicosociales", "psicosocial", True),
        ("psicosocial", "psicosociales", True),
        ("wellbeings", "wellbeing", True),  # in any language
        ("psicologo", "psicosocial", False),
        ("mail", "mailed", False),  # too short
    ],
)
def test_a_compound_is_akin_to_forms_of_the_same_word(word: str, compound: str, same: bool) -> None:
    assert shares_stem(word, compound) is same


_ROOTS = ("psicosoci", "wellb", "acompan", "identi", "mobili", "public", "evid", "dy", "fort")
_ENDINGS = ("", "a", "ales", "al", "ng", "eing", "idad", "ty", "ties", "que", "cite", "ment", "ie")


@given(*[st.tuples(*map(st.sampled_from, (_ROOTS, _ENDINGS, _ENDINGS))).map("".join)] * 2)
@settings(max_examples=400)
def test_many_readings_are_compared_with_a_word_as_each_alone(word: str, reading: str) -> None:
    related = ReadingsOf(word)
    assert related.include(reading) is shares_stem(word, reading)
    assert word.startswith(related.beginning)
    assert reading.startswith(related.beginning) or not shares_stem(word, reading)
