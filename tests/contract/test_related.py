"""Publications that are like another one, and the words that say so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.engine import open_engine, replace_index
from indexer.engine.near_duplicates import SIGNATURE_VALUES
from indexer.engine.port import Engine
from indexer.model import Hidden, Metadata, Relation
from indexer.settings import Settings
from tests.contract import library

SEARCH = "La búsqueda de las familias: desaparición, búsqueda, familias y desaparición forzada. "
CARE = "El descanso y el cuidado: descanso, cuidado y turnos de descanso. Turnos del equipo. "
TEXTS = {
    "search": ("es", SEARCH + "Zapata, Zapata. El equipo busca."),
    "search too": ("es", SEARCH + SEARCH + "El equipo y la memoria."),
    "search in brief": ("es", "Las familias y la desaparicion: búsqueda."),
    "care": ("es", CARE + "Zapata, Zapata."),
    "care too": ("es", CARE + CARE),
    "care of one word": ("es", "Un descanso largo de las personas que escriben."),
    "english": ("en", "La búsqueda, búsqueda, the familias, familias; desaparición. In English."),
    "function words": ("es", "La de las, y el de la: de las, y la, el, que, de los, para y por."),
    "nobody": ("und", SEARCH),
}
NOBODY: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def publications() -> library.Publications:
    return {
        identifier: (Metadata(title="Cuaderno", languages=(language,)), (text, text))
        for identifier, (language, text) in TEXTS.items()
    }


def related(engine: Engine, identifier: str, hidden: frozenset[str] = NOBODY) -> list[str]:
    return [one.publication.id for one in engine.acquire(Hidden(hidden)).related(identifier, 10)]


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        # Not what shares function words or one word only, or is in another language.
        ("search", ["search too", "search in brief"]),
        ("search too", ["search", "search in brief"]),
        ("care", ["care too"]),
        ("care of one word", []),
        ("function words", []),
        ("english", []),
        ("unknown", []),
    ],
)
def test_what_has_most_in_common_is_related(
    engine: Engine, identifier: str, expected: list[str]
) -> None:
    assert related(engine, identifier) == expected


def test_the_shared_words_are_given_as_they_are_written(engine: Engine) -> None:
    [first, second] = engine.acquire().related("search", 10)
    assert set(first.terms) == {"búsqueda", "familias", "desaparición", "forzada"}
    assert set(second.terms) == {"búsqueda", "familias", "desaparición"}


def test_no_more_than_the_limit(engine: Engine) -> None:
    assert [one.publication.id for one in engine.acquire().related("search", 1)] == ["search too"]


def test_hidden_publications_are_not_related(engine: Engine) -> None:
    assert related(engine, "search", frozenset({"search too"})) == ["search in brief"]
    assert related(engine, "search", frozenset({"search"})) == []


def test_a_spelling_that_only_one_visible_publication_has_is_not_given(engine: Engine) -> None:
    hidden = frozenset(TEXTS.keys() - {"search", "search in brief"})
    [one] = engine.acquire(Hidden(hidden)).related("search", 10)
    # "desaparicion" and "desaparición" are in one publication each.
    assert set(one.terms) == {"búsqueda", "familias"}


def test_other_editions_and_copies_are_not_related(settings: Settings) -> None:
    writer = replace_index(settings)
    for identifier in ("search", "search too", "search in brief", "version"):
        language, text = TEXTS["search too" if identifier == "version" else identifier]
        relations = (Relation("isVersionOf", "search"),) if identifier == "version" else ()
        metadata = Metadata(title=identifier, languages=(language,), relations=relations)
        signature = bytes(2 * SIGNATURE_VALUES) if identifier in ("search", "search too") else b""
        made = replace(library.record(identifier, metadata, (text, text)), signature=signature)
        writer.put(made, library.passages(metadata, (text, text)))
    writer.commit()
    assert related(open_engine(settings), "search") == ["search in brief"]
