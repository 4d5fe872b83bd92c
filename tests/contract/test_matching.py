"""Which publications match a query."""

import pytest

from indexer.engine.port import Engine, Reader
from indexer.engine.query import NoticeKind, parse
from indexer.engine.searches import Match, SearchRequest
from indexer.fields import NO_FILTERS
from indexer.model import Hidden

EVERYTHING = {"miedo", "memoria", "fear", "bilingue", "anio", "ano", "nahuatl", "largo"}

MATCHING = [
    # words: stems, accents, case, all over the publication
    ("miedo", {"miedo", "memoria", "fear"}),
    ("MIEDO", {"miedo", "memoria", "fear"}),
    ("miedos", {"miedo", "memoria", "fear"}),
    ("reparacion", {"miedo"}),
    ("reparaciones", {"miedo"}),
    ("REPARACIÓN", {"miedo"}),
    ("señal víctimas", {"miedo"}),  # on different pages
    ("claves víctimas", {"miedo"}),  # title and page
    ("derechos humanos", {"miedo", "memoria"}),
    ("tlacameh", {"nahuatl"}),
    ("casas", {"bilingue"}),  # the Spanish stem of casas is no English word's
    ("fears", {"fear"}),
    ("año", {"anio", "ano"}),
    ("ano", {"anio", "ano"}),
    # function words need not occur
    ("el miedo de la memoria", {"memoria"}),
    # phrases: exact forms, one passage or one field
    ('"derechos humanos"', {"miedo"}),
    ('"derecho humano"', set()),
    ('"DERECHOS HUMANOS"', {"miedo"}),
    ('"reparacion integral"', {"miedo"}),
    ('"humanos lo conocen la"', set()),  # would span two pages
    ('"genero"', {"largo"}),
    ('"genérico"', {"largo"}),
    ('"claves sobre"', {"miedo"}),
    ('"miedo defensoras"', set()),  # two values of one field
    ('"año"', {"anio", "ano"}),
    ('"derechos humano"~3', {"memoria"}),
    ('"humano derechos"~2', {"memoria"}),
    ('"humano derechos"~1', set()),
    # Boolean
    ("señal OR signal", {"miedo", "fear"}),
    ("miedo -memoria", {"miedo", "fear"}),
    ("miedo NOT (memoria OR signal)", {"miedo"}),
    ("-miedo", EVERYTHING - {"miedo", "memoria", "fear"}),
    ("comunidad (olvido OR trabajo)", {"memoria", "anio", "ano"}),
    ('comunidad -"ano"', {"memoria"}),
    # patterns and misspellings
    ("repara*", {"miedo"}),
    ("*paración", {"miedo"}),
    ("v*timas", {"miedo"}),
    ("gener*", {"largo"}),
    ("defensoraz~", {"miedo"}),
    ("memroia~", {"memoria"}),
    ("olbido~", {"memoria"}),
    # fields
    ("title:miedo", {"miedo"}),
    ("title:miedos", {"miedo"}),
    ("subject:miedo", {"miedo", "fear"}),
    ("creator:uno", {"miedo", "memoria"}),
    ('creator:"equipo uno"', {"miedo", "memoria"}),
    ("creator:equi*", {"miedo", "memoria"}),
    ("title:(miedo OR memoria)", {"miedo", "memoria"}),
    ("language:en", {"fear", "bilingue"}),
    ("LANGUAGE:EN", {"fear", "bilingue"}),
    ("type:article", {"fear", "largo"}),
    ("type:Article -language:en", {"largo"}),
    ("year:2015", {"fear"}),
    ("year:2014..2016", {"miedo", "memoria", "fear"}),
    ("year:2018..", {"bilingue", "anio", "ano"}),
    ("year:..2014", {"miedo", "largo"}),
    ("miedo year:2014", {"miedo"}),
    # what does not parse is searched as words
    ("miedo)", {"miedo", "memoria", "fear"}),
    ('"miedo', {"miedo", "memoria", "fear"}),
    ("! { [ ~", set()),
    ("", EVERYTHING),
    ("   ", EVERYTHING),
]


def full(reader: Reader, request: SearchRequest) -> list[str]:
    """Identifiers of the hits that hold the whole query, in order."""
    return [h.publication.id for h in reader.search(request).hits if h.match is Match.FULL]


@pytest.mark.parametrize(("text", "expected"), MATCHING)
def test_a_query_finds(reader: Reader, text: str, expected: set[str]) -> None:
    assert set(full(reader, SearchRequest(text))) == expected


@pytest.mark.parametrize(("text", "expected"), MATCHING)
def test_the_total_is_exact(reader: Reader, text: str, expected: set[str]) -> None:
    assert reader.search(SearchRequest(text, per_page=1)).total == len(expected)


@pytest.mark.parametrize(("text", "expected"), MATCHING)
def test_the_count_is_the_total(engine: Engine, text: str, expected: set[str]) -> None:
    tree = parse(text).tree
    if tree is not None:
        assert engine.acquire().count(tree, NO_FILTERS) == len(expected)
        without = engine.acquire(Hidden(frozenset({"miedo"})))
        assert without.count(tree, NO_FILTERS) == len(expected - {"miedo"})


def test_few_whole_matches_are_followed_by_marked_partial_ones(reader: Reader) -> None:
    result = reader.search(SearchRequest("tlacameh comunidad"))
    assert result.total == 0
    assert {h.publication.id for h in result.hits if h.match is Match.PARTIAL} == {
        "nahuatl",
        "memoria",
        "anio",
        "ano",
    }
    assert NoticeKind.PARTIAL in [n.kind for n in result.notices]


def test_partial_matches_never_stand_before_whole_ones(reader: Reader) -> None:
    partial = [
        h.match is Match.PARTIAL
        for h in reader.search(SearchRequest("comunidad memoria olvido")).hits
    ]
    assert partial == sorted(partial)
    assert partial[0] is False


def test_partial_matches_obey_exclusions_and_filters(reader: Reader) -> None:
    result = reader.search(SearchRequest("tlacameh comunidad -trabajo language:es"))
    assert {h.publication.id for h in result.hits} == {"memoria"}


def test_a_question_typed_as_a_sentence_finds_its_answer(reader: Reader) -> None:
    result = reader.search(SearchRequest("¿Qué señal conocen siempre las defensoras?"))
    assert result.hits[0].publication.id == "miedo"
    assert result.hits[0].passages[0].number == 1


def test_a_page_full_of_whole_matches_has_no_partial_ones(reader: Reader) -> None:
    result = reader.search(SearchRequest("comunidad trabajo", per_page=2))
    assert [h.match is Match.PARTIAL for h in result.hits] == [False, False]
    assert not result.notices


def test_a_query_without_words_says_so(reader: Reader) -> None:
    assert [n.kind for n in reader.search(SearchRequest("¿?")).notices] == [NoticeKind.NO_WORDS]
