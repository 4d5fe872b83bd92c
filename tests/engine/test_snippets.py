"""What a result shows of a passage."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engine.query import parse
from indexer.engine.snippets import WINDOW, Highlighter
from indexer.model import Passage


def _marked(query: str, text: str, language: str = "es") -> str:
    spans = Highlighter(parse(query)).mark(text, language)
    return "".join(f"[{s.text}]" if s.match else s.text for s in spans)


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("miedo", "El Miedo y los miedos.", "El [Miedo] y los [miedos]."),
        ("ano", "Un año", "Un [año]"),
        ("año", "un ano", "un [ano]"),
        ("reparacion", "las reparaciones", "las [reparaciones]"),
        ('"el miedo"', "el miedo, miedo, EL MIEDO", "[el miedo], miedo, [EL MIEDO]"),
        ('"genero"', "género y genérico", "[género] y genérico"),
        ("defens*", "La defensa y las defensoras", "La [defensa] y las [defensoras]"),
        ("*soras", "las defensoras", "las [defensoras]"),
        ("meido~", "el miedo", "el [miedo]"),
        ('"miedo memoria"~3', "memoria sin más miedo; miedo", "[memoria] sin más [miedo]; [miedo]"),
        ('"miedo memoria"~1', "memoria sin más miedo", "memoria sin más miedo"),
        ("memoria -miedo", "memoria y miedo", "[memoria] y miedo"),
        ("miedo OR duelo", "miedo, duelo", "[miedo], [duelo]"),
        ("title:miedo", "el miedo", "el miedo"),
        ("el miedo de ella", "el miedo de ella", "el [miedo] de ella"),
        ("de la", "de la", "[de] [la]"),
        ("language:es miedo", "es miedo", "es [miedo]"),
        ("", "miedo", "miedo"),
        ("COVID-19", "la COVID-19 y la 19", "la [COVID-19] y la 19"),
    ],
)
def test_a_query_marks(query: str, text: str, marked: str) -> None:
    assert _marked(query, text) == marked


def test_a_word_is_stemmed_in_the_passages_own_language() -> None:
    assert _marked("casas", "the case", "en") == "the case"
    assert _marked("fears", "no fear", "en") == "no [fear]"
    assert _marked("fears", "no fear", "und") == "no fear"


def _snippet(query: str, text: str) -> str:
    spans = Highlighter(parse(query)).snippet(Passage(1, "1", text, language="es"))
    return "".join(f"[{s.text}]" if s.match else s.text for s in spans)


def test_a_snippet_is_the_stretch_with_most_different_words() -> None:
    filler = "Palabras que no dicen nada de lo que se busca aquí. " * 20
    text = filler + "El miedo vuelve. " + filler + "La memoria vence al miedo. " + filler
    assert "[memoria] vence al [miedo]" in _snippet("miedo memoria", text)


def test_a_snippet_begins_with_a_sentence_where_one_begins_near() -> None:
    text = "nada " * 60 + "final. Hablamos juntas del miedo. " + "nada más " * 60
    assert _snippet("miedo", text).startswith("… Hablamos juntas del [miedo].")


def test_a_short_passage_is_shown_whole_without_ellipses() -> None:
    assert _snippet("miedo", "El\nmiedo\n\nsolo.") == "El [miedo] solo."


def test_a_passage_without_a_match_shows_its_beginning() -> None:
    snippet = _snippet("nada", "Palabra " * 100)
    assert snippet.startswith("Palabra Palabra")
    assert snippet.endswith(" …")


@given(
    st.text(alphabet=st.sampled_from("ab é.\n¡"), max_size=900),
    st.sampled_from(["a", "ab", '"a b"', "a*", "b~", "é OR ab", '"a b"~3', "xyz", ""]),
)
@settings(max_examples=200)
def test_marks_never_change_the_text(text: str, query: str) -> None:
    highlighter = Highlighter(parse(query))
    spans = highlighter.mark(text, "es")
    assert "".join(s.text for s in spans) == text
    snippet = highlighter.snippet(Passage(1, "1", text, language="es"))
    shown = "".join(s.text for s in snippet)
    assert len(shown) <= WINDOW + 100
    assert shown.removeprefix("… ").removesuffix(" …") in " ".join(text.split())
    assert all(s.text for s in spans + snippet)
