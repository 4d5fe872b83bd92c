"""Every way of typing a compound, and every way of writing it."""

from __future__ import annotations

import pytest

from indexer.engine.port import Engine, Reader
from indexer.engine.searches import Match, SearchRequest
from indexer.model import Metadata
from tests.contract import library

# One publication each, named by how it writes the word.
TEXTS = {
    "joined": "El acompañamiento psicosocial comunitario de cada día.",
    "hyphen": "El acompañamiento psico-social comunitario de cada día.",
    "sign": "El acompañamiento psico‐social comunitario de cada día.",  # U+2010
    "apart": "El acompañamiento psico social comunitario de cada día.",
    "forms": "Los acompañamientos Psico-Sociales comunitarios de cada día.",
    "joined forms": "Los acompañamientos psicosociales comunitarios de cada día.",
    "longer": "La mirada bio-psico-social de la persona.",
    "other": "Lo psico y lo social: 2014-2020, psico - social, --psico-social.",
    "email": "Un e-mail del 8-M, tel. 55-12-34, ISBN 978-84-1.",
    "accents": "El poder político-militar y el socio-económico.",
    "subject": "Nada más.",
    "english": "Her well-being matters.",
}
HYPHENED = {"hyphen", "sign"}
EXACT = HYPHENED | {"joined", "subject"}
ONE_WORD = EXACT | {"forms", "joined forms"}
AS_TWO = HYPHENED | {"apart", "subject", "longer", "other"}

FOUND = [
    # as one word
    ("psicosocial", ONE_WORD),
    ("Psicosociales", ONE_WORD),
    ('"psicosocial"', EXACT),
    ('"psicosociales"', {"forms", "joined forms"}),
    ('"acompañamiento psicosocial"', HYPHENED | {"joined"}),
    ('"psicosocial comunitario"', HYPHENED | {"joined"}),
    ('"acompañamiento psicosocial comunitario"', HYPHENED | {"joined"}),
    ('"psicosocial día"~5', HYPHENED | {"joined"}),
    # with a hyphen
    ("psico-social", ONE_WORD | AS_TWO),
    ("PSICO‐SOCIAL", ONE_WORD | AS_TWO),
    ("psico-sociales", ONE_WORD),
    ('"psico-social"', AS_TWO | {"joined"}),
    ('"acompañamiento psico-social"', HYPHENED | {"joined", "apart"}),
    ('"psico-social comunitario"', HYPHENED | {"joined", "apart"}),
    ('"psico-social día"~5', HYPHENED | {"joined", "apart"}),
    # as two words
    ("psico social", AS_TWO | {"forms"}),
    ('"psico social"', AS_TWO),
    ('"acompañamiento psico social comunitario"', HYPHENED | {"apart"}),
    # a part alone
    ("bio", {"longer"}),
    ("sociales -psicosocial", {"apart", "longer", "other"}),
    ("biopsicosocial", {"longer"}),
    ("bio-psico-social", {"longer"}),
    # others
    ("email", {"email"}),
    ("e-mail", {"email"}),
    ("politicomilitar", {"accents"}),
    ("político-militares", {"accents"}),
    ("socioeconómica", {"accents"}),
    ("wellbeing", {"english"}),
    ("well-being", {"english"}),
    ("well being", {"english"}),
    # what is no compound
    ("20142020", set()),
    ("8m", set()),
    ('"2014 2020"', {"other"}),
    ("2014-2020", {"other"}),
    ("978841", set()),
    # in metadata
    ("title:exguerrilla", {"joined"}),
    ("title:ex-guerrilla", {"joined"}),
    ("subject:psicosocial", {"subject"}),
]


@pytest.fixture(scope="module")
def publications() -> library.Publications:
    """These texts, each with its metadata."""

    def metadata(identifier: str) -> Metadata:
        return Metadata(
            title="La ex-guerrilla" if identifier == "joined" else identifier.title(),
            languages=("en" if identifier == "english" else "es",),
            subjects=("Atención psico-social",) if identifier == "subject" else (),
        )

    return {identifier: (metadata(identifier), (text,)) for identifier, text in TEXTS.items()}


def _found(reader: Reader, text: str) -> list[str]:
    hits = reader.search(SearchRequest(text, per_page=100)).hits
    return [hit.publication.id for hit in hits if hit.match is Match.FULL]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_a_compound_is_found(reader: Reader, text: str, expected: set[str]) -> None:
    assert set(_found(reader, text)) == expected


@pytest.mark.parametrize(
    ("text", "first"), [("psicosocial", "joined"), ("psicosociales", "joined forms")]
)
def test_the_word_as_typed_comes_before_its_other_writings(
    reader: Reader, text: str, first: str
) -> None:
    assert _found(reader, text)[0] == first


def test_what_is_written_as_typed_comes_before_the_same_as_one_word(reader: Reader) -> None:
    found = _found(reader, "psico-social")
    assert max(map(found.index, HYPHENED)) < found.index("joined")


def test_hyphens_make_no_text_longer(reader: Reader) -> None:
    """Two texts of the same words score alike."""
    hits = reader.search(SearchRequest("comunitario", per_page=100)).hits
    scores = {hit.publication.id: hit.score for hit in hits}
    assert scores["hyphen"] == scores["sign"] == scores["apart"]


def test_an_index_with_compounds_verifies(engine: Engine) -> None:
    assert list(engine.verify()) == []
