"""Terms of several words: when they count as held, and when they are only their words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.engine import open_engine
from indexer.engine.glossary import Concept, Glossary, GlossaryForm
from indexer.engine.port import Engine
from indexer.engine.searches import Expand, Feedback, Hit, Match, SearchRequest, SearchResult
from indexer.engine.snippets import HitHighlighter
from indexer.fields import Filters, ValueFilter
from indexer.model import Hidden, Metadata
from indexer.settings import Settings
from tests.contract import library

ENOUGH = 10


def _concept(**forms: str) -> Concept:
    return Concept(
        tuple(GlossaryForm(form, code) for code, own in forms.items() for form in own.split("|"))
    )


def _ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.publication.id for hit in hits]


def _text(text: str, language: str = "es", **metadata: str) -> tuple[Metadata, tuple[str, ...]]:
    about = {"title": "Cuaderno", **metadata}
    return Metadata(languages=(language,), **about), (text,)  # type: ignore[arg-type]


# --- words of a term that do not stand together

HELD = Glossary(
    (
        _concept(es="trata de personas|trata de mujeres", en="human trafficking"),
        _concept(es="acceso a la justicia", en="access to justice", fr="accès à la justice"),
        _concept(es="tejido social|tejidos sociales", en="social fabric"),
    )
)
SCATTERED = (
    "En México se trata de escuchar. Las personas tejen un tejido de lana; el acceso es libre. "
    "Una justicia lenta, un evento social."
)
"""The words of every term, and none of the terms."""
OTHERS: library.Publications = {
    "trafficking": _text("Human trafficking in Mexico and México.", "en"),
    "access": _text("Access to justice in México.", "en"),
    "accès": _text("L’accès à la justice.", "fr"),
    "fabric": _text("The social fabric.", "en"),
    "partial": _text("Las personas."),
}


def _scattered(count: int = 2 * ENOUGH) -> library.Publications:
    return {f"scattered{n:02}": _text(SCATTERED) for n in range(count)}


def _holding(text: str, count: int) -> library.Publications:
    return {f"holding{n:02}": _text(f"{SCATTERED} {text}", type="news") for n in range(count)}


def _engine(settings: Settings, *parts: library.Publications) -> Engine:
    publications = {identifier: one for part in parts for identifier, one in part.items()}
    library.build(settings, publications, HELD)
    return open_engine(settings)


def _search(engine: Engine, text: str, **others: object) -> SearchResult:
    return engine.acquire().search(SearchRequest(text, **others))  # type: ignore[arg-type]


CLOSE = {
    "trata de personas": ["trafficking"],
    "TRATA DE PERSONAS": ["trafficking"],
    "tratas de persona": ["trafficking"],
    "trata de personas México": ["trafficking"],
    "acceso a la justicia": ["access", "accès"],
    "acceso a la justicia en México": ["access"],
    "tejidos sociales": ["fabric"],
    "tejido social OR trata de personas": ["fabric", "trafficking"],
}


@pytest.mark.parametrize(("text", "close"), CLOSE.items())
def test_words_that_stand_apart_do_not_keep_a_term_from_being_widened(
    settings: Settings, text: str, close: list[str]
) -> None:
    engine = _engine(settings, _scattered(), _holding("La trata de personas.", 3), OTHERS)
    result = _search(engine, text)
    assert sorted(_ids(result.close)) == sorted(close)
    assert {hit.match for hit in result.close} == {Match.MEANING}
    assert {form.language for form in result.also_searched} >= {"en"}
    highlighters = HitHighlighter(result)
    for hit in result.close:
        spans = highlighters.of(hit).snippet(hit.passages[0])
        assert any(span.match for span in spans), hit.publication.id


@pytest.mark.parametrize("text", CLOSE)
def test_full_matches_keep_their_places_scores_and_pages(settings: Settings, text: str) -> None:
    engine = _engine(settings, _scattered(), _holding("La trata de personas.", 3), OTHERS)
    for others in ({}, {"page": 2}, {"per_page": 100}):
        wide = _search(engine, text, **others)
        typed = _search(engine, text, expand=Expand.OFF, **others)
        full = [hit for hit in typed.hits if hit.match is Match.FULL]
        assert list(wide.hits) == full
        assert (wide.total, wide.facets) == (typed.total, typed.facets)
        assert bool(wide.close) == ("page" not in others)


ENOUGH_HELD = {
    ("trata de personas", "La trata de personas."): [],
    ("trata de personas", "La trata  de Personas"): [],
    ("trata de personas", "La trata de esas personas."): ["trafficking"],
    ("tejido social", "Los tejidos sociales."): [],
    ("trata de personas México", "La trata de personas."): [],
    ("personas", "Nada."): [],
    ("trata personas", "Nada."): [],
    ('"trata de personas"', "La trata de personas."): [],
    ("lana -(trata de mujeres)", "Nada."): [],
    ("lana OR (trata de personas)", "Nada."): [],
    ("lana OR (trata de personas)", "La trata de personas."): [],
}


@pytest.mark.parametrize(("asked", "close"), ENOUGH_HELD.items())
def test_enough_publications_that_hold_what_was_typed_are_not_widened(
    settings: Settings, asked: tuple[str, str], close: list[str]
) -> None:
    text, held = asked
    engine = _engine(settings, _scattered(3), _holding(held, ENOUGH), OTHERS)
    result = _search(engine, text)
    assert result.total >= ENOUGH
    assert _ids(result.close) == close
    assert (result.wider is None) == (not close)


def test_what_filters_leave_must_hold_the_term(settings: Settings) -> None:
    news = Filters({"type": ValueFilter(("news",))})
    engine = _engine(settings, _scattered(), _holding("Trata de personas.", ENOUGH), OTHERS)
    assert not _search(engine, "trata de personas", filters=news).close
    spanish = Filters({"language": ValueFilter(("es", "en"))})
    engine.close()
    engine = _engine(settings, _scattered(), _holding("Trata de personas.", ENOUGH - 1), OTHERS)
    assert _search(engine, "trata de personas", filters=spanish).close
    assert not _search(engine, "trata de personas", filters=news).close  # no English one is news


def test_what_is_hidden_does_not_hold_the_term(settings: Settings) -> None:
    engine = _engine(settings, _scattered(), _holding("Trata de personas.", ENOUGH), OTHERS)
    request = SearchRequest("trata de personas")
    assert not engine.acquire().search(request).close
    one_less = Hidden(frozenset({"holding03"}))
    assert _ids(engine.acquire(one_less).search(request).close) == ["trafficking"]
    of_passage = Hidden(passages=frozenset({("holding03", 1)}))
    assert _ids(engine.acquire(of_passage).search(request).close) == ["trafficking"]


# --- a term that nothing holds

UNHEARD = Glossary(
    (
        _concept(es="trauma vicario|traumas vicarios", en="vicarious trauma"),
        _concept(es="herida|heridas", en="trauma"),
        _concept(es="indirecta|indirecto", en="vicarious"),
        _concept(es="desaparición forzada de menores", en="enforced disappearance of children"),
        _concept(es="desaparición forzada", en="enforced disappearance"),
        _concept(es="niñas|niños", en="children"),
        _concept(es="bandera blanca", en="white flag"),
    )
)
WOUNDS: library.Publications = {
    "indirecta": _text("Una herida indirecta en quienes escuchan al equipo."),
    "herida": _text("La herida de una madre."),
    "forzada": _text("La desaparición forzada de tres niñas."),
    "otra": _text("Las banderas de la marcha, y las niñas."),
}


def _unheard(settings: Settings, **more: tuple[Metadata, tuple[str, ...]]) -> Engine:
    library.build(settings, {**WOUNDS, **more}, UNHEARD)
    return open_engine(settings)


SINGLE_WORDS = {
    "vicarious trauma": ["indirecta"],
    "Vicarious traumas": ["indirecta"],
    "vicarious trauma -madre": ["indirecta"],
    "white flag": [],
    '"vicarious trauma"': [],
    "vicarious -trauma": ["indirecta"],
}


@pytest.mark.parametrize(("text", "close"), SINGLE_WORDS.items())
def test_a_term_that_occurs_in_no_form_is_looked_for_by_its_words(
    settings: Settings, text: str, close: list[str]
) -> None:
    assert _ids(_search(_unheard(settings), text).close) == close


QUESTIONS = {
    "how does vicarious trauma reach mothers": (["indirecta", "herida"], {"vicarious", "trauma"}),
    "vicarious trauma equipo": (["indirecta", "herida"], {"vicarious", "trauma"}),
    "(vicarious trauma) OR xyzzy": (["indirecta"], {"vicarious", "trauma"}),
    "enforced disappearance of children": (
        ["forzada", "otra"],
        {"enforced disappearance", "children"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), QUESTIONS.items())
def test_so_it_is_in_a_question(
    settings: Settings, text: str, expected: tuple[list[str], set[str]]
) -> None:
    found, typed = expected
    result = _search(_unheard(settings), text)
    assert _ids(result.hits)[: len(found)] == found
    assert {form.typed for form in result.also_searched} == typed


UNHEARD_FORMS = {"vicarious trauma", "enforced disappearance of children", "white flag"}


@pytest.mark.parametrize("text", [*SINGLE_WORDS, *QUESTIONS, "trauma", "White flags, flags"])
def test_a_glossary_answers_as_without_its_terms_that_occur_in_no_form(
    settings: Settings, text: str
) -> None:
    heard = Glossary(
        tuple(
            concept
            for concept in UNHEARD.concepts
            if UNHEARD_FORMS.isdisjoint(form.text for form in concept.forms)
        )
    )
    assert len(heard.concepts) == len(UNHEARD.concepts) - len(UNHEARD_FORMS)
    library.build(settings, WOUNDS, heard)
    expected = _search(open_engine(settings), text)
    result = _search(_unheard(settings), text)
    assert replace(result, generation=expected.generation) == expected


def test_its_words_are_what_was_also_searched(settings: Settings) -> None:
    result = _search(_unheard(settings), "vicarious trauma")
    assert [(form.typed, form.text) for form in result.also_searched] == [
        ("vicarious", "indirecta"),
        ("vicarious", "indirecto"),
        ("trauma", "herida"),
        ("trauma", "heridas"),
    ]


HELD_SOMEWHERE = {
    "as typed": _text("Vicarious trauma.", "en"),
    "in another language": _text("El trauma vicario."),
    "in another inflection": _text("Los traumas vicarios."),
    "in a title": _text("Nada.", title="Trauma vicario"),
    "with accents": _text("El trauma vicário."),
}


@pytest.mark.parametrize("how", HELD_SOMEWHERE)
@pytest.mark.parametrize("text", ["vicarious trauma", "vicarious trauma equipos"])
def test_a_term_that_occurs_in_any_form_is_one(settings: Settings, text: str, how: str) -> None:
    result = _search(_unheard(settings, term=HELD_SOMEWHERE[how]), text)
    assert {form.typed for form in result.also_searched} <= {"vicarious trauma"}
    assert "term" in {*_ids(result.hits), *_ids(result.close)}
    assert "herida" not in {*_ids(result.hits), *_ids(result.close)}


def test_an_inflection_that_was_typed_finds_the_term(settings: Settings) -> None:
    engine = _unheard(settings, term=_text("Vicarious trauma.", "en"))
    result = _search(engine, "traumas vicarios")
    assert _ids(result.close) == ["term"]


@pytest.mark.parametrize("feedback", Feedback)
@pytest.mark.parametrize("text", ["vicarious trauma", "vicarious trauma equipo"])
@pytest.mark.parametrize(
    "hidden", [Hidden(frozenset({"term"})), Hidden(passages=frozenset({("term", 1)}))]
)
def test_a_term_that_only_hidden_texts_hold_does_not_occur(
    settings: Settings, hidden: Hidden, text: str, feedback: Feedback
) -> None:
    request = SearchRequest(text, feedback=feedback)
    without = _unheard(settings).acquire().search(request)
    term = Metadata(title="Cuaderno", languages=("es",)), ("El trauma vicario.",)
    hiding = _unheard(settings, term=term).acquire(hidden).search(request)
    assert _ids(hiding.close) == _ids(without.close)
    assert _ids(hiding.hits) == _ids(without.hits)
    assert hiding.also_searched == without.also_searched
