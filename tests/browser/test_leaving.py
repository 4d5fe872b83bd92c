"""The quick exit: away at once, and the page is not where "back" leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.browser import elsewhere
from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, WITHOUT_SCRIPT, Look
from tests.browser.reader import Key, Reader
from tests.search_app.site import Site, serving

ELSEWHERE = "<!doctype html><title>The weather</title><link rel=icon href=data:,><h1>Sunny</h1>"
RESULTS = "/search?q=miedo&lang=en"


@pytest.fixture(scope="module")
def left(site: Site) -> Iterator[Site]:
    """The same collection, which is left for a site on this machine."""
    with (
        elsewhere.serving(ELSEWHERE) as root,
        serving(replace(site.settings, exit_url=f"{root}/weather")) as running,
    ):
        yield running


@pytest.fixture
def reader(recorded: Reader) -> Reader:
    """A reader whose browser keeps the page before."""
    return recorded


def is_away(reader: Reader, left: Site) -> bool:
    return reader.address == left.settings.exit_url and reader.heading() == "Sunny"


def kept(reader: Reader) -> list[str]:
    """What the browser's history says of the search."""
    return [
        visit.url for visit in reader.history() if "miedo" in visit.url or "miedo" in visit.title
    ]


@pytest.mark.parametrize("look", [Look(), Look(PHONE)], ids=["wide", "phone"])
def test_a_click_leads_away_and_back_does_not_come_to_the_search_again(
    left: Site, recording: Chromium, look: Look
) -> None:
    with recording.reader(look) as reader:
        reader.open(f"{left.root}/?lang=en")
        reader.open(left.root + RESULTS)
        assert kept(reader) != []
        reader.follow("Quick exit")
        assert is_away(reader, left)
        assert kept(reader) == []
        reader.back()
        assert reader.address == f"{left.root}/?lang=en"
        said = [text for text in reader.complaints() if "Cleared data types" not in text]
        assert said == []


def test_shift_pressed_three_times_leads_away_too(left: Site, reader: Reader) -> None:
    reader.open(f"{left.root}/?lang=en")
    reader.open(left.root + RESULTS)
    with reader.leaving():
        reader.tap(*[Key.SHIFT] * 3)
    assert is_away(reader, left)
    assert kept(reader) == []
    reader.back()
    assert reader.address == f"{left.root}/?lang=en"


def test_capital_letters_do_not_lead_away(left: Site, reader: Reader) -> None:
    reader.open(left.root + RESULTS)
    field = reader.search_field()
    field.clear()
    for letter in "ABCD":
        field.send_keys(Key.SHIFT, letter, Key.NULL)
    reader.tap(Key.SHIFT, "a", Key.SHIFT, "b", Key.SHIFT)
    reader.tap(Key.SHIFT)
    assert reader.address == left.root + RESULTS
    assert str(field.get_property("value")) == "ABCDab"


def test_without_a_script_the_link_leads_away(left: Site, recording: Chromium) -> None:
    with recording.reader(WITHOUT_SCRIPT) as reader:
        reader.open(left.root + RESULTS)
        reader.follow("Quick exit")
        assert is_away(reader, left)
        reader.back()
        assert reader.address == left.root + RESULTS  # why discreet pages have no words in it


@pytest.mark.parametrize("look", [Look(), WITHOUT_SCRIPT], ids=["with-script", "without-script"])
def test_a_discreet_search_is_left_and_nothing_of_it_is_in_the_history(
    left: Site, recording: Chromium, look: Look
) -> None:
    with recording.reader(look) as reader:
        reader.open(f"{left.root}/?discreet=on&lang=en")
        reader.search("miedo")
        assert "miedo" in reader.heading()
        reader.follow("Quick exit")
        assert is_away(reader, left)
        assert kept(reader) == []
