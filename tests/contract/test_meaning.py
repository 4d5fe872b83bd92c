"""Words that stand for those of a query: what the glossary joins, in any language."""

import pytest

from indexer.engine import open_engine
from indexer.engine.glossary import Concept, Glossary, GlossaryForm
from indexer.engine.port import Engine, Reader
from indexer.engine.query import NoticeKind
from indexer.engine.searches import AlsoSearched, Expand, Hit, Match, SearchRequest, SearchResult
from indexer.engine.snippets import Highlighter
from indexer.fields import Filters, ValueFilter
from indexer.model import Hidden, Metadata
from indexer.settings import Settings
from tests.contract import library


def _concept(**forms: str) -> Concept:
    return Concept(
        tuple(GlossaryForm(form, code) for code, own in forms.items() for form in own.split("|"))
    )


GLOSSARY = Glossary(
    (
        _concept(es="duelo|duelos", en="grief|mourning", fr="deuil"),
        _concept(es="tejido social", en="social fabric", fr="tissu de l'ensemble"),
        _concept(es="CIDH|Comisión Interamericana", en="IACHR"),
        _concept(es="desaparición forzada|desaparecidos", en="enforced disappearance"),
    )
)


PUBLICATIONS: library.Publications = {
    "duelo": (
        Metadata(title="Acompañar", languages=("es",), type="booklet"),
        ("Portada", "El duelo se vive en colectivo, y los rituales de la familia ayudan."),
    ),
    "grief": (
        Metadata(title="Keeping company", languages=("en",), type="article"),
        ("Grief is lived together. The rituals of a family help.",),
    ),
    "deuil": (
        Metadata(title="Accompagner", languages=("fr",), type="article"),
        ("Le deuil des familles.",),
    ),
    "tejido": (
        Metadata(title="Comunidad", languages=("es",), type="booklet"),
        ("Reconstruir el tejido social después de una masacre.",),
    ),
    "telar": (
        Metadata(title="Telar", languages=("es",), type="booklet"),
        ("Un tejido de lana y una carpa para el evento social.",),
    ),
    "comision": (
        Metadata(title="Medidas", languages=("es",), type="article"),
        ("La Comisión Interamericana otorgó medidas a la familia.",),
    ),
    "titulada": (
        Metadata(title="Los duelos", languages=("es",), type="booklet"),
        ("Nada más que decir.",),
    ),
}


@pytest.fixture(scope="module")
def publications() -> library.Publications:
    return PUBLICATIONS


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return GLOSSARY


def search(reader: Reader, text: str, **others: object) -> SearchResult:
    return reader.search(SearchRequest(text, **others))  # type: ignore[arg-type]


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.publication.id for hit in hits]


SHORT = {
    "grief": {"grief", "duelo", "deuil", "titulada"},
    "duelo": {"grief", "duelo", "deuil", "titulada"},
    "Mourning": {"grief", "duelo", "deuil", "titulada"},
    "social fabric": {"tejido"},  # the words of a term stand together
    "IACHR": {"comision"},  # in capitals, but the glossary has it
    "C.I.D.H.": {"comision"},
    "grief ritual": {"grief", "duelo"},  # each word, or what stands for it
    "tissu de l’ensemble": {"tejido"},
    "the grief": {"grief", "duelo", "deuil", "titulada"},
}


@pytest.mark.parametrize(("text", "expected"), SHORT.items())
def test_a_short_query_has_what_is_close_beside_its_hits(
    reader: Reader, text: str, expected: set[str]
) -> None:
    result = search(reader, text)
    full = {hit.publication.id for hit in result.hits if hit.match is Match.FULL}
    assert {*full, *ids(result.close)} == expected
    assert full.isdisjoint(ids(result.close))
    assert all(hit.match is Match.MEANING for hit in result.close)
    assert result.total == len(full)


QUESTIONS = {
    "How do families in exile live grief with rituals?": ["grief"],
    "rebuild the social fabric after a massacre": ["tejido"],
    "what measures did the IACHR grant": ["comision"],
}


@pytest.mark.parametrize(("text", "expected"), QUESTIONS.items())
def test_a_question_that_nothing_holds_is_answered_by_meaning(
    reader: Reader, text: str, expected: list[str]
) -> None:
    result = search(reader, text)
    assert ids(result.hits)[: len(expected)] == expected
    assert {hit.match for hit in result.hits} == {Match.MEANING}
    assert result.total == len(result.hits)
    assert NoticeKind.MEANING in [notice.kind for notice in result.notices]
    languages = next(facet for facet in result.facets if facet.name == "language")
    assert sum(value.count for value in languages.values) == result.total


@pytest.mark.parametrize(
    "text", ["Where is mourning exiled?", "¿mourning exiled", "mourning, exiled ?"]
)
def test_two_words_with_question_marks_are_a_question(reader: Reader, text: str) -> None:
    result = search(reader, text)
    assert {"grief", "duelo", "deuil"} <= set(ids(result.hits))
    assert {hit.match for hit in result.hits} == {Match.MEANING}
    assert ids(search(reader, "mourning exiled").hits) == []  # nothing has both


def test_hits_by_meaning_obey_filters_and_have_pages(reader: Reader) -> None:
    text = "How do families in exile live grief with rituals?"
    articles = Filters({"type": ValueFilter(("article",))})
    result = search(reader, text, filters=articles)
    assert {hit.publication.metadata.type for hit in result.hits} == {"article"}
    whole = ids(search(reader, text, per_page=100).hits)
    paged = [i for n in range(1, 5) for i in ids(search(reader, text, per_page=2, page=n).hits)]
    assert paged == whole
    first = search(reader, text, per_page=2)
    assert ids(search(reader, text, per_page=2, cursor=first.next_cursor).hits) == whole[2:4]


def test_full_matches_stay_what_and_where_they_are(reader: Reader) -> None:
    text = "grief rituals family"
    plain, wide = search(reader, text, expand=Expand.OFF), search(reader, text)
    full = [hit for hit in wide.hits if hit.match is Match.FULL]
    assert full == [hit for hit in plain.hits if hit.match is Match.FULL]
    assert (wide.total, wide.facets) == (plain.total, plain.facets)
    assert {hit.publication.id: hit.match for hit in wide.hits}["duelo"] is Match.MEANING


NEVER = ['"grief"', "title:grief", "grie*", "grief~", "grief2"]


@pytest.mark.parametrize("text", NEVER)
def test_quotes_fields_patterns_and_exclusions_are_never_widened(reader: Reader, text: str) -> None:
    result = search(reader, text)
    assert "duelo" not in [*ids(result.hits), *ids(result.close)]


@pytest.mark.parametrize("text", ["grief", "How do families in exile live grief with rituals?"])
def test_it_can_be_switched_off(reader: Reader, text: str) -> None:
    result = search(reader, text, expand=Expand.OFF)
    assert result.close == result.also_searched == ()
    assert result.wider is None
    assert Match.MEANING not in {hit.match for hit in result.hits}


def test_what_the_glossary_joined_is_said(reader: Reader) -> None:
    assert search(reader, "deuil").also_searched == (
        AlsoSearched("duelo", "deuil", "es"),
        AlsoSearched("duelos", "deuil", "es"),
        AlsoSearched("grief", "deuil", "en"),
        AlsoSearched("mourning", "deuil", "en"),
    )


@pytest.mark.parametrize("text", [*SHORT, *QUESTIONS])
def test_every_hit_by_meaning_has_a_mark(reader: Reader, text: str) -> None:
    result = search(reader, text)
    for hit in (*result.hits, *result.close):
        highlighter = Highlighter(result.query_of(hit))
        shown = [highlighter.snippet(passage) for passage in hit.passages]
        metadata = hit.publication.metadata
        shown.append(highlighter.mark_field("title", metadata.title, metadata.languages[0]))
        assert any(span.match for spans in shown for span in spans), (hit.publication.id, text)


def test_a_publication_that_is_opened_has_the_same_marks(reader: Reader) -> None:
    query = reader.understand_within(SearchRequest("grief"), "duelo")
    matches = reader.matches("duelo", query, 3)
    assert list(matches.numbers) == [2]
    assert any(span.match for span in Highlighter(query).snippet(matches.best[0]))
    assert reader.understand_within(SearchRequest("grief"), "grief") == reader.understand("grief")


def test_alternatives_have_partial_matches_of_their_own(reader: Reader) -> None:
    text = "(what rituals help a mother) OR (qué rituales ayudan a una madre)"
    result = search(reader, text, expand=Expand.OFF)
    assert {*ids(result.hits)[:2]} == {"duelo", "grief"}
    assert {hit.match for hit in result.hits} == {Match.PARTIAL}


def test_what_is_hidden_is_not_close(engine: Engine) -> None:
    result = search(engine.acquire(Hidden(frozenset({"duelo"}))), "grief")
    assert "duelo" not in ids(result.close)


def test_a_query_with_enough_full_matches_is_not_widened(settings: Settings) -> None:
    enough = {f"p{n}": (Metadata(title="Keys", languages=("en",)), ("Grief",)) for n in range(10)}
    library.build(settings, {**enough, "duelo": PUBLICATIONS["duelo"]}, GLOSSARY)
    result = search(open_engine(settings).acquire(), "grief")
    assert (result.total, result.close, result.wider) == (10, (), None)
