"""What is hidden is in no answer, and nothing tells that it is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engine import ENGINES, open_engine, replace_index
from indexer.engine.port import Engine, Reader
from indexer.engine.query import parse
from indexer.engine.searches import SearchRequest
from indexer.fields import NO_FILTERS, Filters, ValueFilter
from indexer.model import Hidden, Metadata, Relation
from indexer.settings import load_settings
from tests.contract.library import passages, record

SECRET = (
    Metadata(
        title="Testimonio de Zacarías",
        creators=("Zacarías Quetzalpopoca",),
        date="1999",
        languages=("pt",),
        type="article",
        subjects=("testimonios secretos",),
        relations=(Relation("isPartOf", "Serie secreta"),),
    ),
    ("Zacarías vio el relámpago.", "La casa quedó vacía y el relámpago volvió."),
)
OPEN = (
    Metadata(
        title="La casa",
        creators=("Equipo",),
        languages=("es",),
        relations=(Relation("references", "secret.pdf"), Relation("hasVersion", "secret")),
    ),
    ("La casa es grande.", "Un trueno y un relámpago sobre la casa.", "Nada más."),
)
MORE = (Metadata(title="Otra casa", languages=("es",)), ("Otro trueno en otra casa.",))
LIBRARY = {"secret": SECRET, "open": OPEN, "more": MORE}
HIDDEN = Hidden(frozenset({"secret"}), frozenset({("open", 2)}))


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    index: Path = tmp_path_factory.mktemp("hidden")
    settings = load_settings({"index": index, "engine": request.param}, {})
    writer = replace_index(settings)
    for identifier, (metadata, texts) in LIBRARY.items():
        made = passages(metadata, texts)
        writer.put(record(identifier, metadata, texts), made)
    writer.commit()
    opened = open_engine(settings)
    yield opened
    opened.close()


@pytest.fixture
def reader(engine: Engine) -> Reader:
    return engine.acquire(HIDDEN)


@pytest.mark.parametrize(
    "text",
    ["Zacarías", "relámpago", "relamp*", "*ámpago", "relampgo~", '"un relámpago"', '"un trueno y"'],
)
def test_what_only_hidden_passages_say_finds_nothing(reader: Reader, text: str) -> None:
    found = reader.search(SearchRequest(text))
    assert (found.total, found.hits) == (0, ())
    assert all(not facet.values for facet in found.facets)


def test_a_hit_is_shown_without_its_hidden_passages(reader: Reader) -> None:
    [hit] = reader.search(SearchRequest("trueno OR grande")).hits[:1]
    assert {one.number for one in hit.passages} == {1}
    [hit] = reader.search(SearchRequest("casa title:otra OR equipo creator:equipo")).hits[:1]
    assert 2 not in {one.number for one in hit.passages}


def test_a_hidden_passage_is_missing_and_the_others_keep_their_numbers(reader: Reader) -> None:
    assert [one.number for one in reader.passages("open")] == [1, 3]
    assert [reader.passage("open", number) is None for number in range(5)] == [
        *(True, False, True, False, True)
    ]
    assert reader.matches("open", parse("casa OR relámpago"), 3).numbers == [1]


def test_a_hidden_publication_is_nowhere(reader: Reader) -> None:
    assert reader.publication("secret") is None
    assert not reader.passages("secret")
    assert not reader.pictures("secret")
    assert [one.publication.id for one in reader.records()] == ["more", "open"]
    assert [one.id for one in reader.editions.publications] == ["more", "open"]
    assert reader.editions.names.candidates("secret.pdf") == []
    assert list(reader.editions.sisters("open")) == []


def test_a_relation_to_a_hidden_publication_is_not_shown(engine: Engine, reader: Reader) -> None:
    shown = reader.publication("open")
    assert shown is not None
    assert shown.metadata.relations == ()
    [hit] = reader.search(SearchRequest("grande")).hits
    assert hit.publication == shown
    everything = engine.acquire().publication("open")
    assert everything is not None
    assert everything.metadata.relations == OPEN[0].relations


@pytest.mark.parametrize(
    ("facet", "value"),
    [
        ("creator", "Zacarías Quetzalpopoca"),
        ("subject", "testimonios secretos"),
        ("series", "Serie secreta"),
        ("type", "article"),
        ("language", "pt"),
    ],
)
def test_a_filter_by_what_only_hidden_publications_have_is_as_one_by_nothing(
    reader: Reader, facet: str, value: str
) -> None:
    chosen, unknown = (
        reader.search(SearchRequest("casa", Filters({facet: ValueFilter((one,))})))
        for one in (value, "nothing of the kind")
    )
    assert (chosen.total, chosen.facets) == (unknown.total, unknown.facets)


def test_words_of_hidden_publications_are_not_suggested(engine: Engine, reader: Reader) -> None:
    assert [one.word for one in engine.acquire().words_with_prefix("rel", 5)] == ["relámpago"]
    assert reader.words_with_prefix("rel", 5) == []
    assert reader.similar_words("relámpgo", 5) == []
    assert reader.count_spelling("relámpago") == 0
    tree = parse("relámpago").tree
    assert tree is not None
    assert reader.count(tree, NO_FILTERS) == 0


def test_scores_are_those_of_an_index_without_what_is_hidden(
    engine: Engine, reader: Reader, tmp_path: Path
) -> None:
    settings = load_settings({"index": tmp_path}, {})
    writer = replace_index(settings)
    texts = (OPEN[1][0], OPEN[1][2])
    writer.put(record("open", OPEN[0], texts), passages(OPEN[0], texts))
    writer.put(record("more", *MORE), passages(*MORE))
    writer.commit()
    never = open_engine(settings)
    for text in ("casa", "trueno", "otra casa", "cas*", "nada"):
        request = SearchRequest(text)
        hiding, without = reader.search(request), never.acquire().search(request)
        assert [(h.publication.id, h.score, h.matching) for h in hiding.hits] == [
            (h.publication.id, h.score, h.matching) for h in without.hits
        ]
        assert hiding.facets == without.facets
    never.close()


def test_a_reader_gives_others_of_the_same_commit(engine: Engine) -> None:
    reader = engine.acquire()
    assert reader.hiding(HIDDEN).publication("secret") is None
    assert reader.hiding(HIDDEN).hiding(Hidden()).publication("secret") is not None
