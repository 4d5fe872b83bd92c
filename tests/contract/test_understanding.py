"""What a query means in a collection where it can mean several things, and what is said of it."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from indexer.engine.port import Engine, Reader
from indexer.engine.query import NoticeKind
from indexer.engine.searches import SearchRequest
from indexer.model import Hidden
from tests.contract.test_matching import full
from tests.engine.test_query import PIECES

APART = (NoticeKind.SEARCHED_APART,)
UNKNOWN = (NoticeKind.UNKNOWN_VALUE,)

MEANT = [
    # what is written so somewhere is a phrase, and otherwise its words
    ("derechos,humanos", '"derechos humanos"', (), {"miedo"}),
    ("humanos/derechos", "humanos AND derechos", APART, {"miedo", "memoria"}),
    ("señal&víctimas", "señal AND víctimas", APART, {"miedo"}),
    ("title:miedo/claves", "title:(miedo AND claves)", APART, {"miedo"}),
    ("comunidad -olvido/memoria", "comunidad AND (NOT (olvido AND memoria))", APART,
     {"anio", "ano"}),
    ("nosuch/word OR olvido", "(nosuch AND word) OR olvido", APART, {"memoria"}),
    # written so somewhere, but not beside the rest of the query
    ("derechos/humanos olvido", "derechos AND humanos AND olvido", APART, {"memoria"}),
    ("'derechos humanos'", '"derechos humanos"', (), {"miedo"}),
    ("'humanos derechos'", "humanos AND derechos", APART, {"miedo", "memoria"}),
    ("#DerechosHumanos", '"derechos humanos"', (), {"miedo"}),
    # fields with a blank behind the colon, or words
    ("título: miedo", "title:miedo", (), {"miedo"}),
    ("Tema: olvido", "tema AND olvido", APART, set()),
    ("idioma: inglés", "language:en", (), {"fear", "bilingue"}),
    ("https://a.example.org/publications/memoria/passages/2", "identifier:memoria", (),
     {"memoria"}),
    ("id:fear", "identifier:fear", (), {"fear"}),
    ("id:olvido", "id AND olvido", APART, set()),
    # values that nobody has
    ("type:poema", "type:poema", UNKNOWN, set()),
    ("language:klingon", "language:klingon", UNKNOWN, set()),
    ("year:1950", "year:1950", UNKNOWN, set()),
    ("type:cuaderno", "type:booklet", (), {"miedo", "memoria", "bilingue"}),
    ("serie:claves", "series:claves", (), {"miedo", "memoria"}),
    # patterns
    ("m?moria", "m?moria", (), {"memoria"}),
    ("señal?víctimas", "señal AND víctimas", APART, {"miedo"}),
    ('"derech* humano*"', '"derech* humano*"', (), {"miedo"}),
    ('"human* derechos"~2', '"human* derechos"~2', (), {"miedo", "memoria"}),
    ('"zz* humanos"', '"zz* humanos"', (), set()),
    ("derech*-humanos", '"derech* humanos"', (), {"miedo"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parsed", "notices", "found"), MEANT)
def test_a_query_means(
    reader: Reader, text: str, parsed: str, notices: tuple[NoticeKind, ...], found: set[str]
) -> None:
    result = reader.search(SearchRequest(text))
    kinds = tuple(n.kind for n in result.notices if n.kind is not NoticeKind.PARTIAL)
    assert (result.query.parsed, kinds) == (parsed, notices)
    assert set(full(reader, SearchRequest(text))) == found
    assert reader.understand(text).tree == result.query.tree


def test_what_is_hidden_decides_nothing(engine: Engine) -> None:
    hidden = engine.acquire(Hidden(frozenset({"miedo"})))
    assert hidden.understand("derechos,humanos").parsed == "derechos AND humanos"
    assert hidden.understand("id:miedo").parsed == "id AND miedo"
    assert [n.kind for n in hidden.search(SearchRequest("year:2014")).notices] == list(UNKNOWN)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@limits(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_query_fails_and_what_is_said_is_what_was_searched(engine: Engine, text: str) -> None:
    result = engine.acquire().search(SearchRequest(text))
    assert result.hits or result.notices or result.query.tree is not None or not text.strip()
    again = engine.acquire().search(SearchRequest(result.query.parsed))
    assert result.query.tree is None or again.total == result.total
