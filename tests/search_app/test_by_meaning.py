"""What readers and programs get where words that were not typed stand for those that were."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest

from indexer.engine.embedded.read.reader import EmbeddedReader
from indexer.model import Metadata, Passage
from tests.search_app.site import (
    GLOSSARY,
    WORKS,
    Answer,
    Site,
    Work,
    pdf,
    serving,
    write_collection,
)

SHORT = "escuchar"
QUESTION = "listening communities defenders"
"""No publication has all three words, whatever stands for them."""
ADDRESS = re.compile(r'(?:href|action)="(/(?:search|publications)[^"]*)"')


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The collection with a glossary."""
    folder = tmp_path_factory.mktemp("glossary")
    with serving(write_collection(folder, glossary=GLOSSARY)) as running:
        yield running


def asked(site: Site, query: str, **others: object) -> Any:
    return site.get("/api/v1/search?" + urlencode({"q": query, **others})).json


def page(site: Site, query: str, **others: object) -> str:
    return unescape(site.get("/search?" + urlencode({"q": query, **others})).text)


def post(site: Site, path: str, **fields: str) -> Answer:
    return site.post(path, urlencode(fields).encode(), "application/x-www-form-urlencoded")


def marked(hit: dict[str, Any]) -> list[str]:
    snippets = (passage["snippet"] for passage in hit["passages"])
    return [span["text"] for snippet in snippets for span in snippet if span["match"]]


# --- programs


def test_what_is_close_to_a_short_query_stands_beside_its_hits(joined: Site) -> None:
    body = asked(joined, SHORT)
    assert (body["total"], [hit["id"] for hit in body["hits"]]) == (1, ["claves-es"])
    (close,) = body["close"]
    assert list(close) == list(body["hits"][0])
    assert (close["id"], close["match"], close["partial"]) == ("keys-en", "meaning", False)
    assert marked(close) == ["listening"]
    assert marked(body["hits"][0]) == ["escuchar"]
    assert body["also_searched"][0] == {"text": "oír", "from": "escuchar", "language": "es"}
    assert {"text": "listening", "from": "escuchar", "language": "en"} in body["also_searched"]


def test_what_is_close_to_a_question_without_a_full_match_is_the_answer(joined: Site) -> None:
    body = asked(joined, QUESTION)
    assert body["total"] == len(body["hits"]) == 3
    assert {hit["match"] for hit in body["hits"]} == {"meaning"}
    assert all(map(marked, body["hits"]))
    assert {word for hit in body["hits"] for word in marked(hit)} == {
        *("escuchar", "comunidades", "listening", "defensoras")
    }
    assert [notice["kind"] for notice in body["query"]["notices"]] == ["meaning"]
    assert sum(value["count"] for value in body["facets"]["language"]) == 3
    assert body["close"] == []


def test_patterns_and_the_glossary_say_what_was_searched_in_one_shape(joined: Site) -> None:
    found = asked(joined, "bolet* escuchar comunidades defensoras")["also_searched"]
    assert {"text": "boletim", "from": "bolet*", "language": ""} in found
    assert {"text": "communities", "from": "comunidades", "language": "en"} in found


@pytest.mark.parametrize("query", [SHORT, QUESTION, "grief", "escuchar comunidades"])
def test_no_publication_is_listed_twice(joined: Site, query: str) -> None:
    body = asked(joined, query)
    ids = [hit["id"] for hit in (*body["hits"], *body["close"])]
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize("query", [SHORT, QUESTION])
def test_switched_off_only_the_words_as_typed_are_searched(joined: Site, query: str) -> None:
    body = asked(joined, query, expand="off")
    assert body["close"] == body["also_searched"] == []
    assert "meaning" not in {hit["match"] for hit in body["hits"]}


def test_what_was_withdrawn_is_close_to_nothing(tmp_path: Path) -> None:
    settings = write_collection(tmp_path, glossary=GLOSSARY)
    settings.takedown.write_text("keys-en\n", "utf-8")
    with serving(settings) as site:
        assert asked(site, SHORT)["close"] == []
        assert "keys-en" not in {hit["id"] for hit in asked(site, QUESTION)["hits"]}


# --- the page of results


def test_a_page_of_hits_by_meaning_says_so_and_is_a_page_like_others(joined: Site) -> None:
    text = page(joined, QUESTION, per_page=2)
    assert "Ninguna publicación contiene todas estas palabras; 3 contienen algunas de ellas" in text
    assert "se muestran de la 1 a la 2" in text
    assert text.count('<li class="hit"') == 2
    assert 'id="filters"' in text
    assert "solo algunas de las palabras" not in text
    second = page(joined, QUESTION, per_page=2, page=2)
    assert "se muestran de la 3 a la 3" in second
    assert second.count('<li class="hit"') == 1


def test_a_short_query_has_a_section_of_what_is_close(joined: Site) -> None:
    text = page(joined, SHORT)
    before, close = text.split("Cercanas en significado, también en otros idiomas")
    assert "Acompañar sin sustituir" in before and "Accompanying" not in before
    assert "<mark>listening</mark>" in close
    assert "1 publicación" in before
    assert "Nothing was found" not in text


def test_where_only_something_close_is_found_nothing_says_that_nothing_was(joined: Site) -> None:
    text = page(joined, "hearing")
    assert "Ninguna publicación contiene lo que usted escribió" in text
    assert "No se encontró nada" not in text
    assert "<mark>listening</mark>" in text and "<mark>escuchar</mark>" in text


def test_a_hit_of_which_only_the_metadata_matches_shows_what_does(joined: Site) -> None:
    text = page(joined, "grief")
    assert 'Temas: <span lang="es"><mark>duelo</mark></span>' in text


def test_what_the_glossary_joined_is_named_two_forms_a_language(joined: Site) -> None:
    text = page(joined, "duelo")
    assert text.count("También se buscó:") == 0  # nothing else was found by it
    text = page(joined, "grief")
    line = text[text.index("También se buscó:") :].split("</p>")[0]
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", line)).strip() == (
        "También se buscó: duelo (español); bereavement (inglés); luto (portugués); deuil (francés)"
    )
    assert '<a href="/search?q=duelo" rel="nofollow" lang="es" hreflang="es">duelo</a>' in line
    line = page(joined, SHORT).split("También se buscó:")[1].split("</p>")[0]
    assert "oír" in line and "atender" in line and "escuchar" not in line
    line = page(joined, "listening").split("También se buscó:")[1].split("</p>")[0]
    assert "escuchar" in line and "oír" in line and "atender" not in line


def test_of_several_words_is_said_what_belongs_to_which(joined: Site) -> None:
    text = page(joined, QUESTION)
    for word in QUESTION.split():
        assert f"Por «{word}» también se buscó:" in text


SWITCH_OFF, SWITCH_ON = (
    "Buscar solo las palabras escritas",
    "Buscar también palabras de significado cercano",
)


@pytest.mark.parametrize(
    ("query", "expand", "shown"),
    [
        (SHORT, "on", SWITCH_OFF),
        (QUESTION, "on", SWITCH_OFF),
        (SHORT, "off", SWITCH_ON),
        (QUESTION, "off", SWITCH_ON),
        ("boletim", "on", ""),
        ("boletim", "off", ""),
        ("xyzzyq", "off", ""),
        ("", "off", ""),
    ],
)
def test_the_switch_is_there_where_it_changes_something(
    joined: Site, query: str, expand: str, shown: str
) -> None:
    text = page(joined, query, expand=expand)
    assert [words for words in (SWITCH_OFF, SWITCH_ON) if words in text] == [shown] * bool(shown)


def test_it_is_there_beside_a_full_page_on_which_the_words_of_a_term_stand_apart(
    tmp_path: Path,
) -> None:
    text = "Una memoria de la vida colectiva."
    apart = [
        Work(f"n{n}", f"n{n}.pdf", pdf(1), Metadata(title="Boletín"), (Passage(1, "1", text),))
        for n in range(12)
    ]
    with serving(write_collection(tmp_path, (*WORKS, *apart), GLOSSARY)) as site:
        wide, typed = (page(site, "memoria colectiva", expand=expand) for expand in ("on", "off"))
        results, close = wide.split("Cercanas en significado, también en otros idiomas")
    assert results.count('<li class="hit"') == 10 == typed.count('<li class="hit"')
    assert "13 publicaciones" in results and "13 publicaciones" in typed
    assert "<mark>Collective memory</mark>" in close
    assert SWITCH_OFF in wide and SWITCH_ON in typed
    assert "Collective" not in typed


def test_the_switch_leads_to_the_other_way_and_back(joined: Site) -> None:
    off = re.search(rf'href="([^"]*)"[^>]*>{SWITCH_OFF}', page(joined, SHORT, language="en"))
    assert off is not None
    text = unescape(joined.get(off[1]).text)
    assert "expand=off" in off[1] and "language=en" in off[1]
    assert "<mark>listening</mark>" not in text
    on = re.search(rf'href="([^"]*)"[^>]*>{SWITCH_ON}', text)
    assert on is not None and "expand" not in on[1]


@pytest.mark.parametrize(
    "path",
    [
        f"/search?q={SHORT}&expand=off",
        f"/publications/claves-es?q={SHORT}&expand=off",
        f"/publications/claves-es/passages/1?q={SHORT}&expand=off",
    ],
)
def test_links_and_forms_keep_the_choice(joined: Site, path: str) -> None:
    text = joined.get(path).text
    links = [unescape(one) for one in ADDRESS.findall(text)]
    with_words = [one for one in links if f"q={SHORT}" in one]
    assert with_words
    assert {("expand=off" in one) for one in with_words} == {True} or SWITCH_ON in text
    lost = [one for one in with_words if "expand=off" not in one]
    assert lost == ([f"/search?q={SHORT}"] if SWITCH_ON in text else [])
    forms = re.findall(r"<form.*?</form>", text, re.DOTALL)
    assert all('name="expand" value="off"' in form for form in forms)


def test_where_no_vectors_are_known_the_page_says_it_only_where_it_matters(
    joined: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = "la búsqueda por significado usa solo el glosario"
    few, many = page(joined, SHORT), page(joined, "boletim")
    assert (note in few, note in many) == (True, False)
    for other in (page(joined, f'"{SHORT}"'), page(joined, SHORT, expand="off"), page(joined, "")):
        assert note not in other
    monkeypatch.setattr(EmbeddedReader, "finds_by_meaning", True)
    assert note not in page(joined, SHORT)


@pytest.mark.parametrize(
    ("query", "kind"), [(SHORT, "note"), (QUESTION, "note"), ("miedo", "meant"), ("x", "meant")]
)
def test_a_correction_beside_hits_by_meaning_is_an_aside(
    joined: Site, monkeypatch: pytest.MonkeyPatch, query: str, kind: str
) -> None:
    monkeypatch.setattr("search_app.library.search.correct", lambda *_: "memoria")
    found = re.findall(r'<p class="(\w+)">Tal vez quiso decir', page(joined, query))
    assert found == [kind]


def test_a_discreet_search_offers_the_same_in_buttons(joined: Site) -> None:
    answer = post(joined, "/search", q=SHORT)
    text = unescape(answer.text)
    for words in (SWITCH_OFF, "Buscar más ampliamente sobre este tema", "listening"):
        assert re.search(rf"<button[^>]*>{words}</button>", text), words
    addresses = re.findall(r'(?:href|formaction|action)="([^"]*)"', text)
    assert [one for one in addresses if SHORT in one or "listening" in one] == []


# --- one publication


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("/publications/keys-en", "<mark>listening</mark>"),
        ("/publications/keys-en/passages/1", '<mark id="match-1">listening</mark>'),
    ],
)
def test_a_hit_by_meaning_opens_with_its_marks(joined: Site, path: str, mark: str) -> None:
    found = unescape(joined.get(f"{path}?q={SHORT}").text)
    assert mark in found
    assert "1 página" in found
    typed = joined.get(f"{path}?q={SHORT}&expand=off").text
    assert "<mark" not in typed


def test_where_all_words_stand_as_typed_nothing_else_is_marked(joined: Site) -> None:
    text = joined.get(
        f"/publications/claves-es/passages/3?q={quote_plus('memoria colectiva')}"
    ).text
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", text) == ["memoria", "colectiva", "memoria"]


# --- more widely


def test_a_search_for_the_topic_finds_what_shares_the_words_of_the_best_hits(joined: Site) -> None:
    body = asked(joined, "boletim", more="topic", language="pt")
    assert body["total"] == 13
    assert {hit["match"] for hit in body["hits"]} == {"full"}
    words = {one["text"] for one in body["also_searched"]}
    assert "segurança" in words
    assert {(one["from"], one["language"]) for one in body["also_searched"]} == {("", "")}
    assert body["also_searched"] == asked(joined, "boletim", more="topic")["also_searched"]


def test_the_page_offers_the_wider_search_and_the_way_back(joined: Site) -> None:
    wider = re.search(
        r'href="([^"]*)"[^>]*>Buscar más ampliamente sobre este tema', page(joined, "boletim")
    )
    assert wider is not None
    text = unescape(joined.get(wider[1]).text)
    assert "13 publicaciones sobre este tema; se muestran de la 1 a la 10" in text
    assert "También se buscaron palabras de los mejores resultados:" in text
    assert "Contiene todas las palabras" in text
    back = re.search(r'href="([^"]*)"[^>]*>Volver a la búsqueda de estas palabras', text)
    assert back is not None
    assert "more" not in back[1]
    passages = [one for one in ADDRESS.findall(text) if "/passages/" in one]
    assert passages
    assert all("more=topic" in one for one in passages)


@pytest.mark.parametrize("query", ["xyzzyq", ""])
def test_where_nothing_was_found_there_is_no_topic(joined: Site, query: str) -> None:
    assert "Buscar más ampliamente" not in page(joined, query)
    assert asked(joined, query, more="topic")["also_searched"] == []


def test_no_word_of_a_single_publication_is_learnt(joined: Site) -> None:
    """A booklet and an article speak of fear; what they say is told as far as others say it too."""
    words = {one["text"] for one in asked(joined, "miedo", more="topic")["also_searched"]}
    assert words == {"acompañamiento"}
