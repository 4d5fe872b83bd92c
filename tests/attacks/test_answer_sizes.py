"""However much there is and however much is asked for, an answer is one that a phone can take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from urllib.parse import parse_qsl, urlencode

import pytest

from search_app.citations.formats import FORMATS
from tests.attacks.oversized import OVERSIZED, SECTIONS
from tests.search_app.site import Answer, Site, serving, write_collection

MAX_BYTES = 1_000_000


@pytest.fixture(scope="module")
def oversized(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service in whose collection everything is too much."""
    with serving(write_collection(tmp_path_factory.mktemp("oversized"), OVERSIZED)) as running:
        yield running


LONG = "miedo " + "😀" * 493
QUERIES = {
    "no query": "",
    "a word of everything": "miedo",
    "a word of three bytes a letter": "ñ" * 499,
    "a query of twelve bytes a letter that finds everything": LONG,
    "words to mark everywhere": ("miedo memoria " * 40)[:499],
}
LETTERS = "abcdefghijklmnopqrstuvwxyzñ😀&<"
FILTERS = {
    "many long filters": urlencode(
        [(name, letter * 300) for name, letter in product(("creator", "subject"), LETTERS)]
    ),
    "a thousand filters": urlencode([("subject", str(n)) for n in range(1000)]),
    "what no page knows": urlencode([("junk", "\0" * 10_000), ("open", "x" * 2_000)]),
    "a cursor without end": urlencode([("cursor", "x" * 20_000)]),
}
WORKS = ("endless", "loud", "edition-000")
PAGES = [
    "/",
    "/search?per_page=100",
    "/search?per_page=100&open=endless",
    "/nowhere",
    "/" + "%FF" * 3_000,
    *(f"/publications/{work}" for work in WORKS),
    *(f"/publications/{work}/passages/1" for work in WORKS),
    "/publications/loud/passages/2",
    "/publications/endless/passages/2500",
]
PROGRAMS = [
    "/api/v1/search",
    "/api/v1/search?per_page=100",
    "/api/v1/search?per_page=100&sort=title",
    "/api/v1/suggest",
    *(f"/api/v1/publications/{work}" for work in WORKS),
    *(f"/api/v1/publications/{work}/passages/{n}" for work, n in product(WORKS, (1, 2))),
    *(f"/publications/{work}/cite/{name}" for work, name in product(WORKS, FORMATS)),
    *(f"/publications/{work}/passages/1/cite/{name}" for work, name in product(WORKS, FORMATS)),
    "/readyz",
    "/robots.txt",
]


@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES)
def test_no_page_is_large_whatever_is_asked_for(oversized: Site, text: str) -> None:
    sizes = {}
    for path in PAGES:
        address = f"{path}{'&' if '?' in path else '?'}{urlencode({'q': text})}"
        sizes[path] = len(oversized.get(address).body)
    sizes["discreet"] = len(_sent(oversized, f"/search?per_page=100&{urlencode({'q': text})}").body)
    assert {where: size for where, size in sizes.items() if size > MAX_BYTES} == {}


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_no_choice_of_filters_makes_a_page_large(oversized: Site, filters: str) -> None:
    address = f"/search?per_page=100&{urlencode({'q': LONG})}&{filters}"
    assert len(oversized.get(address).body) <= MAX_BYTES
    assert len(oversized.get(f"/publications/endless?{filters}").body) <= MAX_BYTES


def _sent(site: Site, address: str) -> Answer:
    path, _, query = address.partition("?")
    body = urlencode({"with": query}).encode()
    return site.post(path, body, "application/x-www-form-urlencoded")


@pytest.mark.parametrize("text", QUERIES.values(), ids=QUERIES)
def test_no_answer_to_a_program_is_large(oversized: Site, text: str) -> None:
    answers = {
        path: oversized.get(f"{path}{'&' if '?' in path else '?'}{urlencode({'q': text})}")
        for path in PROGRAMS
    }
    assert {path: one.status for path, one in answers.items() if one.status >= 500} == {}
    assert {path for path, one in answers.items() if len(one.body) > MAX_BYTES} == set()


def test_links_lead_from_part_to_part_through_every_section_of_an_endless_page(
    oversized: Site,
) -> None:
    address, read, matching = "/publications/endless?q=miedo", set[int](), set[int]()
    for _ in range(100):
        inside, _, reading = oversized.get(address).text.partition('aria-labelledby="read"')
        read.update(_passages(reading))
        matching.update(_passages(inside))
        # The next part of one list, and in the same request the next one of the other.
        following = {**_next(inside), **_next(reading)}
        if not following:
            break
        following["matches_from"] = _next(inside).get("matches_from", "1")
        address = f"/publications/endless?{urlencode(following)}"
    assert read == matching == set(range(1, SECTIONS + 1))


def _passages(text: str) -> set[int]:
    return {int(n) for n in re.findall(r'href="/publications/endless/passages/(\d+)\?', text)}


def _next(text: str) -> dict[str, str]:
    """The parameters of the link to the next part; none at the end."""
    found = re.search(r'<a href="/publications/endless\?([^"#]*)[^"]*" rel="next nofollow"', text)
    return dict(parse_qsl(unescape(found[1]))) if found else {}


def test_from_a_section_a_reader_comes_back_to_the_part_of_the_list_that_has_it(
    oversized: Site,
) -> None:
    page = oversized.get("/publications/endless/passages/2500?q=miedo").text
    back = re.search(r'<p class="of"><a href="([^"]*)"', page)
    assert back is not None
    inside, _, reading = oversized.get(unescape(back[1])).text.partition('aria-labelledby="read"')
    assert 2500 in _passages(inside)
    assert 2500 in _passages(reading)
    assert "Secciones 2,401 a 2,600 de 5,000" in reading


def test_an_order_by_title_can_be_followed_to_its_end(oversized: Site) -> None:
    address, found = "/api/v1/search?sort=title&per_page=100", []
    while address:
        answer = oversized.get(address).json
        found += [hit["id"] for hit in answer["hits"]]
        address = answer["next"]
    assert len(found) == len(set(found)) == len(OVERSIZED)


def test_a_text_that_is_cut_says_so_and_leads_to_the_original(oversized: Site) -> None:
    page = oversized.get("/publications/loud/passages/1").text
    assert "solo el comienzo de un texto muy largo" in page
    assert "/publications/loud/file#page=1" in page
    assert "solo el comienzo" not in oversized.get("/publications/endless/passages/1").text
