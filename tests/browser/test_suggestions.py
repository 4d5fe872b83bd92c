"""Suggestions while typing, at a keyboard, with a screen reader, and at a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, WIDE, WITHOUT_SCRIPT, Look, Size
from tests.browser.reader import Key, Reader
from tests.search_app.library.test_suggestions import WORKS
from tests.search_app.site import Site, serving, write_collection

QUIET = 0.4
"""Seconds in which suggestions would have come: the script waits for .15."""
_OPEN = "return document.querySelector('input[name=q]').getAttribute('aria-expanded') === 'true'"
_ATTRIBUTE = "return document.querySelector('input[name=q]').getAttribute(arguments[0])"
_LABELS = """
const options = document.querySelectorAll('[role=listbox] > [role=option]');
return [...options].map(option => option.firstChild.textContent);
"""
_CHOSEN = """
return [...document.querySelectorAll('[aria-selected=true]')].map(
  option => [option.id, option.dataset.text]);
"""
_BOXES = """
const options = document.querySelectorAll('[role=listbox] > [role=option]');
return [...options].map(option => option.getBoundingClientRect().toJSON());
"""
_PAUSE = "return new Promise(done => setTimeout(done, arguments[0] * 1000))"
_RESULTS = """
return !window.arrived && location.pathname === '/search' && document.readyState === 'complete'
"""
_ASKED = "return performance.getEntriesByType('resource').map(entry => entry.name)"


class Typist:
    """Somebody who types into the search box, and what they are told."""

    def __init__(self, reader: Reader, site: Site) -> None:
        self.reader = reader
        self.site = site

    def arrive(self, path: str = "/", look: Look | None = None) -> None:
        self.reader.look(look or Look())
        self.reader.open(self.site.root + path)
        self.reader.probe("window.arrived = true")
        self.reader.probe("document.querySelector('input[name=q]').focus()")

    @property
    def labels(self) -> list[str]:
        return [str(label) for label in self.reader.probe(_LABELS)]

    @property
    def is_open(self) -> bool:
        return bool(self.reader.probe(_OPEN))

    @property
    def chosen(self) -> str | None:
        """The query of the option that a screen reader is on."""
        active = self.attribute("aria-activedescendant")
        if not active:
            return None
        [(identifier, text)] = self.reader.probe(_CHOSEN)
        assert identifier == active
        return str(text)

    @property
    def text(self) -> str:
        return str(self.reader.probe("return document.querySelector('input[name=q]').value"))

    def attribute(self, name: str) -> str | None:
        """One of the search box."""
        found: str | None = self.reader.probe(_ATTRIBUTE, name)
        return found

    def type(self, *keys: str) -> None:
        self.reader.type("".join(keys))

    def offered(self, words: str) -> list[str]:
        """Type so much, and wait until something is offered."""
        self.type(words)
        self.reader.wait_until(_OPEN)
        return self.labels

    def nothing_offered(self, words: str) -> bool:
        """Type so much, and wait whether anything is offered."""
        self.type(words)
        self.reader.probe(_PAUSE, QUIET)
        return not self.is_open and self.labels == []

    def searched(self) -> str:
        """Wait for the result page; what was searched for."""
        self.reader.wait_until(_RESULTS)
        return self.text

    def heard(self, role: str) -> list[str]:
        """The names of all of this role, as a screen reader tells them."""
        return self.reader.names(role)

    def asked(self) -> list[str]:
        """The addresses of everything that was loaded by this page."""
        return [str(address) for address in self.reader.probe(_ASKED)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = write_collection(tmp_path_factory.mktemp("suggestions"), WORKS)
    settings.takedown.write_text("cinco\n")
    with serving(settings) as running:
        yield running


@pytest.fixture(scope="module")
def typist(site: Site, browser: Chromium) -> Iterator[Typist]:
    with browser.reader() as reader:
        yield Typist(reader, site)


def test_a_screen_reader_is_told_what_is_offered(typist: Typist) -> None:
    typist.arrive("/?lang=en")
    assert typist.heard("combobox") == ["Search the publications"]
    assert typist.attribute("aria-autocomplete") == "list"
    assert typist.offered("equ") == ["equipo", "Creator: Equipo Ñandú"]
    listbox = typist.reader.the("listbox", "Suggestions")
    assert listbox.get_attribute("id") == typist.attribute("aria-controls")
    assert typist.heard("option") == [
        "equipo 3 publications",
        "Creator: Equipo Ñandú 3 publications",
    ]
    said = "return document.querySelector('form.search [role=status]').textContent"
    assert typist.reader.probe(said) == "2 suggestions"
    assert typist.chosen is None
    assert typist.reader.complaints() == []


def test_enter_searches_what_was_typed_although_something_is_offered(typist: Typist) -> None:
    typist.arrive()
    assert typist.offered("equ") != []
    typist.type(Key.ENTER)
    assert typist.searched() == "equ"


def test_what_the_arrow_keys_have_chosen_is_searched_with_enter(typist: Typist) -> None:
    typist.arrive()
    typist.offered("equ")
    typist.type(Key.ARROW_DOWN)
    assert (typist.chosen, typist.text) == ("equipo", "equ")
    typist.type(Key.ARROW_DOWN)
    assert typist.chosen == 'creator:"Equipo Ñandú"'
    typist.type(Key.ARROW_DOWN)  # past the end: in the box again
    assert typist.chosen is None
    typist.type(Key.ARROW_UP)
    assert (typist.chosen, typist.text) == ('creator:"Equipo Ñandú"', "equ")
    typist.type(Key.ENTER)
    assert typist.searched() == 'creator:"Equipo Ñandú"'


def test_going_on_in_the_text_leaves_what_was_chosen(typist: Typist) -> None:
    typist.arrive()
    typist.offered("equ")
    for key in (Key.HOME, Key.ARROW_RIGHT, Key.ARROW_LEFT, Key.END, "i"):
        typist.type(Key.ARROW_DOWN)
        assert typist.chosen == "equipo"
        typist.type(key)
        assert typist.chosen is None
    typist.type(Key.ENTER)
    assert typist.searched() == "equi"


def test_escape_closes_the_list_and_the_second_one_clears_the_box(typist: Typist) -> None:
    typist.arrive()
    typist.offered("equ")
    typist.type(Key.ARROW_DOWN, Key.ESCAPE)
    assert (typist.is_open, typist.text) == (False, "equ")
    typist.type(Key.ESCAPE)
    assert typist.text == ""


def test_tab_leaves_without_a_change(typist: Typist) -> None:
    typist.arrive()
    typist.offered("equ")
    typist.type(Key.ARROW_DOWN, Key.TAB)
    assert (typist.is_open, typist.text) == (False, "equ")
    assert typist.reader.focused().tag_name == "button"


@pytest.mark.parametrize(
    ("path", "size"),
    [("/search", WIDE), ("/search", PHONE), ("/", WIDE.zoomed(4))],
    ids=["wide", "phone", "four-times-as-large"],
)
def test_a_click_searches_what_it_hits_on_every_screen(
    typist: Typist, path: str, size: Size
) -> None:
    typist.arrive(path, Look(size))
    typist.offered("memoria col")
    assert typist.reader.probe("return document.documentElement.scrollWidth") <= size.width
    boxes = typist.reader.probe(_BOXES)
    assert all(box["height"] >= 24 for box in boxes)
    assert all(box["left"] >= 0 and box["right"] <= size.width for box in boxes)
    typist.reader.first("option").click()
    assert typist.searched() == 'subject:"memoria colectiva"'


def test_the_words_stay_at_home_and_out_of_addresses(typist: Typist) -> None:
    typist.arrive()
    typist.offered("equ")
    typist.type(Key.BACKSPACE * 3)
    asked = typist.asked()
    assert [address for address in asked if "suggest?" in address or "equ" in address] == []
    assert [address for address in asked if not address.startswith(f"{typist.site.root}/")] == []
    assert f"{typist.site.root}/api/v1/suggest" in asked
    assert not typist.is_open
    kept = "return [document.cookie, localStorage.length, sessionStorage.length]"
    assert typist.reader.probe(kept) == ["", 0, 0]


def test_accents_make_no_difference_and_names_of_one_publication_never_show(
    typist: Typist,
) -> None:
    typist.arrive()
    assert typist.offered("NANDU") != []
    typist.type(Key.ESCAPE, Key.ESCAPE)
    for name in ("Xochitl", "Nezahual"):
        assert typist.nothing_offered(name)
        typist.type(Key.ESCAPE)
        assert typist.text == ""


def test_one_letter_asks_nothing(typist: Typist) -> None:
    typist.arrive()
    assert typist.nothing_offered("m")
    assert [
        address for address in typist.asked() if "suggest" in address and "api" in address
    ] == []


def test_a_form_that_posts_works_alike(typist: Typist) -> None:
    typist.arrive()
    typist.reader.probe("document.querySelector('form.search').method = 'post'")
    typist.offered("equ")
    typist.reader.probe(
        "document.querySelector('form.search').addEventListener("
        "'submit', e => { e.preventDefault(); window.sent = 1 })"
    )
    typist.type(Key.ARROW_DOWN, Key.ENTER)
    assert typist.text == "equipo"
    assert typist.reader.probe("return window.sent") == 1


def test_a_word_that_is_being_composed_is_left_alone(typist: Typist) -> None:
    typist.arrive()
    composing = {"selectionStart": 3, "selectionEnd": 3, "text": "equ"}
    typist.reader.command("Input.imeSetComposition", composing)
    assert typist.nothing_offered("")
    typist.reader.command("Input.insertText", {"text": "equ"})
    assert typist.offered("") != []


def test_without_a_script_there_is_a_plain_search_box(typist: Typist) -> None:
    typist.arrive(look=WITHOUT_SCRIPT)
    assert len(typist.heard("searchbox")) == 1
    assert typist.attribute("aria-expanded") is None
    assert typist.reader.count("[role=listbox], [role=status]") == 0
