"""A reader without a mouse: reaches everything, in order, and sees where they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser import probes
from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, WIDE, Look, Size
from tests.browser.pages import PAGES
from tests.browser.reader import Reader
from tests.search_app.site import Site

TOLERATED = 10
"""CSS pixels: what stands in one row is not all as high."""


# On a phone the kinds of page that are put together in another way than on a wide screen.
NARROW = ("home", "results with facets and chips", "publication", "passage")


@pytest.mark.parametrize(
    ("size", "names"), [(WIDE, tuple(PAGES)), (PHONE, NARROW)], ids=["wide", "phone"]
)
def test_the_tab_key_comes_by_everything_in_order_and_is_seen(
    site: Site, browser: Chromium, size: Size, names: tuple[str, ...]
) -> None:
    faults = {}
    with browser.reader(Look(size)) as reader:
        for name in names:
            page = PAGES[name]
            page.visit(reader, site.root)
            walked = probes.walk(reader)
            faults[name] = probes.unreached(walked) + probes.unseen_focus(walked)
            if size is PHONE:
                faults[name] += probes.upwards(walked, TOLERATED)
            assert len(walked.stops) >= 6
    assert {name: found for name, found in faults.items() if found} == {}


def test_the_first_stop_skips_to_the_content(site: Site, reader: Reader) -> None:
    for name in (*NARROW, "error", "discreet results"):
        page = PAGES[name]
        page.visit(reader, site.root)
        reader.tab()
        assert reader.focused().text == "Ir al contenido"
        reader.enter()
        assert reader.address.endswith("#content")
        reader.tab()
        here = reader.probe("return document.activeElement.closest('main, footer')?.localName")
        assert here in ("main", "footer"), page  # a page may have nothing to press in it


def test_a_passage_is_found_and_read_with_the_keyboard_alone(site: Site, reader: Reader) -> None:
    def tab_to(name: str) -> None:
        for _ in range(80):
            reader.tab()
            if name in reader.focused().accessible_name:
                return
        raise AssertionError(f"the Tab key does not come by {name!r}")

    def press_enter() -> None:
        with reader.leaving():
            reader.enter()

    reader.open(site.root)
    tab_to("Buscar en las publicaciones")
    reader.type("escuchar")
    press_enter()
    assert reader.heading() == "Resultados para «escuchar»"
    tab_to("Cuaderno")
    with reader.leaving():
        reader.type(" ")
    tab_to("Leer aquí")
    press_enter()
    assert "p. i" in reader.heading()
    assert reader.marked() == ["escuchar"]
    tab_to("Siguiente")
    press_enter()
    assert "p. ii" in reader.heading()


FAULTY: list[tuple[Callable[[probes.Walk], list[str]], str, str]] = [
    (
        probes.unreached,
        "<a href=a tabindex=2>a</a><a href=b tabindex=1>b</a>",
        "['b', 'a'] instead of ['a', 'b']",
    ),
    (
        probes.unreached,
        "<button onfocus='f()'>a</button><button>b</button>"
        "<script>function f() { addEventListener('keydown', e => e.preventDefault()) }</script>",
        "['a'] instead of ['a', 'b']",
    ),
    (probes.unseen_focus, "<style>:focus { outline: 0 }</style><a href=a>a</a>", "a"),
    (
        probes.unseen_focus,
        "<a href=a>a</a><p style='position:fixed;inset:0;background:white'>x",
        "a",
    ),
    (
        lambda walked: probes.upwards(walked, TOLERATED),
        "<a href=a style='position:relative;top:300px'>a</a><a href=b>b</a>",
        "a → b",
    ),
]


def test_a_walk_with_the_tab_key_finds_faults(reader: Reader) -> None:
    for probe, page, fault in FAULTY:
        reader.open(f"data:text/html,<meta charset=utf-8><body>{page}")
        assert probe(probes.walk(reader)) == [fault], page
