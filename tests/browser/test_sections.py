"""Sections in a real browser: they fit, links lead to their matches, and the policy holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.model import Metadata, Origin, Passage
from search_app.viewer import shown_section
from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, Look
from tests.browser.reader import Reader
from tests.search_app.site import Site, Work, serving, write_collection
from tests.search_app.viewer.test_sanitize import VECTORS

WORDS = "palabra " * 400
CELLS = "".join(f"<td>columna{n}columna</td>" for n in range(12))
SECTION = (
    f"<h1>Uno</h1><p>{WORDS}</p><table><tbody><tr>{CELLS}</tr></tbody></table><ul><li>punto</li>"
    f"</ul><pre>{'x' * 300}</pre><p>{WORDS} aquí {WORDS} y <em>aquí</em></p>"
)
TEXT = f"Uno {WORDS} {''.join(f'columna{n}columna ' for n in range(12))} punto {'x' * 300} {WORDS}"
PASSAGE = Passage(1, "Uno", f"{TEXT} aquí {WORDS} y aquí", "Uno", "es", Origin.HTML)
# The policy of a page says nothing of where it may lead to.
LEADS_AWAY = "http-equiv=refresh"


@pytest.fixture(scope="module")
def section_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service with one section; under `/raw` it also shows what no page of it would show."""
    work = Work("uno", "uno.html", b"<p>uno", Metadata("Uno"), (PASSAGE,), "text/html")
    with serving(write_collection(tmp_path_factory.mktemp("sections"), (work,))) as site:
        shown_section.install(site.app, lambda publication, passage: SECTION)
        site.app.add_url_rule("/raw/<int:number>", view_func=_raw)
        yield site


def _raw(number: int) -> str:
    return f"<!doctype html><html><body><main>{VECTORS[number]}</main></body></html>"


def test_the_policy_of_pages_stops_what_no_sanitiser_would_let_through(
    section_site: Site, reader: Reader
) -> None:
    complaints = []
    for number, vector in enumerate(VECTORS):
        if LEADS_AWAY in vector:
            continue
        address = f"{section_site.root}/raw/{number}"
        reader.open(address)  # an open alert would raise here, or at the next line
        assert reader.address == address
        complaints += reader.complaints()
    assert len(complaints) > 20
    blocked = ("Content Security Policy", "Content-Security-Policy", "blocked")
    # Nothing was asked for: what is, of hosts that do not exist, is told otherwise.
    assert [text for text in complaints if "net::ERR_NAME" in text] == []
    assert sum(any(word in text for word in blocked) for text in complaints) > 20


def test_a_section_fits_a_phone_and_links_lead_to_its_matches(
    section_site: Site, browser: Chromium
) -> None:
    with browser.reader(Look(PHONE, script=False)) as reader:
        address = f"{section_site.root}/publications/uno/passages/1?q=aqu%C3%AD"
        reader.open(address)
        assert reader.probe("return document.documentElement.scrollWidth") <= PHONE.width
        scrolls = "const box = document.querySelector('.section-table');"
        assert reader.probe(f"{scrolls} return box.scrollWidth > box.clientWidth")
        assert reader.marked() == ["aquí", "aquí"]
        for number in (1, 2):
            reader.open(f"{address}#match-{number}")
            assert reader.is_in_sight(f"match-{number}")
        assert reader.complaints() == []
