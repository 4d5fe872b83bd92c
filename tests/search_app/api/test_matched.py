"""Every hit that words found has a mark: in a snippet, or in the metadata that match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from indexer.engine.glossary import Concept, Glossary, GlossaryForm
from indexer.model import Metadata, Passage, Relation
from tests.search_app.site import Site, Work, pdf, serving, write_collection

NOTHING = "Nada de eso está en el texto."
ABOUT = Metadata(
    title="Tejer redes de cuidado",
    creators=("Equipo Ñandú", "Elizabeth Lira"),
    date="2019",
    languages=("es",),
    type="booklet",
    subjects=("defensoras", "salud mental", "enforced disappearances", "redes", "red", "la red"),
    description="Un cuaderno con claves para grupos. "
    + "Y más. " * 200
    + "Al final, herramientas.",
    relations=(Relation("isPartOf", "Cuadernos del taller"),),
)
GLOSSARY = Glossary(
    (
        Concept((GlossaryForm("duelo", "es"), GlossaryForm("bereavement", "en"))),
        Concept((GlossaryForm("trata de personas", "es"), GlossaryForm("trafficking", "en"))),
    )
)


def _work(identifier: str, metadata: Metadata, *texts: str) -> Work:
    passages = tuple(
        Passage(number, str(number), text, language=(metadata.languages or ("und",))[0])
        for number, text in enumerate(texts or (NOTHING,), 1)
    )
    return Work(identifier, f"{identifier}.pdf", pdf(len(passages)), metadata, passages)


WORKS = (
    _work("tejer", ABOUT),
    _work("dos", Metadata(title="Casas, voices", languages=("es", "en"), subjects=("meetings",))),
    _work("ninguna", Metadata(title="Encuentros", creators=("Colectivo Sur",))),
    _work("duelo", Metadata(title="Acompañar el duelo", languages=("es",)), "El duelo."),
    _work("sobre", replace(ABOUT, title="", subjects=("duelo",), creators=())),
    _work("personas", Metadata(title="Sobre la trata de personas", languages=("es",))),
)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("matched")
    with serving(write_collection(folder, WORKS, GLOSSARY)) as running:
        yield running


def _hits(site: Site, query: str, **others: object) -> dict[str, Any]:
    body = site.get("/api/v1/search?" + urlencode({"q": query, **others})).json
    return {hit["id"]: hit for hit in (*body["hits"], *body["close"])}


def _marks(hit: Any) -> list[tuple[str, str]]:
    """The field and the words of each mark in the metadata."""
    return [
        (found["field"], span["text"])
        for found in hit["matched"]
        for value in found["values"]
        for span in value
        if span["match"]
    ]


MARKS = {
    ("tejer cuidado", "tejer"): [("title", "Tejer"), ("title", "cuidado")],
    ("TEJIDOS", "tejer"): [("title", "Tejer")],
    ("nandu", "tejer"): [("creators", "Ñandú")],
    ("lira defensora", "tejer"): [("creators", "Lira"), ("subjects", "defensoras")],
    ("salud mental", "tejer"): [("subjects", "salud"), ("subjects", "mental")],
    ('"salud mental"', "tejer"): [("subjects", "salud mental")],
    ("disappearance", "tejer"): [("subjects", "disappearances")],  # English, of a Spanish one
    ("talleres", "tejer"): [("series", "taller")],
    ("herramienta", "tejer"): [("description", "herramientas")],
    ("descripción:claves", "tejer"): [("description", "claves")],
    ("tema:mental", "tejer"): [("subjects", "mental")],
    ("título:redes", "tejer"): [("title", "redes")],
    ("herram*", "tejer"): [("description", "herramientas")],
    ("herramientax~", "tejer"): [("description", "herramientas")],
    ("voice", "dos"): [("title", "voices")],
    ("casa", "dos"): [("title", "Casas")],
    ("meeting", "dos"): [("subjects", "meetings")],
    ("encuentro", "ninguna"): [("title", "Encuentros")],
    ("colectivos", "ninguna"): [("creators", "Colectivo")],
    ("duelo", "duelo"): [("title", "duelo")],  # which the text matches too
    ("bereavement", "sobre"): [("subjects", "duelo")],
    ("trafficking", "personas"): [("title", "trata de personas")],
    ("cuaderno xyzzyq", "tejer"): [("series", "Cuadernos"), ("description", "cuaderno")],
}


@pytest.mark.parametrize(("asked", "marks"), MARKS.items())
def test_the_metadata_that_match_are_marked(
    collection: Site, asked: tuple[str, str], marks: list[tuple[str, str]]
) -> None:
    query, identifier = asked
    assert _marks(_hits(collection, query)[identifier]) == marks


@pytest.mark.parametrize("query", dict.fromkeys(query for query, _ in MARKS))
@pytest.mark.parametrize("more", ["none", "topic"])
def test_every_hit_has_a_mark_as_on_the_page(collection: Site, query: str, more: str) -> None:
    hits = _hits(collection, query, more=more)
    page = collection.get("/search?" + urlencode({"q": query, "more": more})).text
    assert hits
    for identifier, hit in hits.items():
        snippets = [span for passage in hit["passages"] for span in passage["snippet"]]
        marked = [span["text"] for span in snippets if span["match"]]
        marked += [word for _, word in _marks(hit)]
        assert marked, (identifier, query)
        item = page.split(f'id="hit-{identifier}"')[1].split('<li class="hit"')[0]
        shown = [unescape(one) for one in re.findall(r"<mark>(.*?)</mark>", item)]
        assert set(marked) == set(shown), (identifier, query)


def test_a_value_is_the_text_of_its_member_and_at_most_three_are_given(collection: Site) -> None:
    hit = _hits(collection, "red")["tejer"]
    title, subjects = hit["matched"]
    assert "".join(span["text"] for span in title["values"][0]) == hit["title"]
    values = ["".join(span["text"] for span in value) for value in subjects["values"]]
    assert values == ["redes", "red", "la red"]
    assert all(len(found["values"]) <= 3 for found in hit["matched"])


def test_a_long_text_is_given_in_part(collection: Site) -> None:
    (found,) = _hits(collection, "herramientas")["tejer"]["matched"]
    (value,) = found["values"]
    text = "".join(span["text"] for span in value)
    assert text.startswith("… ") and len(text) < 400


def test_where_the_text_matches_other_metadata_are_not_given(collection: Site) -> None:
    hit = _hits(collection, "nada")["tejer"]
    assert (hit["matching"], hit["matched"]) == (1, [])
    assert all(hit["matched"] == [] for hit in _hits(collection, "").values())
