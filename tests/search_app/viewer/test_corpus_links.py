"""Links of originals lead to publications that readers may see; others show their address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.extract.render.page_copy import page_copy
from indexer.model import Metadata, Origin, Passage
from search_app.viewer.corpus_links import CorpusLinks, FollowedLink, InnerLink
from search_app.viewer.page_copies import ServedPages, with_links
from tests.search_app.site import Site, Work, record, serving, write_collection


def _work(identifier: str, path: str, body: str = "", source: str = "", **more: object) -> Work:
    # Words of its own: a withdrawal is also one of all copies with almost the same text.
    words = " ".join(f"{identifier}{number}" for number in range(40))
    data = f"<!doctype html><title>x</title><main><p>{words} {body}</p></main>".encode()
    text = " ".join([words, *["palabra"] * body.count("<a ")])
    passage = Passage(1, "1", text, "", "es", Origin.HTML)
    metadata = Metadata(title=identifier, source=source)
    return replace(Work(identifier, path, data, metadata, (passage,), "text/html"), **more)


TARGETS = (
    _work("otro", "web/es/otro.html"),
    _work("mayus", "web/es/Ñandú Grande.HTML"),
    _work("informe", "web/pdf/informe.pdf", media_type="application/pdf"),
    _work("indice", "web/es/libro/index.html"),
    _work("consulta", "web/es/ver.php?id=3.html"),
    _work("raiz", "web/inicio.html"),
    _work("copia", "archivo/a.html", copies=("web/es/copiada.html",)),
    _work("fuente", "lejos/f.html", source="https://www.fuente.example/a/b/?p=1"),
    _work("sitio", "web/es/sitio.html", source="https://sitio.example/es/sitio.html"),
    _work("arriba", "arriba.html"),
    _work("retirada", "web/es/retirada.html", source="https://retirada.example/x.html"),
)
FILE = "/publications/{}/file"
INNER = [
    ("otro.html", FILE.format("otro")),
    ("./otro.html#s1", FILE.format("otro") + "#s1"),
    (" otro.html ", FILE.format("otro")),
    ("otro.html?x=1", FILE.format("otro")),
    ("%6Ftro.html", FILE.format("otro")),
    ("..\\es\\otro.html", FILE.format("otro")),
    ("../es/../es//otro.html", FILE.format("otro")),
    ("OTRO.html", FILE.format("otro")),
    ("otro", FILE.format("otro")),
    ("%C3%91and%C3%BA%20Grande.HTML", FILE.format("mayus")),
    ("n\u0303andu\u0301 grande.html", FILE.format("mayus")),
    ("../pdf/informe.pdf#page=12", FILE.format("informe") + "#page=12"),
    ("libro/", FILE.format("indice")),
    ("libro", FILE.format("indice")),
    ("ver.php?id=3.html", FILE.format("consulta")),
    ("ver.php%3Fid=3.html", FILE.format("consulta")),
    ("ver.php?id=3", FILE.format("consulta")),
    ("copiada.html", FILE.format("copia")),
    ("/inicio.html", FILE.format("raiz")),
    ("/arriba.html", FILE.format("arriba")),
    ("/es/otro.html", FILE.format("otro")),
    ("https://fuente.example/a/b?p=1", FILE.format("fuente")),
    ("http://FUENTE.example/a/b/?p=1#x", FILE.format("fuente") + "#x"),
    ("//sitio.example/es/otro.html", FILE.format("otro")),
    ("https://sitio.example/pdf/informe.pdf#page=2", FILE.format("informe") + "#page=2"),
    ("https://sitio.example/es/libro/", FILE.format("indice")),
    ("?", FILE.format("pagina")),
    ('otro.html#a"<b>', FILE.format("otro") + "#a%22%3Cb%3E"),
]
DEAD = [
    *("nunca.html", "retirada.html", "../../../otro.html", "/etc/passwd", "javascript:x()"),
    *("data:text/html,x", "file:///C:/x.html", "blob:x", "http://[", "ftp://x/y", "nunca/%00"),
]
OUTER = [
    ("https://fuera.example/x?y#z", "fuera.example", "https://fuera.example/x?y#z"),
    ("//fuera.example", "fuera.example", "https://fuera.example"),
    ("https://aluna.example@fuera.example/", "fuera.example", None),
    ("https:/\\fuera.example/", "fuera.example", "https://fuera.example/"),
    ("https://retirada.example/x.html", "retirada.example", None),
    ("https://retirada.example/nunca.html", "retirada.example", None),
    ("mailto:a@fuera.example", "a@fuera.example", "a@fuera.example"),
]


def _body() -> str:
    hrefs = [*(href for href, _ in INNER), *DEAD, *(href for href, _, _ in OUTER)]
    return " ".join(
        f'<a class=l{at} href="{href.replace(chr(34), "&quot;")}">palabra</a>'
        for at, href in enumerate(hrefs)
    )


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A page with all links, and what some of them lead to."""
    page = _work("pagina", "web/es/pagina.html", _body())
    folder = tmp_path_factory.mktemp("linked")
    with serving(write_collection(folder, (page, *TARGETS))) as site:
        site.settings.takedown.write_text("retirada\n")
        yield site


@pytest.fixture(scope="module")
def links(linked: Site) -> dict[str, str]:
    """The start of each link in the copy, by its class."""
    copy = linked.get("/publications/pagina/file").text
    pieces = copy.split("<a ")[1:]
    return {piece.partition('class="')[2].partition('"')[0]: piece for piece in pieces}


@pytest.mark.parametrize("at", range(len(INNER)), ids=[href for href, _ in INNER])
def test_a_link_to_a_publication_leads_to_its_file(links: dict[str, str], at: int) -> None:
    assert links[f"l{at}"].startswith(f'href="{INNER[at][1]}" class=')


@pytest.mark.parametrize("at", range(len(DEAD)), ids=DEAD)
def test_a_link_to_what_is_not_there_leads_nowhere(links: dict[str, str], at: int) -> None:
    assert links[f"l{len(INNER) + at}"].startswith(f'class="l{len(INNER) + at}">palabra</a>')


@pytest.mark.parametrize("at", range(len(OUTER)), ids=[href for href, _, _ in OUTER])
def test_a_link_out_of_the_collection_shows_where_it_leads(links: dict[str, str], at: int) -> None:
    href, place, address = OUTER[at]
    link = links[f"l{len(INNER) + len(DEAD) + at}"]
    assert link.startswith(f'rel="noopener noreferrer nofollow" tabindex="0" title="{place}" ')
    assert f"><aluna-address>{address or href}</aluna-address>palabra</a>" in link
    assert "href" not in link.partition(">")[0]


def test_the_section_has_the_same_links(linked: Site) -> None:
    page = linked.get("/publications/pagina/passages/1").text
    section = page.partition('section-html"')[2].partition('<p class="spoken"')[0]
    assert section.count('<a href="') == len(INNER)
    for _, url in INNER[:-2]:
        assert f'<a href="{url}">palabra</a>' in section
    assert section.count('<a class="outer" rel="noopener noreferrer nofollow" tabindex="0"') > 4
    assert '<span class="address">https://fuera.example/x?y#z</span>palabra</a>' in section
    assert "retirada.html" not in section


def test_links_to_what_was_withdrawn_are_those_to_what_never_was(tmp_path: Path) -> None:
    page = _work("pagina", "web/es/pagina.html", _body())
    found = []
    for name, targets in (("with", TARGETS), ("without", TARGETS[:-1])):
        (tmp_path / name).mkdir()
        with serving(write_collection(tmp_path / name, (page, *targets))) as site:
            before = site.get("/publications/pagina/file")
            site.settings.takedown.write_text("retirada\n")
            answer = site.get("/publications/pagina/file")
            found.append((answer.body, answer.headers["ETag"]))
            assert (before.body == answer.body) is (name == "without")
    assert found[0] == found[1]


def test_pages_in_memory_take_only_so_much_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_app.viewer.page_copies._MAX_KEPT_BYTES", 100)
    pages, made = ServedPages(), []

    def get(state: int, name: str, size: int) -> None:
        def make() -> bytes:
            made.append(name)
            return bytes(size)

        pages.get(state, name, make)

    for name in ("a", "a", "b", "a", "c", "a", "b"):
        get(1, name, 40)
    assert made == ["a", "b", "c", "b"]
    get(1, "large", 101)
    get(1, "large", 101)
    assert made[4:] == ["large", "large"]
    get(1, "a", 10)
    get(2, "a", 10)
    assert made[6:] == ["a", "a"]


def test_a_page_of_too_many_links_follows_only_so_many() -> None:
    asked: list[str] = []

    def follow(address: str) -> FollowedLink:
        asked.append(address)
        return InnerLink(f"/{address}")

    links = "".join(f"<a href=x{number}>x</a><a href=igual>x</a>" for number in range(30_000))
    copy = with_links(page_copy(links.encode()).encode(), follow)
    assert len(asked) == len(set(asked)) == 20_000
    assert copy.count(b'<a href="/igual">x</a>') == 30_000
    assert copy.count(b"<a>x</a>") == 10_001


@pytest.mark.parametrize(
    "address",
    ["https://x.example/" + "a/" * 990, "a/" * 990, "/" + "../" * 600, "//x.example/?" + "%" * 990],
    ids=["deep on the web", "deep", "upwards", "encoded"],
)
def test_a_link_with_a_thousand_parts_leads_nowhere(address: str) -> None:
    pages = [record(work).publication for work in TARGETS]
    assert not isinstance(CorpusLinks(pages).follow(pages[0], address), InnerLink)
