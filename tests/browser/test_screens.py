"""Every kind of page on small and enlarged screens, and with the settings that readers need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, SMALL_PHONE, WIDE, Look
from tests.browser.pages import LONG, PAGES
from tests.browser.probes import cut_texts, moving_parts, undistinguished
from tests.browser.reader import Reader
from tests.search_app.site import Site

CALM = Look(motion="reduce")
FORCED = Look(forced_colours="active")

Probe = Callable[[Reader], list[str]]


@dataclass(frozen=True)
class Sight:
    """One way to look at a page, and what must not be found then."""

    name: str
    look: Look
    probe: Probe


SIGHTS = [
    Sight("wide", Look(WIDE), cut_texts),
    Sight("200 %", Look(WIDE.zoomed(2)), cut_texts),
    Sight("400 %", Look(WIDE.zoomed(4)), cut_texts),
    Sight("phone", Look(PHONE), cut_texts),
    Sight("small phone", Look(SMALL_PHONE), cut_texts),
    Sight("calm", CALM, moving_parts),
    Sight("forced colours", FORCED, undistinguished),
]


def faults(site: Site, browser: Chromium, sights: list[Sight]) -> dict[tuple[str, str], list[str]]:
    """What is found on each kind of page; it is loaded for the first sight, and stays."""
    found = {}
    with browser.reader(sights[0].look) as reader:
        for name, page in (PAGES | LONG).items():
            reader.look(sights[0].look)
            page.visit(reader, site.root)
            for sight in sights:
                reader.look(sight.look)
                found[name, sight.name] = sight.probe(reader)
    return {where: some for where, some in found.items() if some}


def test_every_page_fits_every_screen_keeps_calm_and_tells_marks_apart(
    site: Site, browser: Chromium
) -> None:
    assert faults(site, browser, SIGHTS) == {}


def test_every_page_fits_a_phone_that_runs_no_scripts(site: Site, browser: Chromium) -> None:
    assert faults(site, browser, [Sight("phone", Look(PHONE, script=False), cut_texts)]) == {}


FAULTY: list[tuple[Probe, str, str]] = [
    (
        cut_texts,
        "<body style='margin:0'><p style='width:3000px'>x",
        "the page is 3000 wide and its window 1280",
    ),
    (cut_texts, "<p style='width:9px;overflow:hidden;white-space:nowrap'>long words", "long words"),
    (cut_texts, "<p style='height:9px;overflow:hidden'>a<br>b", "b"),
    (cut_texts, "<p style='position:relative;left:-40px'>left", "left"),
    (moving_parts, "<a style='transition:color 1s'>x", "a changes in 1s"),
    (
        moving_parts,
        "<style>@keyframes k{to{opacity:0}} b{animation:k 9s}</style><b>x",
        "b moves as k",
    ),
    (moving_parts, "<html style='scroll-behavior:smooth'>", "html scrolls smoothly"),
    (
        moving_parts,
        "<style>@view-transition{navigation:auto}</style>",
        "pages fade into each other",
    ),
    (undistinguished, "<style>mark{background:none}</style><p><mark>x</mark>", "mark x"),
    (undistinguished, "<p style='border:solid'><mark style='background:none'>x</mark>", "mark x"),
    (undistinguished, "<nav><a href=a aria-current=true>x</a><a href=b>y</a>", "current x"),
]


def test_what_a_probe_looks_for_it_finds(reader: Reader) -> None:
    missed = []
    for probe, page, fault in FAULTY:
        reader.open(f"data:text/html,<!doctype html><meta charset=utf-8>{page}")
        if fault not in probe(reader):
            missed.append((page, probe(reader)))
    assert missed == []


def test_a_mark_that_forced_colours_take_away_is_found(browser: Chromium) -> None:
    page = "<!doctype html><nav><a href=a style='background:teal' aria-current=page>x</a>"
    page += "<a href=b>y</a></nav>"
    with browser.reader() as reader:
        reader.open(f"data:text/html,{page}")
        assert undistinguished(reader) == []
        reader.look(FORCED)
        assert undistinguished(reader) == ["current x"]
