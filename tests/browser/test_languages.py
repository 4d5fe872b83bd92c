"""The switcher of languages on the smallest phone and with the keyboard."""

from __future__ import annotations

import pytest

from indexer.languages import INTERFACES
from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, SMALL_PHONE, WIDE, Look, Size
from tests.browser.reader import Reader
from tests.search_app.site import Site

HEADER = "const box = document.querySelector('header').getBoundingClientRect(); return box.height"
NAME = "return document.querySelector('.name span').getBoundingClientRect().height"
TWO_LINES = 45
"""CSS pixels: the site's name, without a broken word."""
THREE_ROWS = 165
"""CSS pixels that the head of a page takes at most on a phone: name and quick exit, languages,
search field, each as high as a finger is wide."""
ONE_ROW = 75
"""CSS pixels, on a desk."""


def places(reader: Reader) -> list[dict[str, float]]:
    """Where the links to the languages are."""
    links = [reader.element(thing) for thing in reader.every("link", inside="banner")]
    names = {interface.name for interface in INTERFACES.values()}
    return [link.rect for link in links if link.text in names]


def test_four_languages_fit_the_smallest_phone_in_one_row(site: Site, browser: Chromium) -> None:
    with browser.reader(Look(SMALL_PHONE)) as reader:
        for code in INTERFACES:
            reader.open(f"{site.root}/?lang={code}")
            found = places(reader)
            assert len(found) == len(INTERFACES)
            assert len({place["y"] for place in found}) == 1
            assert all(place["height"] >= 40 for place in found)
            assert max(place["x"] + place["width"] for place in found) <= SMALL_PHONE.width
            assert reader.probe(NAME) <= TWO_LINES, code


@pytest.mark.parametrize(("size", "height"), [(PHONE, THREE_ROWS), (WIDE, ONE_ROW)])
def test_the_head_of_a_page_leaves_room_for_the_results(
    site: Site, browser: Chromium, size: Size, height: int
) -> None:
    with browser.reader(Look(size)) as reader:
        for code in INTERFACES:
            reader.open(f"{site.root}/search?q=miedo&lang={code}")
            assert reader.probe(HEADER) <= height, code


def test_the_keyboard_changes_the_language_and_keeps_the_search(site: Site, reader: Reader) -> None:
    reader.open(f"{site.root}/search?q=miedo")
    for _ in range(12):
        reader.tab()
        if reader.focused().text == "Français":
            break
    with reader.leaving():
        reader.enter()
    assert reader.probe("return document.documentElement.lang") == "fr"
    current = "return document.querySelector('nav [aria-current]').textContent"
    assert reader.probe(current) == "Français"
    assert reader.heading() == "Résultats pour « miedo »"
