"""Corrections know how each language is misspelt, and what the rest of the query says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from indexer.engine.port import Engine, Spelling
from indexer.engine.searches import SearchRequest
from indexer.engine.spelling import correct
from indexer.model import Hidden, Metadata
from tests.contract import library

Ask = Callable[..., Sequence[Spelling]]
# Two publications of each text; the names are in the metadata only.
TEXTS = {
    "es-rights": "Los derechos humanos en sus manos. Hasta haber justicia hay que llamar y ayudar.",
    "es-order": "Que se ejecute la orden: la separación de las familias. Se pone una queja.",
    "es-care": "El acompañamiento psicosocial. La palabra para todas. El pago, el sueño, el apoyo.",
    "en-rights": "The separation of families. They execute the order while mounting a campaign: "
    "la campaign.",
    "pt-care": "A segurança e o coração: os exercícios para o trabalho.",
    "fr-care": "La sécurité du réseau, avec attention; le bureau et les droits humains.",
}
CREATOR = "Ignacio Martín-Baró"


@pytest.fixture(scope="module")
def publications() -> library.Publications:
    return {
        f"{name}-{number}": (
            Metadata(title="", creators=(CREATOR,), languages=(name[:2],)),
            (text,),
        )
        for name, text in TEXTS.items()
        for number in (1, 2)
    }


def suggested(engine: Engine, text: str, hidden: frozenset[str] = frozenset()) -> str | None:
    reader = engine.acquire(Hidden(hidden))
    request = SearchRequest(text)
    return correct(reader, request, reader.search(request))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what sounds alike comes first, however it is written
        ("yamar", "llamar"),
        ("alludar", "ayudar"),
        ("aber", "haber"),
        ("asta", "hasta"),  # a word too, but not here
        ("egecute", "ejecute"),
        ("separasión", "separación"),
        ("sicosocial", "psicosocial"),
        ("acompaniamiento", "acompañamiento"),
        ("suenio", "sueño"),
        ("seguransa", "segurança"),
        ("ezersícios", "exercícios"),
        ("attansion", "attention"),
        ("umains", "humains"),
        # the language of the other words
        ("separasion de las familias", "separación de las familias"),
        ("separasion of families", "separation of families"),
        # what stands together
        ("derechos umanos", "derechos humanos"),
        ('"derechos umanos"', '"derechos humanos"'),
        # what is no slip of a language, but of the hand
        ("palbara", "palabra"),
        ("plabra", "palabra"),  # and not "para", which is more frequent
        ("separción", "separación"),
        # names, hyphens, blanks
        ("Martin-Varo", "Martín-Baró"),
        ("Ignasio Martín Baro", "Ignacio Martín Baró"),
        ("autor:ignasio", "autor:ignacio"),
        ("psico-sosial", "psicosocial"),
        ("psico social", "psicosocial"),
        ("derechoshumanos", "derechos humanos"),
        ("laspalabras", None),  # nobody has it side by side
        ("lacampaign", None),  # of two languages, though side by side
        # accents are restored, and what is right stays as typed
        ("acompanamiento sicosocial", "acompañamiento psicosocial"),
        ("DERECHOS UMANOS", "DERECHOS HUMANOS"),
        ("Derechos  Umanos -miedo", "Derechos  Humanos -miedo"),
        ("familias Y (umanos O separasión)", "familias Y (humanos O separación)"),
        # a question of which no publication holds every word
        ("llamar a las familias por la justisia", "llamar a las familias por la justicia"),
        ("familias en Oaxaca y su justisia", None),  # nobody has one with another
        # a word in general use is right, although nobody here has it
        ("phone", None),
        ("mourning", None),
        ("casta", None),
        ("hands", None),
        # and so is what could be anything
        ("xyz", None),
        ("Zheng", None),
        ("Trần", None),
    ],
)
def test_a_misspelt_query_is_understood(engine: Engine, text: str, expected: str | None) -> None:
    assert suggested(engine, text) == expected


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("los derechos humanos y la separación de las familias ejecute campaign", set()),
        ("los derechos umanos y la separación de las familias", {"umanos"}),
        ("los derechos humanos y la justicia de phone", {"phone"}),
    ],
)
def test_only_words_in_doubt_are_compared_with_others(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, text: str, looked_for: set[str]
) -> None:
    reader = engine.acquire()
    asked: set[str] = set()
    for name in ("words_that_sound_like", "words_written_like"):
        ask = getattr(reader, name)

        def noted(word: str, *others: object, ask: Ask = ask) -> Sequence[Spelling]:
            asked.add(word)
            return ask(word, *others)

        monkeypatch.setattr(reader, name, noted)
    request = SearchRequest(text)
    correct(reader, request, reader.search(request))
    assert asked == looked_for


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("yamar", "es-rights-1"),
        ("alludar", "es-rights-1"),
        ("suenio", "es-care-2"),
        ("derechoshumanos", "es-rights-2"),
    ],
)
def test_what_one_publication_alone_says_is_not_suggested(
    engine: Engine, text: str, gone: str
) -> None:
    assert suggested(engine, text) is not None
    assert suggested(engine, text, frozenset({gone})) is None


def test_words_that_sound_alike_are_told_from_similar_ones(engine: Engine) -> None:
    reader = engine.acquire()
    (alike,) = reader.words_that_sound_like("umanos", 5)
    assert (alike.word, alike.publications, alike.languages) == ("humanos", 2, {"es": 2})
    assert alike.alike_in == {"es"}
    written = reader.words_written_like("umanos", 5)
    assert [(one.word, one.alike_in) for one in written] == [
        ("humanos", frozenset()),
        ("manos", frozenset()),
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("SEPARACION", ("separación", {"es": 2})),
        ("baro", ("baró", {})),  # in metadata only
        ("la", None),  # too short
        ("nowhere", None),
        ("", None),
    ],
)
def test_a_word_is_spelled_as_most_publications_do(
    engine: Engine, word: str, expected: tuple[str, dict[str, int]] | None
) -> None:
    found = engine.acquire().spelled(word)
    assert (found and (found.word, dict(found.languages))) == expected


def test_publications_are_counted_for_many_words_at_once(engine: Engine) -> None:
    reader = engine.acquire(Hidden(frozenset({"es-care-1"})))
    words = ["HUMANOS", "sueño", "baro", "de", "", "nowhere"]
    assert list(reader.publications_with(words)) == [2, 0, 11, 0, 0, 0]
