"""A discreet reader's journey: their words are in no address, no title and no history."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.look import PHONE, WITHOUT_SCRIPT, Look
from tests.browser.reader import Reader
from tests.browser.traffic import requests
from tests.playground import wait_until
from tests.search_app.site import Site

WORDS = "miedo"
MANY = "segurança"
RARE = "jacaranda"


def typed(site: Site, reader: Reader, words: str) -> list[str]:
    """Where the words can be seen after the journey."""
    seen = [reader.address, reader.title]
    seen += [text for visit in reader.history() for text in (visit.url, visit.title)]
    seen += [request.url for request in requests(reader)]
    assert any(text.startswith(site.root) for text in seen)
    return [text for text in seen if words[:4] in text.lower()]


@pytest.mark.parametrize(
    "look", [Look(), Look(PHONE, script=False)], ids=["with-script", "phone-without-script"]
)
def test_no_address_in_a_whole_journey_has_the_words(
    site: Site, recorded: Reader, look: Look
) -> None:
    reader = recorded
    reader.look(look)
    requests(reader)
    reader.open(f"{site.root}/?lang=en")
    reader.follow("Search discreetly")
    reader.search(MANY)
    assert MANY in reader.heading()
    assert typed(site, reader, MANY) == []
    first = reader.names("heading", inside="listitem")
    reader.follow("Next", inside="navigation Pages of results")
    second = reader.names("heading", inside="listitem")
    assert len(second) == 3
    assert not set(first) & set(second)

    reader.search(WORDS)
    assert len(reader.names("heading", inside="listitem")) == 2
    if look.script:
        with reader.leaving():
            reader.the("checkbox", "Booklet").click()
    else:
        reader.the("checkbox", "Booklet").click()
        reader.push("Apply filters")
    assert reader.names("heading", inside="listitem") == ["Acompañar sin sustituir"]
    reader.follow("Read here")
    assert reader.marked() == [WORDS]
    reader.follow("Back to the results")
    assert WORDS in reader.heading()
    reader.follow("Español")
    assert reader.heading() == f"Resultados para «{WORDS}»"
    assert str(reader.search_field().get_property("value")) == WORDS
    assert [*typed(site, reader, WORDS), *typed(site, reader, MANY)] == []


def test_suggestions_ask_without_words_in_an_address(site: Site, recorded: Reader) -> None:
    requests(recorded)
    recorded.open(f"{site.root}/?discreet=on")
    recorded.search_field().send_keys("acomp")
    recorded.wait_until("return document.querySelectorAll('[role=option]').length")
    sent = [request.url for request in requests(recorded)]
    assert f"{site.root}/api/v1/suggest" in [url.partition("?")[0] for url in sent]
    assert [url for url in sent if "acomp" in url] == []
    assert typed(site, recorded, "acomp") == []


SEARCHED = b"/search"


@pytest.mark.parametrize("way_out", ["", "Quick exit"], ids=["closed", "left"])
def test_no_file_of_the_browser_has_the_words_after_a_session(
    site: Site, tmp_path: Path, way_out: str
) -> None:
    profile = tmp_path / "profile"
    try:
        with chromium.running(profile) as browser, browser.reader() as reader:
            reader.open(f"{site.root}/?discreet=on&lang=en")
            reader.search(RARE)
            assert RARE in reader.heading()
            reader.follow("Read here")
            assert reader.marked() != []
            wait_until(lambda: _files_with(profile / "Default" / "Sessions", SEARCHED))
            if way_out:
                reader.the("link", way_out).click()
    except chromium.NotInstalled as missing:
        pytest.skip(str(missing))
    assert _files_with(profile, SEARCHED) != []  # the session was written down
    assert _files_with(profile, RARE.encode()) + _files_with(profile, RARE.encode("utf-16le")) == []


def _files_with(folder: Path, text: bytes) -> list[Path]:
    found = []
    for path in folder.rglob("*"):
        # The browser removes files while it runs.
        with suppress(FileNotFoundError):
            if path.is_file() and text in path.read_bytes():
                found.append(path)
    return found


def test_going_back_or_loading_a_page_again_sends_no_words(site: Site, recorded: Reader) -> None:
    recorded.open(f"{site.root}/?discreet=on&lang=en")
    recorded.search(WORDS)
    assert recorded.address == f"{site.root}/search?discreet=on"
    recorded.open(recorded.address)  # as the browser does where it has not kept the page
    assert recorded.heading() == "Todas las publicaciones"
    assert "con discreción" in str(recorded.probe("return document.body.innerText"))


def test_a_search_that_is_not_discreet_is_found_out(site: Site, recorded: Reader) -> None:
    recorded.look(WITHOUT_SCRIPT)
    requests(recorded)
    recorded.open(site.root)
    recorded.search(WORDS)
    # The address bar, the tab, both in the history, and the request.
    assert len(typed(site, recorded, WORDS)) == 5
