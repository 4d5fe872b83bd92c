"""A search for the topic of its best hits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.engine.port import Engine, Reader
from indexer.engine.searches import Expand, Feedback, Match, SearchRequest
from indexer.fields import Filters, ValueFilter
from indexer.model import Hidden, Metadata
from tests.contract import library

TALKS = {
    "duelo-1": "El duelo y el luto de las familias que buscan a sus desaparecidos piden tiempo.",
    "duelo-2": "Las familias que buscan acompañan el luto; el duelo es de todas.",
    "familias": "Familias que buscan a sus desaparecidos, y su luto.",
    "luto": "Del luto no se habla con las familias en los juzgados.",
    "otro": "El taller de cerámica abre los jueves.",
    "nombre": "El duelo de Xóchitl Tzontemoc es solo suyo.",
}


@pytest.fixture(scope="module")
def publications() -> library.Publications:
    return {
        name: (Metadata(title=name, languages=("es",), date=f"20{at + 10}", type=kind), (text,))
        for at, (name, text) in enumerate(TALKS.items())
        for kind in ("booklet" if at % 2 else "article",)
    }


def about(text: str, **others: object) -> SearchRequest:
    request = SearchRequest(text, feedback=Feedback.TOPIC)
    return replace(request, **others)  # type: ignore[arg-type]


def test_what_shares_enough_of_the_words_of_the_best_hits_follows(reader: Reader) -> None:
    result = reader.search(about("duelo"))
    found = {hit.publication.id: hit.match for hit in result.hits}
    assert found == {
        "duelo-1": Match.FULL,
        "duelo-2": Match.FULL,
        "nombre": Match.FULL,
        "familias": Match.MEANING,
        "luto": Match.MEANING,
    }
    assert result.total == 5
    assert sum(value.count for value in result.facets[0].values) == 5
    assert result.query.parsed == "duelo"


def test_the_words_are_told_and_marked(reader: Reader) -> None:
    result = reader.search(about("duelo"))
    words = {one.text for one in result.also_searched}
    assert {"luto", "familias"} <= words
    assert "duelo" not in words
    assert {(one.typed, one.language) for one in result.also_searched} == {("", "")}
    by_id = {hit.publication.id: hit for hit in result.hits}
    assert result.query_of(by_id["duelo-1"]) == result.query
    within = reader.understand_within(about("duelo"), "luto")
    assert within == result.query_of(by_id["luto"]) != result.query
    assert list(reader.matches("luto", within, 3).numbers) == [1]
    assert by_id["luto"].matching == 1


def test_neither_words_of_one_publication_nor_function_words_are_learnt(reader: Reader) -> None:
    words = {one.text for one in reader.search(about("duelo")).also_searched}
    assert words.isdisjoint({"xóchitl", "tzontemoc", "tiempo", "que", "las", "sus", "el"})


def test_what_is_hidden_teaches_nothing(engine: Engine) -> None:
    rest = engine.acquire(Hidden(frozenset({"duelo-2", "familias", "luto"})))
    words = {one.text for one in rest.search(about("duelo")).also_searched}
    assert words == set()


@pytest.mark.parametrize("kind", ["booklet", "article"])
def test_filters_choose_among_the_same(reader: Reader, kind: str) -> None:
    everything = reader.search(about("duelo"))
    chosen = reader.search(about("duelo", filters=Filters({"type": ValueFilter((kind,))})))
    assert chosen.also_searched == everything.also_searched
    assert [hit.publication.id for hit in chosen.hits] == [
        hit.publication.id for hit in everything.hits if hit.publication.metadata.type == kind
    ]


@pytest.mark.parametrize(
    ("query", "without"),
    [
        ("duelo -acompañan", {"duelo-2"}),
        ("duelo type:article", {"duelo-2", "luto", "nombre"}),
        ("duelo year:2012..", {"duelo-1", "duelo-2"}),
    ],
)
def test_what_the_query_excludes_is_not_brought_back(
    reader: Reader, query: str, without: set[str]
) -> None:
    found = {hit.publication.id for hit in reader.search(about(query)).hits}
    assert found and found.isdisjoint(without)


@pytest.mark.parametrize("query", ["", "xyzzyq", "type:article", "-duelo"])
def test_without_hits_by_words_the_search_is_as_it_was(reader: Reader, query: str) -> None:
    plain, topic = reader.search(SearchRequest(query)), reader.search(about(query))
    assert topic == plain


def test_pages_and_cursors_lead_through_all_of_it(reader: Reader) -> None:
    whole = [hit.publication.id for hit in reader.search(about("duelo")).hits]
    pages = [reader.search(about("duelo", per_page=2, page=n)).hits for n in (1, 2, 3)]
    assert [hit.publication.id for hits in pages for hit in hits] == whole
    found, cursor = [], None
    for _ in range(3):
        result = reader.search(about("duelo", per_page=2, cursor=cursor))
        found += [hit.publication.id for hit in result.hits]
        cursor = result.next_cursor
    assert found == whole
    assert cursor is None


def test_it_does_not_depend_on_other_words_being_searched_for(reader: Reader) -> None:
    result = reader.search(about("duelo", expand=Expand.OFF))
    assert {hit.publication.id for hit in result.hits} > {"duelo-1", "duelo-2", "nombre"}
