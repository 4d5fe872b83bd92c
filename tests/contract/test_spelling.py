"""Did you mean: what a query that finds little may have been meant as."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engine import open_engine, replace_index
from indexer.engine.port import Engine, SearchRequest
from indexer.engine.spelling import FEW, corrected
from indexer.fields import Filters, ValueFilter
from indexer.model import Metadata
from indexer.settings import load_settings
from tests.contract import library
from tests.contract.conftest import ENGINES

# Two publications of each text.
TEXTS = {
    "a": "El acompañamiento de las comunidades y su memoria colectiva, en la montaña.",
    "b": "El miedo y la memoria de la comunidad. Las mujeres resisten.",
    "c": "Los medios y la comunidad: el medio ambiente.",
    "d": "A comunidade e a memória: o medo.",
    "e": "El miedo, la búsqueda y la esperanza, dicen, de Xochitl.",
}
ALONE = "La palabra nahualtzin y la palabra meido están en un solo texto. Tonatiuh Quetzal."


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A reader of these texts, on each engine."""
    index: Path = tmp_path_factory.mktemp("index")
    settings = load_settings({"index": index, "engine": request.param}, {})
    writer = replace_index(settings)
    texts = {f"{name}{n}": text for name, text in TEXTS.items() for n in (1, 2)}
    for identifier, text in (texts | {"alone": ALONE}).items():
        language = "pt" if identifier.startswith("d") else "es"
        metadata = Metadata(
            title="Un cuaderno", date="2020", creators=("Taller Ñandú",), languages=(language,)
        )
        writer.put(
            library.record(identifier, metadata, (text,)), library.passages(metadata, (text,))
        )
    writer.commit()
    opened = open_engine(settings)
    yield opened
    opened.close()


def meant(engine: Engine, request: SearchRequest) -> str | None:
    return corrected(engine, request, engine.search(request))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("esperansa", "esperanza"),
        ("ESPERANZZA", "esperanza"),
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
        ("mujeres esperanza OR motaña", "(mujeres esperanza) OR montaña"),
        ('"memoria colectva"', '"memoria colectiva"'),
        ('"colectva memoria"~5', '"colectiva memoria"~5'),
        ("title:cuadreno esperanza", "title:cuaderno esperanza"),
        ("creator:ñamdú esperansa year:2014..2020", "creator:ñandú esperanza year:2014..2020"),
        ("type:post esperansa", None),  # would find nothing either
        ('-type:"a (b)" esperansa', 'NOT type:"a (b)" esperanza'),
        ("esperansa NOT memria", "esperanza NOT memria"),  # what is excluded stays
        ("esperan*", None),
        ("esper*nza esperansa", "esper*nza esperanza"),
        ("montala~", None),
        ("esperanza", None),  # right, though in two publications only
        ("nahualtzin", None),  # right, though in one only
        ("meido", None),  # what stands somewhere is taken for right
        ("nahualtzim", None),  # what is in one publication only is not told
        ("tonatiuhquetzal", None),
        ("tonati uh", None),
        ("xochitll", "xochitl"),
        ("zzzzzz", None),
        ("esperansa zzzzzz", None),
        ("mei", None),
        ("2021", None),
        ("", None),
        ("()", None),
        ("esperansa " * 40, "esperanza " * 31 + "esperanza"),
        ("wxyza bcdef ghijk esperansa", None),
    ],
)
def test_a_better_spelling_is_told(engine: Engine, text: str, expected: str | None) -> None:
    assert meant(engine, SearchRequest(text)) == expected


def test_what_is_told_finds_more_and_is_understood_as_it_stands(engine: Engine) -> None:
    text = meant(engine, SearchRequest("mujeres esperanza OR (motaña NOT medio)"))
    assert text is not None
    result = engine.search(SearchRequest(text))
    assert result.total == 2
    assert result.query.parsed == "(mujeres AND esperanza) OR (montaña AND (NOT medio))"


def test_of_equally_near_words_the_one_is_told_that_finds_most(engine: Engine) -> None:
    assert meant(engine, SearchRequest("comunidah")) == "comunidad"
    portuguese = Filters({"language": ValueFilter(("pt",))})
    assert meant(engine, SearchRequest("mewo", filters=portuguese)) == "medo"


def test_a_search_that_finds_enough_costs_nothing_more(engine: Engine) -> None:
    request = SearchRequest("memoria")
    result = engine.search(request)
    assert result.total >= FEW
    engine_that_is_not_asked: Engine = None  # type: ignore[assignment]
    assert corrected(engine_that_is_not_asked, request, result) is None


def test_what_is_taken_down_corrects_nothing(engine: Engine) -> None:
    hidden = frozenset({"e1"})
    assert meant(engine, SearchRequest("esperansa", hidden=hidden)) is None
    assert meant(engine, SearchRequest("esperansa", hidden=frozenset({"a1"}))) == "esperanza"
    assert meant(engine, SearchRequest("mujeresresisten", hidden=frozenset({"b2"}))) is None
