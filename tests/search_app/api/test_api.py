"""The JSON contract (docs/api.md): shapes, parameters, problems."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.search_app.site import CLAVES, Answer, Site

TOP = ["query", "total", "generation", "hits", "facets", "close", "did_you_mean"]
DATE = ["date", "date_origin"]
HIT = ["id", "title", "creators", *DATE, "type", "languages", "subjects", "path", "score"]
MATCH = ["match", "partial", "matching", "matched"]
PUBLICATION = ["description", "publisher", "rights", "identifier", "source", "relations"]


def test_a_search_answers_in_the_agreed_shape(site: Site) -> None:
    answer = site.get("/api/v1/search?q=memoria")
    body = answer.json
    assert answer.media_type == "application/json"
    assert list(body) == [*TOP, "also_searched", "next", "prev"]
    assert body["query"] == {"text": "memoria", "parsed": "memoria", "notices": []}
    assert (body["total"], body["did_you_mean"], body["also_searched"]) == (1, None, [])
    (hit,) = body["hits"]
    assert body["close"] == []
    assert list(hit) == [*HIT, *MATCH, "url", "file_url", "passages"]
    assert isinstance(hit.pop("score"), float)
    (passage,) = hit.pop("passages")
    assert hit == {
        "id": "claves-es",
        "title": "Acompañar sin sustituir",
        "creators": ["Equipo Ñandú"],
        "date": "2019-03-11",
        "date_origin": "stated",
        "type": "booklet",
        "languages": ["es"],
        "subjects": ["acompañamiento psicosocial", "duelo"],
        "path": "cuadernos/claves.pdf",
        "match": "full",
        "partial": False,
        "matching": 1,
        "matched": [],
        "url": "/publications/claves-es",
        "file_url": "/publications/claves-es/file",
    }
    snippet = passage.pop("snippet")
    assert passage == {
        "number": 3,
        "label": "1",
        "role": "text",
        "language": "es",
        "url": "/publications/claves-es/passages/3",
        "file_url": "/publications/claves-es/file#page=3",
    }
    assert {"text": "memoria", "match": True} in snippet
    assert "".join(span["text"] for span in snippet) == CLAVES.passages[2].text


def test_a_misspelt_query_is_answered_with_a_better_one(own_site: Site) -> None:
    assert own_site.get("/api/v1/search?q=comunidaes+memoria").json["did_you_mean"] is None
    answer = own_site.get("/api/v1/search?q=acompanamieto+boletin").json
    assert (answer["total"], answer["did_you_mean"]) == (0, None)
    answer = own_site.get("/api/v1/search?q=memorai").json
    assert (answer["total"], answer["did_you_mean"]) == (0, None)  # it is in one publication only
    answer = own_site.get("/api/v1/search?q=title:miedo+OR+segurna%C3%A7a").json
    assert (answer["total"], answer["did_you_mean"]) == (1, "title:miedo OR segurança")
    own_site.settings.takedown.write_text("".join(f"serie-{n:02}\n" for n in range(2, 14)))
    answer = own_site.get("/api/v1/search?q=title:miedo+OR+segurna%C3%A7a").json
    assert (answer["total"], answer["did_you_mean"]) == (1, None)


def test_facets_are_counted_and_named_in_the_interface_language(site: Site) -> None:
    facets = site.get("/api/v1/search?language=pt&lang=en").json["facets"]
    assert list(facets) == ["language", "type", "year", "creator", "subject", "series"]
    assert {"value": "pt", "label": "Portuguese", "count": 13, "selected": True} in facets[
        "language"
    ]
    assert facets["type"] == [{"value": "news", "label": "News", "count": 13, "selected": False}]


def test_partial_hits_are_marked_announced_and_not_counted(site: Site) -> None:
    body = site.get("/api/v1/search?q=memoria+xyzzyq").json
    assert body["total"] == 0
    assert {hit["partial"] for hit in body["hits"]} == {True}
    assert [notice["kind"] for notice in body["query"]["notices"]] == ["partial"]
    assert list(body["query"]["notices"][0]) == ["kind", "message", "detail"]
    assert "Pocas publicaciones" in body["query"]["notices"][0]["message"]


def test_cursors_lead_through_all_hits_and_back(site: Site) -> None:
    found, url = [], "/api/v1/search?per_page=5&sort=title"
    while url:
        body = site.get(url).json
        found.append([hit["id"] for hit in body["hits"]])
        last, url = body, body["next"]
    assert [len(page) for page in found] == [5, 5, 5, 5, 2]
    assert len({one for page in found for one in page}) == 22
    assert [hit["id"] for hit in site.get(last["prev"]).json["hits"]] == found[-2]
    assert last["prev"].startswith("/api/v1/search?sort=title&per_page=5&cursor=")


SAME = [
    ("q=memoria&per_page=3", {"q": "memoria", "per_page": 3}),
    ("language=es&language=en", {"language": ["es", "en"]}),
    ("language=es", {"language": "es"}),
    ("year_from=2014&year_to=2019", {"year_from": 2014, "year_to": "2019"}),
    ("q=miedo&sort=newest&expand=off", {"q": "miedo", "sort": "newest", "expand": "off"}),
    ("", {"q": None, "page": None}),
]


@pytest.mark.parametrize(("query", "body"), SAME)
def test_get_form_and_json_ask_the_same(site: Site, query: str, body: dict[str, Any]) -> None:
    by_get = site.get(f"/api/v1/search?{query}")
    by_json = site.post("/api/v1/search", json.dumps(body).encode())
    by_form = site.post("/api/v1/search", query.encode(), "application/x-www-form-urlencoded")
    assert by_get.status == 200
    assert by_get.json == by_json.json == by_form.json


def test_a_publication_is_described_completely(site: Site) -> None:
    body = site.get("/api/v1/publications/claves-es").json
    assert list(body)[: len(HIT) - 1] == HIT[:-1]
    assert {name: body[name] for name in PUBLICATION} == {
        "description": "Primeras claves.",
        "publisher": "",
        "rights": "CC BY 4.0",
        "identifier": "",
        "source": "",
        "relations": [
            {"kind": "isPartOf", "target": "Claves para el acompañamiento"},
            {"kind": "isTranslationOf", "target": "keys-en"},
            {"kind": "references", "target": "retirada"},
            {"kind": "references", "target": "no/such.pdf"},
            {"kind": "references", "target": "articulos/miedo.html"},
            {"kind": "references", "target": "retirada.pdf"},
        ],
    }
    assert (body["passage_count"], body["passages_without_text"]) == (3, [2])
    assert (body["size"], len(body["sha256"])) == (len(CLAVES.data), 64)


def test_a_passage_comes_with_its_whole_text(site: Site) -> None:
    assert site.get("/api/v1/publications/miedo-html/passages/2").json == {
        "publication": "miedo-html",
        "number": 2,
        "label": "Tejer la red",
        "title": "Tejer la red",
        "role": "text",
        "language": "es",
        "text": "La red protege a las defensoras ñandúes.",
        "origin": "html",
        "url": "/publications/miedo-html/passages/2",
        "file_url": "/publications/miedo-html/file#red",
        "aligned": [],
    }


def problem(answer: Answer, status: int) -> dict[str, Any]:
    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    body: dict[str, Any] = answer.json
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    return body


INVALID = [
    ("page", "0"),
    ("page", "two"),
    ("page", "1_0"),
    ("page", "٣"),
    ("page", "9" * 5000),
    ("per_page", "101"),
    ("per_page", "-1"),
    ("year_from", "20x4"),
    ("year_to", "10000"),
    ("sort", "sideways"),
    ("expand", "maybe"),
    ("cursor", "rubbish"),
    ("cursor", "AAAA" * 50),
    ("language", "x" * 400),
    ("langauge", "es"),
]


@pytest.mark.parametrize(("name", "value"), INVALID, ids=lambda text: text[:12])
def test_a_bad_parameter_is_refused_by_name(site: Site, name: str, value: str) -> None:
    body = problem(site.get("/api/v1/search?" + urlencode({name: value})), 400)
    assert body["parameter"] == name
    assert name in body["detail"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("q=a&q=b", "q"),
        ("year_from=2020&year_to=2010", "year_from"),
        ("&".join(f"subject={n}" for n in range(60)), "subject"),
    ],
    ids=["twice", "years", "many"],
)
def test_parameters_that_contradict_are_refused(site: Site, query: str, name: str) -> None:
    assert problem(site.get(f"/api/v1/search?{query}"), 400)["parameter"] == name


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", None),
        (b"{}", None),
        (b'{"q": "\\ud800 miedo"}', None),
        (b'{"q": 2014}', None),
        (b"{", "body"),
        (b"[]", "body"),
        (b'"miedo"', "body"),
        (b"\xff\xfe", "body"),
        (b"[" * 60_000, "body"),
        (b'{"page": 1e999}', "page"),
        (b'{"page": true}', "page"),
        (b'{"q": {"$ne": 1}}', "q"),
        (b'{"language": [["es"]]}', "language"),
        (b'{"q": ["a", "b"]}', "q"),
        (b'{"per_page": ' + b"9" * 5000 + b"}", "body"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_json_body_is_understood_or_refused(site: Site, body: bytes, name: str | None) -> None:
    answer = site.post("/api/v1/search", body)
    if name is None:
        assert answer.status == 200
    else:
        assert problem(answer, 400)["parameter"] == name


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/publications/none", 404),
        ("/api/v1/publications/claves-es/passages/99", 404),
        ("/api/v1/publications/claves-es/passages/x", 404),
        ("/api/v1/nowhere", 404),
    ],
)
def test_what_is_not_there_is_a_problem_document(site: Site, path: str, status: int) -> None:
    problem(site.get(path), status)


def test_a_method_that_is_not_taken_says_which_are(site: Site) -> None:
    answer = site.send("DELETE", "/api/v1/search")
    problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_too_large_a_body_is_refused_in_words(site: Site) -> None:
    problem(site.post("/api/v1/search", b'{"q": "' + b"x" * 100_000 + b'"}'), 413)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_plain(site: Site, path: str) -> None:
    answer = site.get(path)
    assert (answer.status, answer.text.strip()) == (200, "ok")
