"""Covers, contents, indexes and the like stand back behind text, in what is shown and in scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from indexer.engine import ENGINES, open_engine, replace_index
from indexer.engine.port import Engine
from indexer.engine.query import parse
from indexer.engine.searches import SearchRequest
from indexer.model import Hidden, Metadata, OutlineEntry, Passage, Role
from indexer.settings import Settings, load_settings
from tests.contract.library import record

ABOUT = Metadata(title="Cuaderno", languages=("es",))
ROLES = {
    1: (Role.COVER, "Portada del cuaderno sobre la semilla"),
    2: (Role.CONTENTS, "semilla 4 semilla 5 semilla 6 raíz 7"),
    3: (Role.BLANK, ""),
    4: (Role.TEXT, "La raíz busca el agua; de la semilla se dirá más."),
    5: (Role.TEXT, "Quien siembra espera. La semilla también espera, y la semilla sabe."),
    6: (Role.BIBLIOGRAPHY, "Semilla, A. Tratado de la semilla y del brote. 1999."),
    7: (Role.INDEX, "brote, 9; helecho, 4"),
    8: (Role.COLOPHON, "Impreso con tinta de helecho"),
}
OUTLINE = (OutlineEntry("La raíz", 4), OutlineEntry("La semilla", 5), OutlineEntry("Libros", 6, 1))
FILLER = "de lo que se habla aquí no trata ninguna otra página"


def build(settings: Settings) -> Engine:
    writer = replace_index(settings)
    passages = [
        Passage(number, str(number), text, language="es", role=role)
        for number, (role, text) in ROLES.items()
    ]
    book = record("libro", ABOUT, tuple(passage.text for passage in passages))
    writer.put(replace(book, contents=OUTLINE), passages)
    # Two publications that differ in nothing but the role of the page with the word.
    for name, role in (("texto", Role.TEXT), ("indice", Role.INDEX)):
        pages = [
            Passage(1, "1", f"zafiro {FILLER}", language="es", role=role),
            Passage(2, "2", f"zafiro {FILLER} {FILLER} {FILLER}", language="es"),
        ]
        writer.put(record(name, ABOUT, tuple(page.text for page in pages)), pages)
    writer.commit()
    return open_engine(settings)


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    index = tmp_path_factory.mktemp("index")
    opened = build(load_settings({"index": index, "engine": request.param}, {}))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "matching", "best"),
    [
        ("semilla", [1, 2, 4, 5, 6], [5, 4]),  # not the contents page, which has it most often
        ("raíz", [2, 4], [4]),
        ("brote", [6, 7], [6, 7]),  # nothing else matches
        ("helecho", [7, 8], [7, 8]),
        ("portada semilla", [1, 2, 4, 5, 6], [5, 4]),
    ],
)
def test_the_best_passages_are_text_where_text_matches(
    engine: Engine, text: str, matching: list[int], best: list[int]
) -> None:
    reader = engine.acquire()
    found = reader.matches("libro", parse(text), 10)
    assert list(found.numbers) == matching
    every = [passage.number for passage in found.best]
    assert sorted(every[: len(best)]) == sorted(best)
    assert sorted(every) == matching, "the others are there too, behind them"
    (hit,) = (h for h in reader.search(SearchRequest(text)).hits if h.publication.id == "libro")
    assert sorted(passage.number for passage in hit.passages) == sorted(best)
    assert hit.matching == len(matching)


def test_a_hit_by_its_title_shows_how_the_text_begins(engine: Engine) -> None:
    hits = engine.acquire().search(SearchRequest("title:cuaderno")).hits
    first = {hit.publication.id: [p.number for p in hit.passages] for hit in hits}
    assert first == {"libro": [4], "texto": [1], "indice": [2]}


def test_an_index_is_no_publications_best_passage(engine: Engine) -> None:
    hits = engine.acquire().search(SearchRequest("zafiro")).hits
    assert [hit.publication.id for hit in hits] == ["texto", "indice"]
    assert hits[0].score > hits[1].score


def test_roles_and_contents_come_back(engine: Engine) -> None:
    reader = engine.acquire()
    assert [p.role for p in reader.passages("libro")] == [role for role, _ in ROLES.values()]
    assert tuple(reader.contents("libro")) == OUTLINE
    assert reader.contents("texto") == [] and reader.contents("nobody") == ()
    assert not engine.verify()


def test_contents_do_not_lead_to_what_is_hidden(engine: Engine) -> None:
    hidden = engine.acquire(Hidden(passages=frozenset({("libro", 5)})))
    assert [entry.number for entry in hidden.contents("libro")] == [4, 6]
    (record,) = (r for r in hidden.records() if r.publication.id == "libro")
    assert [entry.number for entry in record.contents] == [4, 6]
    assert engine.acquire(Hidden(frozenset({"libro"}))).contents("libro") == ()
