"""Words that sound alike have one key; those that do not have others."""

from __future__ import annotations

import pytest

from indexer.engine.sounds import SOUNDED_LANGUAGES, alike_in, sound_key
from indexer.languages import INDEXED_LANGUAGES, INTERFACES

ALIKE = {
    "es": (
        "vaca baca",
        "huevo uevo guevo",
        "zapato sapato",
        "cima sima",
        "llave yave",
        "gente jente",
        "queso keso",
        "excelente exelente",
        "explicar esplicar",
        "acción acsión",
        "psicología sicología sicolojía",
        "compañero companiero companyero",
        "enviar embiar",
        "inmediato inmmediato immediato",
        "hierba yerba",
        "muy mui",
        "septiembre setiembre",
        "construir costruir",
        "perro pero",
        "kilómetro quilómetro",
    ),
    "en": (
        "photograph fotograf",
        "knife nife",
        "separate seperate",
        "believe beleive",
        "visible visable",
        "existence existance",
        "psychology sycology",
        "privilege priviledge",
        "wrong rong",
        "exercise exersise",
    ),
    "pt": (
        "segurança seguransa seguranssa",
        "coração corassão",
        "exemplo ezemplo",
        "deixa deicha",
        "trabalho trabalio",
        "senha senhia",
        "usuário uzuário",
        "hora ora",
        "falaram falarão",
    ),
    "fr": (
        "bateau bato batau",
        "photo foto",
        "sécurité sécuritée sécuriter",
        "fonction foncsion",
        "attention attantion atention",
        "beaucoup beaucou",
        "toujours toujour",
        "utiliser utilizer",
        "quand kand",
    ),
}
DIFFERENT = {
    "es": ("casa caso", "humanos manos", "miedo medio", "gato gasto", "guerra jerga"),
    "en": ("home house", "hope home", "phone pone", "mourning mounting"),
    "pt": ("medo modo", "caminho cozinha"),
    "fr": ("dessert désastre", "maison raison"),
}


@pytest.mark.parametrize(
    ("code", "words"), [(code, words) for code, rows in ALIKE.items() for words in rows]
)
def test_misspellings_sound_alike(code: str, words: str) -> None:
    assert len({sound_key(word, code) for word in words.split()}) == 1


@pytest.mark.parametrize(
    ("code", "words"), [(code, words) for code, rows in DIFFERENT.items() for words in rows]
)
def test_other_words_do_not(code: str, words: str) -> None:
    first, second = words.split()
    assert sound_key(first, code) != sound_key(second, code)


def test_accents_and_capitals_make_no_sound() -> None:
    for code in SOUNDED_LANGUAGES:
        assert sound_key("MONTANA", code) == sound_key("montaña", code).replace("N", "n")


def test_two_words_are_compared_in_the_languages_that_are_asked_for() -> None:
    assert alike_in("Umanos", "humanos", ("es", "pt", "it")) == {"es", "pt"}
    assert alike_in("umanos", "manos", SOUNDED_LANGUAGES) == frozenset()


def test_each_language_of_the_interface_knows_how_it_is_misspelt() -> None:
    searched = {row.code for row in INDEXED_LANGUAGES}
    assert set(SOUNDED_LANGUAGES) == INTERFACES.keys() & searched
