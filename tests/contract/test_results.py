"""What an answer holds: order, pages, passages, facets, what is hidden."""

import pytest

from indexer.engine.port import Engine, SearchRequest, Sort
from indexer.errors import CursorInvalid
from indexer.fields import FACETS, FacetFilter, Filters, RangeFilter, ValueFilter
from tests.contract.library import LIBRARY


def ids(engine: Engine, request: SearchRequest) -> list[str]:
    return [hit.publication.id for hit in engine.search(request).hits]


@pytest.mark.parametrize(
    ("text", "first", "later"),
    [
        ("año", "anio", "ano"),  # typed exactly before other accents
        ("ano", "ano", "anio"),
        ("miedo", "miedo", "memoria"),  # in title and subject before in the text only
        ("claves fear", "fear", "miedo"),
    ],
)
def test_one_ranks_before_another(engine: Engine, text: str, first: str, later: str) -> None:
    found = ids(engine, SearchRequest(text))
    assert found.index(first) < found.index(later)


def test_equal_scores_are_ordered_by_newest_then_identifier(engine: Engine) -> None:
    found = ids(engine, SearchRequest(""))
    assert found == ["bilingue", "ano", "anio"][:1] + found[1:]
    assert found[1:3] == ["anio", "ano"]
    assert found[-1] == "nahuatl"


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.NEWEST, ["bilingue", "anio", "ano", "memoria", "fear", "miedo", "largo", "nahuatl"]),
        (Sort.OLDEST, ["largo", "miedo", "fear", "memoria", "anio", "ano", "bilingue", "nahuatl"]),
        (Sort.TITLE, ["anio", "miedo", "bilingue", "largo", "fear", "memoria", "ano", "nahuatl"]),
    ],
)
def test_hits_are_sorted(engine: Engine, sort: Sort, order: list[str]) -> None:
    assert ids(engine, SearchRequest("", sort=sort)) == order


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "miedo OR comunidad OR genérico"])
def test_pages_and_cursors_reach_every_hit_once(engine: Engine, sort: Sort, text: str) -> None:
    whole = ids(engine, SearchRequest(text, sort=sort, per_page=100))
    paged = [
        i
        for page in range(1, 6)
        for i in ids(engine, SearchRequest(text, sort=sort, page=page, per_page=2))
    ]
    assert paged == whole
    forward, cursor = [], None
    while True:
        result = engine.search(SearchRequest(text, sort=sort, per_page=3, cursor=cursor))
        forward.append([hit.publication.id for hit in result.hits])
        if result.next_cursor is None:
            break
        cursor = result.next_cursor
    assert [i for page in forward for i in page] == whole
    backward = []
    while result.prev_cursor is not None:
        result = engine.search(
            SearchRequest(text, sort=sort, per_page=3, cursor=result.prev_cursor)
        )
        backward.insert(0, [hit.publication.id for hit in result.hits])
    assert backward == forward[:-1]


def test_a_page_beyond_the_last_is_empty_and_keeps_the_total(engine: Engine) -> None:
    result = engine.search(SearchRequest("", page=10**9))
    assert (result.hits, result.total) == ((), len(LIBRARY))


@pytest.mark.parametrize("cursor", ["x", "", "eyJh", "ñ", "AAAA" * 1000])
def test_a_cursor_of_another_make_is_refused(engine: Engine, cursor: str) -> None:
    if not cursor:
        assert engine.search(SearchRequest("", cursor=cursor)).total == len(LIBRARY)
        return
    with pytest.raises(CursorInvalid):
        engine.search(SearchRequest("", cursor=cursor))


def test_a_cursor_of_another_order_is_refused(engine: Engine) -> None:
    cursor = engine.search(SearchRequest("", per_page=1)).next_cursor
    with pytest.raises(CursorInvalid):
        engine.search(SearchRequest("", sort=Sort.TITLE, cursor=cursor))


def test_a_hit_has_its_best_passages_best_first(engine: Engine) -> None:
    hit = engine.search(SearchRequest("derechos humano")).hits[0]
    assert hit.publication.id == "memoria"
    assert [p.number for p in hit.passages] == [2]
    hit = engine.search(SearchRequest("página genérico 7")).hits[0]
    assert hit.passages[0].number == 7
    assert len(hit.passages) == 3


def test_where_only_metadata_matches_the_first_text_is_shown(engine: Engine) -> None:
    hit = engine.search(SearchRequest("title:tlahtolli")).hits[0]
    assert [p.number for p in hit.passages] == [1]


def test_a_list_of_everything_has_no_passages(engine: Engine) -> None:
    assert all(hit.passages == () for hit in engine.search(SearchRequest("")).hits)


def counts(engine: Engine, request: SearchRequest, facet: str) -> dict[str, int]:
    [found] = [f for f in engine.search(request).facets if f.name == facet]
    return {v.value: v.count for v in found.values}


def test_every_facet_is_answered_in_order(engine: Engine) -> None:
    assert tuple(f.name for f in engine.search(SearchRequest("")).facets) == tuple(
        row.name for row in FACETS
    )


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ("language", {"es": 2, "en": 1}),
        ("type", {"booklet": 2, "article": 1}),
        ("year", {"2016": 1, "2015": 1, "2014": 1}),
        ("creator", {"Equipo Uno": 2, "Equipo Dos": 1, "Team One": 1}),
        ("subject", {"miedo": 2, "defensoras": 1, "memoria": 1}),
        ("series", {"Claves": 2}),
    ],
)
def test_facets_count_the_matching_publications(
    engine: Engine, facet: str, expected: dict[str, int]
) -> None:
    assert counts(engine, SearchRequest("miedo"), facet) == expected


def test_values_of_one_facet_are_or_and_facets_are_and(engine: Engine) -> None:
    either = Filters({"language": ValueFilter(("es", "en")), "type": ValueFilter(("article",))})
    assert set(ids(engine, SearchRequest("", filters=either))) == {"fear", "largo"}


def test_a_facets_counts_ignore_its_own_choice(engine: Engine) -> None:
    request = SearchRequest("miedo", filters=Filters({"language": ValueFilter(("en",))}))
    assert counts(engine, request, "language") == {"es": 2, "en": 1}
    assert counts(engine, request, "type") == {"article": 1}


def test_a_chosen_value_is_marked_and_stays_listed_without_matches(engine: Engine) -> None:
    request = SearchRequest("tlacameh", filters=Filters({"language": ValueFilter(("en",))}))
    [facet] = [f for f in engine.search(request).facets if f.name == "language"]
    assert [(v.value, v.count, v.selected) for v in facet.values] == [
        ("und", 1, False),
        ("en", 0, True),
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"year": RangeFilter(2015, 2016)}, {"fear", "memoria"}),
        ({"year": RangeFilter(2018)}, {"bilingue", "anio", "ano"}),
        ({"year": RangeFilter(last=2010)}, {"largo"}),
        ({"creator": ValueFilter(("Equipo Dos",))}, {"memoria"}),
        (
            {"subject": ValueFilter(("miedo", "memoria")), "language": ValueFilter(("es",))},
            {"miedo", "memoria"},
        ),
        ({"series": ValueFilter(("Claves",))}, {"miedo", "memoria"}),
        ({"language": ValueFilter(("xx",))}, set()),
    ],
)
def test_filters_leave(engine: Engine, filters: dict[str, FacetFilter], expected: set[str]) -> None:
    assert set(ids(engine, SearchRequest("", filters=Filters(filters)))) == expected


def test_what_is_taken_down_is_in_no_hit_total_or_facet(engine: Engine) -> None:
    result = engine.search(SearchRequest("miedo", hidden=frozenset({"fear", "unknown"})))
    assert {h.publication.id for h in result.hits} == {"miedo", "memoria"}
    assert result.total == 2
    assert all(v.value != "Team One" for f in result.facets for v in f.values)


def test_what_is_taken_down_is_no_partial_match_either(engine: Engine) -> None:
    result = engine.search(SearchRequest("signal olvido", hidden=frozenset({"fear"})))
    assert {h.publication.id for h in result.hits} == {"memoria"}


def test_a_publication_and_its_passages_come_back_as_they_were_written(engine: Engine) -> None:
    publication = engine.publication("miedo")
    assert publication is not None
    assert publication.metadata == LIBRARY["miedo"][0]
    assert publication.passages_without_text == (2,)
    assert [p.text for p in engine.passages("miedo")] == list(LIBRARY["miedo"][1])
    passage = engine.passage("bilingue", 2)
    assert passage is not None
    assert passage.language == "en"


@pytest.mark.parametrize(("identifier", "number"), [("miedo", 0), ("miedo", 4), ("nadie", 1)])
def test_a_passage_that_is_not_there_is_none(engine: Engine, identifier: str, number: int) -> None:
    assert engine.passage(identifier, number) is None


def test_records_come_in_the_order_of_paths(engine: Engine) -> None:
    assert [r.publication.id for r in engine.records()] == sorted(LIBRARY)


def test_a_sound_index_has_no_findings(engine: Engine) -> None:
    assert list(engine.verify()) == []
