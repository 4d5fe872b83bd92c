"""What a page of results offers besides its hits, and the search inside a publication."""

from __future__ import annotations

import pytest

from tests.browser.booklet import WORD
from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, WITHOUT_SCRIPT, Look
from tests.browser.reader import Reader
from tests.search_app.site import Site

SCRIPTS = pytest.mark.parametrize(
    "look", [Look(), WITHOUT_SCRIPT], ids=["with-script", "without-script"]
)
RESULTS = f"/search?q={WORD}&lang=en"
PASSAGES = """
return [...document.querySelectorAll('#hit-' + arguments[0] + ' .place')].map(
  place => place.textContent);
"""
FOCUSED = "return document.activeElement.textContent"
ALL = ["p. 1", "p. 2", "p. 3", "p. 5", "p. 6", "p. 7", "p. 8"]


def hits(reader: Reader) -> list[str]:
    """The titles of what was found."""
    return reader.names("heading", inside="listitem")


def test_more_pages_of_a_hit_come_in_its_place(site: Site, reader: Reader) -> None:
    reader.open(site.root + RESULTS)
    found, other = hits(reader), reader.probe(PASSAGES, "sombra")
    first = reader.probe(PASSAGES, "patio")
    assert len(first) == 3
    reader.probe("window.stayed = true")
    reader.first("link", "4 more pages").click()
    reader.wait_until(f"{PASSAGES.rstrip().rstrip(';')}.length > 3", "patio")
    shown = reader.probe(PASSAGES, "patio")
    assert shown == ALL  # in the order of the publication
    added = next(place for place in shown if place not in first)
    assert reader.address == site.root + RESULTS
    assert reader.probe("return window.stayed")
    assert (hits(reader), reader.probe(PASSAGES, "sombra")) == (found, other)
    assert reader.wait_until(FOCUSED) == added
    assert reader.every("link", "more page") == []
    with reader.leaving():
        reader.enter()
    assert f"/publications/patio/passages/{added.split()[-1]}?" in reader.address
    assert reader.complaints() == []


def test_more_pages_come_in_place_for_a_discreet_reader_too(site: Site, reader: Reader) -> None:
    reader.open(f"{site.root}/?discreet=on&lang=en")
    reader.search(WORD)
    reader.probe("window.stayed = true")
    reader.first("button", "4 more pages").click()
    reader.wait_until(f"{PASSAGES.rstrip().rstrip(';')}.length > 3", "patio")
    assert sorted(reader.probe(PASSAGES, "patio")) == ALL
    assert reader.probe("return window.stayed")
    assert reader.address == f"{site.root}/search?discreet=on"


def test_more_pages_come_with_a_page_where_there_is_no_script(
    site: Site, browser: Chromium
) -> None:
    with browser.reader(WITHOUT_SCRIPT) as reader:
        reader.open(site.root + RESULTS)
        found = hits(reader)
        reader.follow("4 more pages")
        assert reader.address == f"{site.root}/search?lang=en&q={WORD}&open=patio#hit-patio"
        assert sorted(reader.probe(PASSAGES, "patio")) == ALL
        assert hits(reader) == found
        top = "return document.getElementById('hit-patio').getBoundingClientRect().top"
        assert 0 <= reader.probe(top) < 900


@SCRIPTS
def test_a_misspelt_word_finds_what_was_meant(site: Site, browser: Chromium, look: Look) -> None:
    with browser.reader(look) as reader:
        reader.open(f"{site.root}/search?q=jacarnada&lang=en")
        assert reader.heading() == f"Results for “{WORD}”"
        assert sorted(hits(reader)) == ["Bajo la sombra", "El patio"]
        reader.follow("Search for “jacarnada” instead", inside="main")
        assert hits(reader) == []
        reader.follow(WORD, inside="main")
        assert sorted(hits(reader)) == ["Bajo la sombra", "El patio"]


@SCRIPTS
def test_a_bar_of_the_years_is_chosen_and_chosen_again(
    site: Site, browser: Chromium, look: Look
) -> None:
    with browser.reader(look) as reader:
        reader.open(f"{site.root}/search?lang=en")
        reader.follow("2010–2014: 1 publication", inside="group Year")
        assert hits(reader) == ["El miedo como mensaje"]
        assert "year_from=2010&year_to=2014" in reader.address
        current = "return document.querySelectorAll('.histogram [aria-current]').length"
        assert reader.probe(current) == 1
        reader.follow("2010–2014", inside="group Year")
        assert reader.address == f"{site.root}/search?lang=en"


def test_few_bars_are_as_high_as_many(site: Site, browser: Chromium) -> None:
    with browser.reader(Look(PHONE)) as reader:
        for path, count in (("/search", 8), ("/search?q=miedo", 2)):
            reader.open(site.root + path)
            reader.probe("document.getElementById('filters').open = true")
            bars = reader.probe(BARS)
            assert (len(bars), max(bar["height"] for bar in bars)) == (
                count,
                pytest.approx(64, abs=1),
            )


def test_a_bar_is_chosen_with_the_keyboard_and_has_a_ring(site: Site, reader: Reader) -> None:
    reader.open(f"{site.root}/search?lang=en")
    for _ in range(60):
        reader.tab()
        if reader.focused().accessible_name.startswith("2010–2014"):
            break
    ring = "return getComputedStyle(document.activeElement.querySelector('.room')).stroke"
    assert reader.probe(ring) != "none"
    with reader.leaving():
        reader.enter()
    assert hits(reader) == ["El miedo como mensaje"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_stand_out_from_their_ground(site: Site, browser: Chromium, scheme: str) -> None:
    with browser.reader(Look(scheme=scheme)) as reader:
        reader.open(f"{site.root}/search?year_from=2010&year_to=2014")
        for look in (Look(scheme=scheme), Look(PHONE, scheme)):  # on a phone the ground is a sheet
            reader.look(look)
            for selector in (".bar", "[aria-current] .bar"):
                assert contrast(*reader.probe(COLOURS, f".histogram {selector}")) >= 3


BARS = """
return [...document.querySelectorAll('.histogram .bar')].map(
  bar => bar.getBoundingClientRect().toJSON());
"""
COLOURS = """
const numbers = colour => colour.match(/[0-9.]+/g).map(Number);
const bar = document.querySelector(arguments[0]);
let ground = bar.closest('svg');
while (numbers(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
return [getComputedStyle(bar).fill, getComputedStyle(ground).backgroundColor].map(numbers);
"""


def contrast(one: list[float], other: list[float]) -> float:
    """As WCAG computes it, of two colours in sRGB."""
    bright, dark = sorted(map(_luminance, (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: list[float]) -> float:
    parts = [part / 255 for part in colour[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_contrast_of_two_colours_is_computed() -> None:
    assert contrast([0, 0, 0], [255, 255, 255]) == pytest.approx(21)
    assert contrast([119, 119, 119], [255, 255, 255]) == pytest.approx(4.48, abs=0.01)


@SCRIPTS
def test_a_publication_is_searched_inside(site: Site, browser: Chromium, look: Look) -> None:
    with browser.reader(look) as reader:
        reader.open(f"{site.root}/publications/patio?lang=en")
        reader.search(WORD, inside="main")
        assert reader.address.startswith(f"{site.root}/publications/patio?q={WORD}")
        places = reader.names("link", inside="region Search in this publication")
        assert sorted(place for place in places if place in ALL) == ALL
        assert reader.marked() == [WORD] * len(reader.marked()) != []
        reader.follow("p. 6", inside="main")
        assert "/publications/patio/passages/6?" in reader.address
        reader.search("nadie", inside="banner")  # the other field searches everywhere
        assert reader.heading() == "Results for “nadie”"


def test_a_discreet_reader_searches_inside_without_words_in_the_address(
    site: Site, reader: Reader
) -> None:
    reader.open(f"{site.root}/?discreet=on&lang=en")
    reader.search(WORD)
    reader.follow("El patio", inside="main")
    reader.search("ventana", inside="main")
    assert reader.address == f"{site.root}/publications/patio?discreet=on"
    assert "ventana" in reader.marked()
    assert [visit for visit in reader.history() if "ventana" in visit.url + visit.title] == []
