"""Clients and publications that mean harm: nothing runs, nothing breaks."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import pytest

from search_app.web.params import PARAMS
from tests.search_app.site import Site

# A picture of a page of ours, with nothing in it that could do more.
OWN_PICTURE = re.compile(
    r'<img src="/publications/[\w-]+/passages/\d+/picture\?width=\d+"'
    r'(?: (?:srcset|sizes|width|height|alt|loading|decoding)="(?:(?!//)[^"<>])*")*>'
)
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} {% raw %} ${7*7} #{7*7} <%= 7*7 %>",
    "{{ config }} {{ page.__class__.__mro__ }}",
    "%(count)s %s %d {0} {page}",
    "' OR '1'='1 ; --",
    "\x00\x01\x1b[31m\u202e\ufeff",
    "\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "a" * 20_000,
    "(" * 3_000,
    '"' * 501,
    "a* b* c* " * 300,
    "~" * 100 + "*" * 100 + "-" * 100,
    "𝔪𝔦𝔢𝔡𝔬 ﬁn 👩‍👩‍👧 e\u0301" * 20,
    "title:" * 200,
    "year:99999999999999999999..1",
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_query_breaks_a_page_or_runs_in_it(site: Site, text: str) -> None:
    for path in ("/search", "/publications/claves-es", "/publications/claves-es/passages/1"):
        answer = site.get(f"{path}?{urlencode({'q': text})}")
        assert answer.status == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in OWN_PICTURE.sub("", answer.text)
        assert "49" not in answer.text.replace("1949", "").replace(str(site.port), "")
        assert "SECRET_KEY" not in answer.text
        assert answer.headers["Set-Cookie"] is None
    for path in ("/api/v1/search", "/api/v1/suggest"):
        assert site.get(f"{path}?{urlencode({'q': text})}").status == 200
    form = urlencode({"q": text}).encode()
    answer = site.post("/api/v1/suggest", form, "application/x-www-form-urlencoded")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"


PARAMETERS = [*(param.name for param in PARAMS), "lang", "unknown", "q[]", ""]


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize("text", NASTY[:9], ids=range(9))
def test_no_parameter_breaks_an_answer(site: Site, name: str, text: str) -> None:
    query = urlencode({name: text})
    page = site.get(f"/search?{query}")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert site.get(f"/api/v1/search?{query}").status in (200, 400)


@pytest.mark.parametrize(
    "query",
    [
        "q=%ff%fe%80",
        "q=%",
        "%",
        "&&&===",
        "q",
        "page=" + "9" * 6000,
        "page=1000000&per_page=100",
        "year_from=9999&year_to=9999",
        "&".join(f"subject={n}" for n in range(2000)),
        "language=es&" * 1500,
    ],
    ids=lambda query: query[:16],
)
def test_absurd_addresses_are_answered(site: Site, query: str) -> None:
    assert site.get(f"/search?{query}").status == 200
    assert site.get(f"/api/v1/search?{query}").status in (200, 400)
    assert site.get(f"/api/v1/suggest?{query}").status in (200, 400)


@pytest.mark.parametrize(
    "path",
    [
        "/publications/" + quote("<script>alert(1)</script>"),
        "/publications/claves-es/passages/" + "9" * 6000,
        "/publications/claves-es/passages/-1",
        "/publications/claves-es/passages/%D9%A3",
        "/publications/" + "x" * 6000,
        "/" + quote("{{7*7}}"),
    ],
    ids=lambda path: path[:40],
)
def test_absurd_paths_find_nothing(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status == 404
    assert "<script>alert" not in answer.text
    assert site.get("/api/v1" + path).status == 404


@pytest.mark.parametrize(
    "path",
    ["/search?q=hostil", "/search", "/publications/markup", "/publications/markup/passages/1"],
)
def test_what_publications_say_is_text_and_never_markup(site: Site, path: str) -> None:
    text = OWN_PICTURE.sub("", site.get(path).text)
    assert "&lt;script&gt;alert(" in text
    assert "{{7*7}}" in text.replace("<mark>", "").replace("</mark>", "")
    for markup in ("<script>alert", "<img", "<i>Nadie", "<b>kind", "<Config"):
        assert markup not in text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE", "DELETE", "GARBAGE"])
def test_pages_can_only_be_read(site: Site, method: str) -> None:
    assert site.send(method, "/search?q=miedo").status == 405


def test_a_foreign_host_name_appears_nowhere(site: Site) -> None:
    # Citations name the host where no public_url is set (see citations/test_permalinks.py).
    for path in ("/", "/search?q=miedo", "/api/v1/publications/claves-es", "//search", "/nowhere"):
        answer = site.get(path, {"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers)
