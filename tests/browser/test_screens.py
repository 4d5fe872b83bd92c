"""Every kind of page on small and enlarged screens, and with the settings that readers need."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, SMALL_PHONE, WIDE, Look
from tests.browser.pages import LONG, PAGES
from tests.browser.probes import cut_texts, moving_parts, undistinguished
from tests.browser.reader import Reader
from tests.web.site import Site

CALM = Look(motion="reduce")
FORCED = Look(forced_colours="active")


def faults(
    site: Site, browser: Chromium, looks: Sequence[Look], probe: Callable[[Reader], list[str]]
) -> list[str]:
    """What `probe` finds on each kind of page, which is looked at in several ways."""
    found = []
    with browser.reader(looks[0]) as reader:
        for name, page in (PAGES | LONG).items():
            page.visit(reader, site.root)
            for look in looks:
                reader.look(look)
                found += [f"{name}, {look.size}: {fault}" for fault in probe(reader)]
    return found


SIZES = (WIDE, WIDE.zoomed(2), PHONE, SMALL_PHONE, WIDE.zoomed(4))
"""The last one is a window in which everything is shown four times as large."""


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_nothing_is_cut_off_and_no_page_scrolls_sideways(
    site: Site, browser: Chromium, script: bool
) -> None:
    looks = [Look(size, script=script) for size in SIZES]
    assert faults(site, browser, looks, cut_texts) == []


def test_nothing_moves_for_readers_who_ask_for_calm(site: Site, browser: Chromium) -> None:
    assert faults(site, browser, [CALM], moving_parts) == []


def test_marks_and_what_is_current_are_told_apart_in_forced_colours(
    site: Site, browser: Chromium
) -> None:
    assert faults(site, browser, [FORCED, Look()], undistinguished) == []


FAULTY = [
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


@pytest.mark.parametrize(("probe", "page", "fault"), FAULTY, ids=[row[2] for row in FAULTY])
def test_what_a_probe_looks_for_it_finds(
    reader: Reader, probe: Callable[[Reader], list[str]], page: str, fault: str
) -> None:
    reader.open(f"data:text/html,<!doctype html><meta charset=utf-8>{page}")
    assert fault in probe(reader)


def test_a_mark_that_forced_colours_take_away_is_found(browser: Chromium) -> None:
    page = "<!doctype html><nav><a href=a style='background:teal' aria-current=page>x</a>"
    page += "<a href=b>y</a></nav>"
    with browser.reader() as reader:
        reader.open(f"data:text/html,{page}")
        assert undistinguished(reader) == []
        reader.look(FORCED)
        assert undistinguished(reader) == ["current x"]
