"""Did you mean: a better spelling of a query with few hits."""

from __future__ import annotations

import pytest

from indexer.engine.port import Engine, Reader
from indexer.engine.searches import SearchRequest
from indexer.engine.spelling import ENOUGH_HITS, correct
from indexer.fields import Filters, ValueFilter
from indexer.model import Hidden, Metadata
from tests.contract import library

# Two publications of each text.
TEXTS = {
    "a": "El acompañamiento de las comunidades y su memoria colectiva, en la montaña.",
    "b": "El miedo y la memoria de la comunidad. Las mujeres resisten.",
    "c": "Los medios y la comunidad: el medio ambiente.",
    "d": "A comunidade e a memória: o medo.",
    "e": "El miedo, la búsqueda y la esperanza, dicen, de Xochitl.",
}
ALONE = "La palabra nahualtzin y la palabra meido están en un solo texto. Tonatiuh Quetzal."


@pytest.fixture(scope="module")
def publications() -> library.Publications:
    texts = {f"{name}{n}": text for name, text in TEXTS.items() for n in (1, 2)}
    return {
        identifier: (
            Metadata(
                title="Un cuaderno",
                date="2020",
                creators=("Taller Ñandú",),
                languages=("pt" if identifier.startswith("d") else "es",),
            ),
            (text,),
        )
        for identifier, text in (texts | {"alone": ALONE}).items()
    }


def suggested(
    engine: Engine, request: SearchRequest, hidden: frozenset[str] = frozenset()
) -> str | None:
    reader = engine.acquire(Hidden(hidden))
    return correct(reader, request, reader.search(request))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("esperansa", "esperanza"),
        ("ESPERANZZA", "ESPERANZA"),
        ("acompanamieto", "acompañamiento"),  # without its accents as well
        ("bsuqueda", "búsqueda"),
        ("ezperansa", "esperanza"),  # two letters
        ("nujeres", "mujeres"),  # the first letter
        ("mujeresresisten", "mujeres resisten"),
        ("la mujeresresisten memoria", "la mujeres resisten memoria"),
        ("espe ranza", "esperanza"),
        ("memoria colectva", "memoria colectiva"),  # and what is right stays
        ("memoria OR esperansa", None),  # there is enough
        ("colectva OR esperansa", "colectiva OR esperanza"),
        ("mujeres esperanza OR motaña", "mujeres esperanza OR montaña"),
        ('"memoria colectva"', '"memoria colectiva"'),
        ('"colectva memoria"~5', '"colectiva memoria"~5'),
        ("title:cuadreno esperanza", "title:cuaderno esperanza"),
        ("creator:tallre esperansa year:2014..2020", "creator:taller esperanza year:2014..2020"),
        ("type:post esperansa", None),  # would find nothing either
        ('-type:"a (b)" esperansa', '-type:"a (b)" esperanza'),
        ("esperansa NOT memria", "esperanza NOT memria"),  # what is excluded stays
        ("esperan*", None),
        ("esper*nza esperansa", "esper*nza esperanza"),
        ("montala~", None),
        ("esperanza", None),  # right, though in two publications only
        ("nahualtzin", None),  # right, though in one only
        ("meido", None),  # what stands somewhere is taken for right
        ("nahualtzim", None),  # in one publication only
        ("tonatiuhquetzal", None),
        ("tonati uh", None),
        ("xochitll", "xochitl"),
        ("zzzzzz", None),
        ("esperansa zzzzzz", None),
        ("mei", None),
        ("2021", None),
        ("", None),
        ("()", None),
        ("esperansa " * 40, "esperanza " * 40),
        ("wxyza bcdef ghijk esperansa", None),
    ],
)
def test_a_better_spelling_is_suggested(engine: Engine, text: str, expected: str | None) -> None:
    assert suggested(engine, SearchRequest(text)) == expected


def test_a_suggestion_finds_more_and_is_parsed_as_it_stands(engine: Engine) -> None:
    text = suggested(engine, SearchRequest("mujeres esperanza OR (motaña NOT medio)"))
    assert text is not None
    result = engine.acquire().search(SearchRequest(text))
    assert result.total == 2
    assert result.query.parsed == "(mujeres AND esperanza) OR (montaña AND (NOT medio))"


def test_of_equally_similar_words_the_one_that_finds_most_is_suggested(engine: Engine) -> None:
    assert suggested(engine, SearchRequest("comunidah")) == "comunidad"
    portuguese = Filters({"language": ValueFilter(("pt",))})
    assert suggested(engine, SearchRequest("comunidah", filters=portuguese)) == "comunidade"


def test_a_search_that_finds_enough_costs_nothing_more(engine: Engine) -> None:
    request = SearchRequest("memoria")
    result = engine.acquire().search(request)
    assert result.total >= ENOUGH_HITS
    unused: Reader = None  # type: ignore[assignment]
    assert correct(unused, request, result) is None


def test_hidden_publications_correct_nothing(engine: Engine) -> None:
    hidden = frozenset({"e1"})
    assert suggested(engine, SearchRequest("esperansa"), hidden) is None
    assert suggested(engine, SearchRequest("esperansa"), frozenset({"a1"})) == "esperanza"
    assert suggested(engine, SearchRequest("mujeresresisten"), frozenset({"b2"})) is None
