"""A reader who wants no words in addresses: everything that a page offers works with POST."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote_plus, urlencode

import pytest

from tests.search_app.site import Answer, Site

WORD = "memoria"
ADDRESSES = r'\s(?:href|src|action|formaction)="([^"]*)"'
BUTTON = re.compile(
    r'<button form="go" formaction="(?P<path>[^"]*)" name="with" value="(?P<given>[^"]*)"'
)


def post(site: Site, path: str, **fields: str) -> Answer:
    return site.post(path, urlencode(fields).encode(), "application/x-www-form-urlencoded")


def buttons(answer: Answer) -> list[tuple[str, str]]:
    return [(unescape(m["path"]), unescape(m["given"])) for m in BUTTON.finditer(answer.text)]


DISCREET = [
    ("/search", {"q": WORD}),
    ("/search", {"with": f"q={WORD}&language=es"}),
    ("/search", {"with": f"q={WORD}&open=claves-es"}),
    ("/search", {"q": f"{WORD} xyzzyq"}),
    ("/search", {"q": "segurnaxa"}),
    ("/publications/claves-es", {"with": f"q={WORD}"}),
    ("/publications/claves-es/passages/3", {"with": f"q={WORD}"}),
    ("/publications/none", {"with": f"q={WORD}"}),
]


@pytest.mark.parametrize(("path", "fields"), DISCREET)
def test_no_address_and_no_title_has_the_words(
    site: Site, path: str, fields: dict[str, str]
) -> None:
    answer = post(site, path, **fields)
    assert [a for a in re.findall(ADDRESSES, answer.text) if WORD in unescape(a).lower()] == []
    title = re.search(r"<title>(.*?)</title>", answer.text)
    assert title is not None
    assert WORD not in title[1].lower()
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("path", "fields"), DISCREET[:4])
def test_every_form_and_every_link_to_a_page_stays_discreet(
    site: Site, path: str, fields: dict[str, str]
) -> None:
    text = post(site, path, **fields).text
    methods = re.findall(r'<form[^>]* method="(\w+)"', text)
    assert methods
    assert set(methods) == {"post"}
    links = [unescape(link) for link in re.findall(r'<a [^>]*href="([^"#][^"]*)"', text)]
    to_pages = [link for link in links if "/file" not in link and "/static/" not in link]
    assert to_pages == ["/leave", "/"]  # the quick exit, and the other way of searching


def test_the_buttons_lead_where_the_links_would(site: Site) -> None:
    discreet = post(site, "/search", q=WORD)
    open_page = site.get(f"/search?q={WORD}")
    links = {unescape(a) for a in re.findall(r'<a [^>]*href="(/[^"]*)"', open_page.text)}
    links = {a for a in links if "/file" not in a and "discreet" not in a and a != "/leave"}
    there = {f"{path}?{given}" if given else path for path, given in buttons(discreet)}

    def fragment_last(address: str) -> str:
        path, _, query = address.partition("?")
        path, mark, fragment = path.partition("#")
        return path + (f"?{query}" if query else "") + mark + fragment

    # The bars of the years are links in a picture, which no button can be.
    assert {fragment_last(address) for address in there} == {a for a in links if "year_" not in a}


def test_a_button_finds_what_its_link_finds(site: Site) -> None:
    found = post(site, "/search", **{"with": "language=pt&page=2"})
    assert "se muestran de la 11 a la 13" in found.text
    passage = post(site, "/publications/claves-es/passages/3", **{"with": f"q={WORD}"})
    assert f'<mark id="match-1">{WORD}</mark>' in passage.text


def test_a_misspelt_word_is_corrected_and_searched_as_typed(site: Site) -> None:
    found = post(site, "/search", q="segurnaxa")
    assert "<mark>segurança</mark>" in found.text
    assert ("/search", "q=segurnaxa&as_typed=1") in buttons(found)
    as_typed = post(site, "/search", **{"with": "q=segurnaxa&as_typed=1"})
    assert "No se encontró nada" in as_typed.text
    assert ("/search", "q=segurança") in [(a, unquote_plus(b)) for a, b in buttons(as_typed)]


def test_filters_that_are_sent_with_the_words_are_followed(site: Site) -> None:
    answer = post(site, "/search", q="acompañamiento", language="es", type="booklet")
    assert 'name="language" value="es" checked' in answer.text
    assert "Tipo: Cuaderno" in answer.text


def test_the_first_page_begins_a_discreet_search(site: Site) -> None:
    link = re.search(r'href="(/\?discreet=on)"', site.get("/").text)
    assert link is not None
    text = site.get(link[1]).text
    assert '<form class="search big" action="/search" method="post"' in text
    assert "Usted busca con discreción" in text


def test_the_language_of_the_interface_is_kept(site: Site) -> None:
    answer = post(site, "/search", q=WORD, lang="en")
    assert '<html lang="en">' in answer.text
    pages = [given for path, given in buttons(answer) if path.startswith("/publications/")]
    assert pages
    assert all("lang=en" in given for given in pages)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"with=" + b"a" * 70_000, 413),
        (b"q=" + b"a" * 70_000, 413),
        (b"with=" + b"%26a%3D1" * 300, 400),
        (b"\xff\xfe=%FF&with=%FF%00q%3D%FF", 200),
        (b"", 200),
    ],
)
def test_a_body_that_is_too_much_or_no_form_gets_an_answer(
    site: Site, body: bytes, status: int
) -> None:
    answer = site.post("/search", body, "application/x-www-form-urlencoded")
    assert answer.status == status
    assert "<h1>" in answer.text


def test_the_quick_exit_leads_away_and_names_no_other_site_on_the_page(site: Site) -> None:
    assert "wikipedia" not in site.get("/").text
    answer = site.get("/leave")
    assert answer.status == 303
    assert answer.headers["Location"] == site.settings.exit_url
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_addresses_of_pictures_and_files_do_not_say_that_somebody_is_discreet(site: Site) -> None:
    page = post(site, "/publications/claves-es/passages/1", **{"with": f"q={WORD}"})
    found = re.findall(r'(?:src|href)="(/publications/[^"]*/(?:picture|file)[^"]*)"', page.text)
    assert len(found) >= 2
    assert [address for address in found if "discreet" in address] == []
