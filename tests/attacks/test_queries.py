"""Queries and cursors that are made to break or to slow down the search."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

import pytest

from tests.bench.nasty import nasty_queries
from tests.search_app.site import Site, serving, write_collection

NASTY = tuple(islice(nasty_queries(seed=1), 100))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(write_collection(tmp_path_factory.mktemp("nasty"))) as running:
        yield running


def cursor(service: Site, **changed: str) -> str:
    """A cursor that was given out, with some values (JSON) written over."""
    given = service.get("/api/v1/search?q=miedo%20OR%20memoria&per_page=1").json["next"]
    text = given.split("cursor=")[-1].split("&")[0]
    position = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    members = {name: json.dumps(value) for name, value in position.items()} | changed
    forged = "{" + ", ".join(f'"{name}": {value}' for name, value in members.items()) + "}"
    return base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")


def test_a_cursor_that_was_given_out_is_taken(service: Site) -> None:
    query = urlencode({"q": "miedo OR memoria", "per_page": 1, "cursor": cursor(service)})
    assert service.get(f"/api/v1/search?{query}").status == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("score", value) for value in ("1e308", "-1e308", "1e999", "NaN", "-Infinity", "1e9")),
        *(("score", value) for value in ('"1"', "null", "[1]", "1" * 400)),
        *(("date", value) for value in ("-1", "100000000", "1e20", "9" * 40, "1.5", "true")),
        *(("title", value) for value in ('"\\ud800"', "1", "null")),
        *(("identifier", value) for value in ('"\\udfff"', "{}")),
        *(("side", value) for value in ('"beside"', "0")),
        *(("sort", value) for value in ('"newest"', '"random"')),
    ],
)
def test_a_forged_cursor_is_refused(service: Site, name: str, value: str) -> None:
    forged = cursor(service, **{name: value})
    query = urlencode({"q": "miedo OR memoria", "per_page": 1, "cursor": forged})
    assert service.get(f"/api/v1/search?{query}").status == 400
    assert service.get(f"/search?{query}").status == 200  # pages begin again


@pytest.mark.parametrize("number", range(len(NASTY)))
def test_every_query_gets_an_answer(service: Site, number: int) -> None:
    query = urlencode({"q": NASTY[number]})
    answer = service.get(f"/api/v1/search?{query}")
    assert answer.status == 200
    found = answer.json
    assert found["total"] or not found["hits"] or found["query"]["notices"]
    assert service.get(f"/search?{query}&per_page=100&sort=title").status == 200
    assert service.get(f"/api/v1/suggest?{query}").status == 200
