"""Sections in a real browser: they fit, links lead to their matches, and the policy holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.model import Metadata, Origin, Passage
from search_app import sections
from tests.browser.test_reading import PHONE, browser
from tests.web.site import Site, Work, serving, write_collection
from tests.web.test_sanitising import VECTORS

pytestmark = pytest.mark.browser

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
        sections.install(site.app, lambda publication, passage: SECTION)
        site.app.add_url_rule("/raw/<int:number>", view_func=_raw)
        yield site


def _raw(number: int) -> str:
    return f"<!doctype html><html><body><main>{VECTORS[number]}</main></body></html>"


def test_the_policy_of_pages_stops_what_no_sanitiser_would_let_through(
    section_site: Site, tmp_path: Path
) -> None:
    complaints = []
    with browser(tmp_path) as reader:
        for number, vector in enumerate(VECTORS):
            if LEADS_AWAY in vector:
                continue
            address = f"{section_site.root}/raw/{number}"
            reader.driver.get(address)  # an open alert would raise here, or at the next line
            assert reader.driver.current_url == address
            complaints += reader.complaints()
    assert len(complaints) > 20
    blocked = ("Content Security Policy", "Content-Security-Policy", "blocked")
    # Nothing was asked for: what is, of hosts that do not exist, is told otherwise.
    assert [text for text in complaints if "net::ERR_NAME" in text] == []
    assert sum(any(word in text for word in blocked) for text in complaints) > 20


def test_a_section_fits_a_phone_and_links_lead_to_its_matches(
    section_site: Site, tmp_path: Path
) -> None:
    with browser(tmp_path, PHONE, script=False) as reader:
        address = f"{section_site.root}/publications/uno/passages/1?q=aqu%C3%AD"
        reader.driver.get(address)
        needed = reader.driver.execute_script("return document.documentElement.scrollWidth")
        assert needed <= PHONE[0]
        box = reader.one(".section-table")
        assert int(box.get_property("scrollWidth")) > int(box.get_property("clientWidth"))
        assert reader.texts("mark") == ["aquí", "aquí"]
        for number in (1, 2):
            reader.driver.get(f"{address}#match-{number}")
            top = reader.driver.execute_script(
                f"return document.getElementById('match-{number}').getBoundingClientRect().top"
            )
            assert 0 <= top < PHONE[1]
        assert reader.complaints() == []
