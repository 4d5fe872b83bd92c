"""What comes first whatever the scores: titles that are the query, then words as typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engine import ENGINES, extend_index, open_engine
from indexer.engine.port import Engine, Reader
from indexer.engine.searches import Match, SearchRequest, Sort
from indexer.fields import Filters, RangeFilter, ValueFilter
from indexer.model import Hidden, Metadata
from indexer.settings import Settings, load_settings
from tests.contract import library

FILLER = "de lo que se dijo aquella tarde no queda más que un papel con sellos"


def about(title: str, date: str = "2010", language: str = "es", **others: str) -> Metadata:
    return Metadata(title=title, date=date, languages=(language,), **others)  # type: ignore[arg-type]


PUBLICATIONS: library.Publications = {
    # The other form is in the title, the description and all over the text.
    "ano": (
        about("Ano y papa", description="Ano, papa"),
        ("Ano, ano, ano. Papa, papa, papa.",) * 3,
    ),
    "año": (about("Otro"), (f"{FILLER}. Un año; su papá. {FILLER}.",)),
    "defensora": (
        about("La defensora", description="Defensora"),
        ("Defensora y defensora: la comisión interamericana, comisiones.",) * 3,
    ),
    "defensoras": (about("Tercero"), (f"{FILLER}. Las defensoras. {FILLER}.",)),
    # As many words as typed: two, one, none.
    "dos": (about("Cuarto"), (f"{FILLER}. Un camión rojo. {FILLER}. {FILLER}.",)),
    "uno": (about("Quinto"), ("Camión. Rojos, rojos, rojos.",)),
    "cero": (about("Camiones rojos"), ("Camiones rojos, camiones rojos, camiones rojos.",) * 2),
    # Written otherwise, which is as typed.
    "letras": (about("Sexto"), ("La cidh, el expediente 12051, lo psicosocial, los compañeros.",)),
    "signos": (
        about("Séptimo"),
        (f"{FILLER}. La C.I.D.H., el expediente 12.051, lo psico-social, l@s compañer@s.",),
    ),
    "tallo": (about("Psicosociales"), ("Psicosociales, psicosociales: la compañera.",) * 2),
    # Near words.
    "nubes": (about("Octavo"), (f"{FILLER}. La tormenta. {FILLER}. {FILLER}.",)),
    "tormento": (about("Tormento"), ("Tormento, tormento, tormento.",)),
    # Titles.
    "rights": (about("Human Rights", language="en"), ("A leaflet.",)),
    "rights-2": (about("Human rights!", "2012", "en"), ("A leaflet.",)),
    "rights-sub": (about("Human Rights: a reader of many pages", language="en"), ("Pages.",)),
    "body": (
        about("The right arm of the human form", language="en"),
        ("The human right arm, human rights, human rights and the right human form.",) * 5,
    ),
    "score": (about("The Body Keeps the Score", language="en"), ("On bodies.",)),
    "score-2": (
        about("Body and score", language="en"),
        ("The body keeps the score. Body, keeps, score, body, keeps, score.",) * 4,
    ),
    "dr": (about("Dr. Lira – una vida"), ("Nada.",)),
    "lira": (
        about("Poemas del dr"),
        ("Una vida, la lira del dr: dr Lira, vida, una vida. Dr.",) * 4,
    ),
    "tapachula": (about("Decir / Hacer"), ("Nada.",)),
    "decir": (about("Voces al decir"), ("Decir, decir y hacer. Decir, hacer.",) * 4),
}


@pytest.fixture(scope="module")
def publications() -> library.Publications:
    return PUBLICATIONS


def ids(reader: Reader, text: str, **others: object) -> list[str]:
    request = SearchRequest(text, per_page=100, **others)  # type: ignore[arg-type]
    return [hit.publication.id for hit in reader.search(request).hits if hit.match is Match.FULL]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("año", ["año", "ano"]),
        ("ano", ["ano", "año"]),
        ("AÑO", ["año", "ano"]),
        ("papá", ["año", "ano"]),
        ("defensoras", ["defensoras", "defensora"]),
        ("la defensoras", ["defensoras", "defensora"]),  # a function word makes no difference
        ("defensoras OR defensora", ["defensora", "defensoras"]),  # each has one of them as typed
        ("defensoras -tormenta", ["defensoras", "defensora"]),
        ("defensoras language:es", ["defensoras", "defensora"]),
        ("camión rojo", ["dos", "uno", "cero"]),
        ("camión OR rojo", ["uno", "dos", "cero"]),  # one as typed is enough
        ("papá (camión OR año)", ["año", "ano"]),
        ("cidh expediente", ["letras", "signos"]),
        ("psicosocial", ["letras", "signos", "tallo"]),
        ("compañeros", ["letras", "signos", "tallo"]),
        ("tormenta~", ["nubes", "tormento"]),
        ("año*", ["año", "ano"]),
        ("pa?á", ["año", "ano"]),
        ("p?pá", ["año", "ano"]),
        ("an*", ["ano", "año"]),  # without accents nothing is another form: the score counts
    ],
)
def test_words_as_typed_come_before_other_forms(
    reader: Reader, text: str, order: list[str]
) -> None:
    found = [identifier for identifier in ids(reader, text) if identifier in order]
    assert found == order


@pytest.mark.parametrize("text", ["C.I.D.H.", "12.051", "12051", "psico-social", "compañer@s"])
def test_other_writings_of_the_same_letters_are_as_typed(reader: Reader, text: str) -> None:
    assert set(ids(reader, text)[:2]) == {"letras", "signos"}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Human Rights", ["rights-2", "rights", "rights-sub"]),
        ("human rights", ["rights-2", "rights", "rights-sub"]),
        ('"human rights"', ["rights-2", "rights", "rights-sub"]),
        ("title:(human rights)", ["rights-2", "rights", "rights-sub"]),
        ("human rights language:en", ["rights-2", "rights", "rights-sub"]),
        ("human rights -leaflet", ["rights-sub"]),
        ("human rights a reader of many pages", ["rights-sub"]),
        ("rights human", ["body"]),  # in another order it is no title
        ("the body keeps the score", ["score"]),
        ("body keeps the score", ["score"]),
        ("the body keeps score", ["score-2"]),
        ("Dr. Lira", ["dr"]),
        ("dr", ["lira"]),  # the dot of an abbreviation ends no title
        ("decir", ["tapachula"]),
        ("decir / hacer", ["tapachula"]),
        ("decir hacer", ["tapachula"]),
    ],
)
def test_a_title_that_is_the_query_comes_first(reader: Reader, text: str, first: list[str]) -> None:
    found = ids(reader, text)
    assert found[: len(first)] == first


def test_titles_come_first_among_what_filters_leave(reader: Reader) -> None:
    english = Filters({"language": ValueFilter(("en",))})
    assert ids(reader, "human rights", filters=english)[0] == "rights-2"
    years = Filters({"year": RangeFilter(2010, 2011)})
    assert ids(reader, "human rights", filters=years)[:2] == ["rights", "rights-sub"]


def test_a_hidden_title_is_in_no_place(engine: Engine) -> None:
    hidden = engine.acquire(Hidden(frozenset({"rights-2", "defensoras"})))
    assert ids(hidden, "human rights")[:2] == ["rights", "rights-sub"]
    assert ids(hidden, "defensoras") == ["defensora"]


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.TITLE])
def test_other_orders_know_no_places(reader: Reader, sort: Sort) -> None:
    found = ids(reader, "defensoras OR human", sort=sort)
    every = [i for i in ids(reader, "", sort=sort) if i in found]
    assert found == every


@pytest.mark.parametrize("text", ["camión OR rojo OR papá OR human", "human rights", "defensoras"])
def test_cursors_reach_every_hit_once_across_places(reader: Reader, text: str) -> None:
    whole, cursor, seen = ids(reader, text), None, []
    while True:
        result = reader.search(SearchRequest(text, per_page=1, cursor=cursor))
        seen += [hit.publication.id for hit in result.hits if hit.match is Match.FULL]
        cursor = result.next_cursor
        if cursor is None:
            break
    assert seen == whole
    result = reader.search(SearchRequest(text, page=len(whole), per_page=1))
    while result.prev_cursor is not None:
        result = reader.search(SearchRequest(text, per_page=1, cursor=result.prev_cursor))
        seen.append(result.hits[0].publication.id)
    assert seen == whole + whole[-2::-1]


@pytest.fixture
def changing(settings: Settings) -> Iterator[tuple[Settings, Engine]]:
    library.build(settings, PUBLICATIONS)
    engine = open_engine(settings)
    yield settings, engine
    engine.close()


def test_a_cursor_stays_right_while_publications_come(
    changing: tuple[Settings, Engine],
) -> None:
    """Scores change with the collection; the place in a cursor does not."""
    settings, engine = changing
    first = engine.acquire().search(SearchRequest("defensoras", per_page=1))
    assert [hit.publication.id for hit in first.hits] == ["defensoras"]
    writer = extend_index(settings)
    library.put(writer, "titled", about("Defensoras", "2020"), ("Nada.",))
    library.put(writer, "typed", about("Sobre defensoras"), ("Defensoras, defensoras.",) * 4)
    library.put(writer, "other", about("Defensora y tarde"), ("Defensora. " * 30,))
    library.put(writer, "last", about("Noveno"), (f"{FILLER}. Defensora. {FILLER}.",))
    writer.commit()
    engine.refresh()
    reader = engine.acquire()
    found = ids(reader, "defensoras", cursor=first.next_cursor)
    others = [i for i in ids(reader, "defensoras") if i in ("other", "defensora", "last")]
    assert len(others) == 3
    # What was on the page before may come again, as its score has fallen; nothing is left out.
    assert [i for i in found if i != "defensoras"] == others


@pytest.mark.parametrize("engine_name", ENGINES)
def test_the_only_publication_may_be_titled(tmp_path: Path, engine_name: str) -> None:
    settings = load_settings({"index": tmp_path / "index", "engine": engine_name}, {})
    library.build(settings, {"only": (about("La"), ("La la.",))})
    engine = open_engine(settings)
    assert ids(engine.acquire(), "la") == ["only"]
    engine.close()
