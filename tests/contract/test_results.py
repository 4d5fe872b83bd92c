"""What an answer holds: order, pages, passages, facets, what is hidden."""

import pytest

from indexer.engine.port import Engine, Reader
from indexer.engine.searches import SearchRequest, Sort
from indexer.errors import CursorInvalid
from indexer.fields import FACETS, FacetFilter, Filters, RangeFilter, ValueFilter
from indexer.model import Hidden
from tests.contract.library import LIBRARY


def ids(reader: Reader, request: SearchRequest) -> list[str]:
    return [hit.publication.id for hit in reader.search(request).hits]


@pytest.mark.parametrize(
    ("text", "first", "later"),
    [
        ("año", "anio", "ano"),  # typed exactly before other accents
        ("ano", "ano", "anio"),
        ("miedo", "miedo", "memoria"),  # in title and subject before in the text only
        ("claves fear", "fear", "miedo"),
    ],
)
def test_one_ranks_before_another(reader: Reader, text: str, first: str, later: str) -> None:
    found = ids(reader, SearchRequest(text))
    assert found.index(first) < found.index(later)


def test_equal_scores_are_ordered_by_newest_then_identifier(reader: Reader) -> None:
    found = ids(reader, SearchRequest(""))
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
def test_hits_are_sorted(reader: Reader, sort: Sort, order: list[str]) -> None:
    assert ids(reader, SearchRequest("", sort=sort)) == order


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "miedo OR comunidad OR genérico"])
def test_pages_and_cursors_reach_every_hit_once(reader: Reader, sort: Sort, text: str) -> None:
    whole = ids(reader, SearchRequest(text, sort=sort, per_page=100))
    paged = [
        i
        for page in range(1, 6)
        for i in ids(reader, SearchRequest(text, sort=sort, page=page, per_page=2))
    ]
    assert paged == whole
    forward, cursor = [], None
    while True:
        result = reader.search(SearchRequest(text, sort=sort, per_page=3, cursor=cursor))
        forward.append([hit.publication.id for hit in result.hits])
        if result.next_cursor is None:
            break
        cursor = result.next_cursor
    assert [i for page in forward for i in page] == whole
    backward = []
    while result.prev_cursor is not None:
        result = reader.search(
            SearchRequest(text, sort=sort, per_page=3, cursor=result.prev_cursor)
        )
        backward.insert(0, [hit.publication.id for hit in result.hits])
    assert backward == forward[:-1]


def test_a_page_beyond_the_last_is_empty_and_keeps_the_total(reader: Reader) -> None:
    result = reader.search(SearchRequest("", page=10**9))
    assert (result.hits, result.total) == ((), len(LIBRARY))


@pytest.mark.parametrize("cursor", ["x", "", "eyJh", "ñ", "AAAA" * 1000])
def test_a_cursor_of_another_make_is_refused(reader: Reader, cursor: str) -> None:
    if not cursor:
        assert reader.search(SearchRequest("", cursor=cursor)).total == len(LIBRARY)
        return
    with pytest.raises(CursorInvalid):
        reader.search(SearchRequest("", cursor=cursor))


def test_a_cursor_of_another_order_is_refused(reader: Reader) -> None:
    cursor = reader.search(SearchRequest("", per_page=1)).next_cursor
    with pytest.raises(CursorInvalid):
        reader.search(SearchRequest("", sort=Sort.TITLE, cursor=cursor))


def test_a_hit_has_its_best_passages_best_first(reader: Reader) -> None:
    hit = reader.search(SearchRequest("derechos humano")).hits[0]
    assert hit.publication.id == "memoria"
    assert [p.number for p in hit.passages] == [2]
    hit = reader.search(SearchRequest("página genérico 7")).hits[0]
    assert hit.passages[0].number == 7
    assert len(hit.passages) == 3


def test_where_only_metadata_matches_the_first_text_is_shown(reader: Reader) -> None:
    hit = reader.search(SearchRequest("title:tlahtolli")).hits[0]
    assert [p.number for p in hit.passages] == [1]


def test_a_list_of_everything_has_no_passages(reader: Reader) -> None:
    assert all(hit.passages == () for hit in reader.search(SearchRequest("")).hits)


def counts(reader: Reader, request: SearchRequest, facet: str) -> dict[str, int]:
    [found] = [f for f in reader.search(request).facets if f.name == facet]
    return {v.value: v.count for v in found.values}


def test_every_facet_is_answered_in_order(reader: Reader) -> None:
    assert tuple(f.name for f in reader.search(SearchRequest("")).facets) == tuple(
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
    reader: Reader, facet: str, expected: dict[str, int]
) -> None:
    assert counts(reader, SearchRequest("miedo"), facet) == expected


def test_values_of_one_facet_are_or_and_facets_are_and(reader: Reader) -> None:
    either = Filters({"language": ValueFilter(("es", "en")), "type": ValueFilter(("article",))})
    assert set(ids(reader, SearchRequest("", filters=either))) == {"fear", "largo"}


def test_a_facets_counts_ignore_its_own_choice(reader: Reader) -> None:
    request = SearchRequest("miedo", filters=Filters({"language": ValueFilter(("en",))}))
    assert counts(reader, request, "language") == {"es": 2, "en": 1}
    assert counts(reader, request, "type") == {"article": 1}


def test_a_chosen_value_is_marked_and_stays_listed_without_matches(reader: Reader) -> None:
    request = SearchRequest("tlacameh", filters=Filters({"language": ValueFilter(("en",))}))
    [facet] = [f for f in reader.search(request).facets if f.name == "language"]
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
def test_filters_leave(reader: Reader, filters: dict[str, FacetFilter], expected: set[str]) -> None:
    assert set(ids(reader, SearchRequest("", filters=Filters(filters)))) == expected


def test_hidden_publications_are_in_no_hit_total_or_facet(engine: Engine) -> None:
    result = engine.acquire(Hidden(frozenset({"fear", "unknown"}))).search(SearchRequest("miedo"))
    assert {h.publication.id for h in result.hits} == {"miedo", "memoria"}
    assert result.total == 2
    assert all(v.value != "Team One" for f in result.facets for v in f.values)


def test_hidden_publications_are_no_partial_match_either(engine: Engine) -> None:
    result = engine.acquire(Hidden(frozenset({"fear"}))).search(SearchRequest("signal olvido"))
    assert {h.publication.id for h in result.hits} == {"memoria"}


def test_a_publication_and_its_passages_come_back_as_they_were_written(reader: Reader) -> None:
    publication = reader.publication("miedo")
    assert publication is not None
    assert publication.metadata == LIBRARY["miedo"][0]
    assert publication.passages_without_text == (2,)
    assert [p.text for p in reader.passages("miedo")] == list(LIBRARY["miedo"][1])
    passage = reader.passage("bilingue", 2)
    assert passage is not None
    assert passage.language == "en"


@pytest.mark.parametrize(("identifier", "number"), [("miedo", 0), ("miedo", 4), ("nadie", 1)])
def test_a_passage_that_is_not_there_is_none(reader: Reader, identifier: str, number: int) -> None:
    assert reader.passage(identifier, number) is None


def test_records_come_in_the_order_of_paths(reader: Reader) -> None:
    assert [r.publication.id for r in reader.records()] == sorted(LIBRARY)


def test_a_sound_index_has_no_issues(engine: Engine) -> None:
    assert list(engine.verify()) == []
