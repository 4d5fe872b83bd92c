"""Suggestions while typing, at a keyboard, with a screen reader, and at a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.test_reading import PHONE, WIDE, browser
from tests.web.site import Site, serving, write_collection
from tests.web.test_suggestions import WORKS

pytestmark = pytest.mark.browser

PATIENCE = 10
QUIET = 0.4
"""Seconds in which suggestions would have come: the script waits for .15."""
FORM = "form.search"


class Typist:
    """Somebody who types into the search box, and what they are told."""

    def __init__(self, driver: webdriver.Chrome, site: Site) -> None:
        self.driver = driver
        self.site = site

    def arrive(self, path: str = "/", size: tuple[int, int] = WIDE, *, script: bool = True) -> None:
        metrics = {"deviceScaleFactor": 1, "mobile": size[0] < 600}
        screen = {"width": size[0], "height": size[1], **metrics}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        self.driver.get(self.site.root + path)
        self.driver.execute_script("window.arrived = true")

    @property
    def box(self) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, "input[name=q]")

    @property
    def options(self) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, "[role=listbox] > [role=option]")

    @property
    def labels(self) -> list[str]:
        return [option.text.split("\n")[0] for option in self.options]

    @property
    def is_open(self) -> bool:
        return self.box.get_attribute("aria-expanded") == "true"

    @property
    def chosen(self) -> str | None:
        """The query of the option that a screen reader is on."""
        active = self.box.get_attribute("aria-activedescendant")
        if not active:
            return None
        selected = self.driver.find_elements(By.CSS_SELECTOR, "[aria-selected=true]")
        assert [option.get_attribute("id") for option in selected] == [active]
        return selected[0].get_attribute("data-text")

    @property
    def text(self) -> str:
        return self.box.get_attribute("value") or ""

    def type(self, *keys: str) -> None:
        self.box.send_keys(*keys)

    def offered(self, words: str) -> list[str]:
        """Type so much, and wait until something is offered."""
        self.type(words)
        WebDriverWait(self.driver, PATIENCE, 0.02).until(lambda _: self.is_open)
        return self.labels

    def nothing_offered(self, words: str) -> bool:
        """Type so much, and wait whether anything is offered."""
        self.type(words)
        script = "setTimeout(arguments[1], arguments[0] * 1000)"
        self.driver.execute_async_script(script, QUIET)
        return not self.is_open and self.options == []

    def searched(self) -> str:
        """Wait for the result page; what was searched for."""
        results = (
            "return !window.arrived && location.pathname === '/search'"
            " && document.readyState === 'complete'"
        )
        WebDriverWait(self.driver, PATIENCE, 0.02).until(lambda d: d.execute_script(results))
        return self.text

    def heard(self, element: WebElement) -> tuple[str, str]:
        """The role and the name that a screen reader tells of an element."""
        return element.aria_role, element.accessible_name

    def asked(self) -> list[str]:
        """The addresses of everything that was loaded by this page."""
        script = "return performance.getEntriesByType('resource').map(entry => entry.name)"
        found: list[str] = self.driver.execute_script(script)
        return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = write_collection(tmp_path_factory.mktemp("suggestions"), WORKS)
    settings.takedown.write_text("cinco\n")
    with serving(settings) as running:
        yield running


@pytest.fixture(scope="module")
def typist(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typist]:
    with browser(Path(tmp_path_factory.mktemp("profile"))) as reader:
        yield Typist(reader.driver, site)


def test_a_screen_reader_is_told_what_is_offered(typist: Typist) -> None:
    typist.arrive("/?lang=en")
    assert typist.heard(typist.box) == ("combobox", "Search the publications")
    assert typist.box.get_attribute("aria-autocomplete") == "list"
    assert typist.offered("equ") == ["equipo", "Creator: Equipo Ñandú"]
    listbox = typist.driver.find_element(By.CSS_SELECTOR, "[role=listbox]")
    assert listbox.get_attribute("id") == typist.box.get_attribute("aria-controls")
    assert typist.heard(listbox) == ("listbox", "Suggestions")
    assert [typist.heard(option) for option in typist.options] == [
        ("option", "equipo 3 publications"),
        ("option", "Creator: Equipo Ñandú 3 publications"),
    ]
    status = typist.driver.find_element(By.CSS_SELECTOR, f"{FORM} [role=status]")
    assert status.text == "2 suggestions"
    assert typist.chosen is None
    assert typist.driver.get_log("browser") == []


def test_enter_searches_what_was_typed_although_something_is_offered(typist: Typist) -> None:
    typist.arrive()
    assert typist.offered("equ") != []
    typist.type(Keys.ENTER)
    assert typist.searched() == "equ"


def test_what_the_arrow_keys_have_chosen_is_searched_with_enter(typist: Typist) -> None:
    typist.arrive()
    typist.offered("equ")
    typist.type(Keys.ARROW_DOWN)
    assert (typist.chosen, typist.text) == ("equipo", "equ")
    typist.type(Keys.ARROW_DOWN)
    assert typist.chosen == 'creator:"Equipo Ñandú"'
    typist.type(Keys.ARROW_DOWN)  # past the end: in the box again
    assert typist.chosen is None
    typist.type(Keys.ARROW_UP)
    assert (typist.chosen, typist.text) == ('creator:"Equipo Ñandú"', "equ")
    typist.type(Keys.ENTER)
    assert typist.searched() == 'creator:"Equipo Ñandú"'


def test_going_on_in_the_text_leaves_what_was_chosen(typist: Typist) -> None:
    typist.arrive()
    typist.offered("equ")
    for key in (Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.END, "i"):
        typist.type(Keys.ARROW_DOWN)
        assert typist.chosen == "equipo"
        typist.type(key)
        assert typist.chosen is None
    typist.type(Keys.ENTER)
    assert typist.searched() == "equi"


def test_escape_closes_the_list_and_the_second_one_clears_the_box(typist: Typist) -> None:
    typist.arrive()
    typist.offered("equ")
    typist.type(Keys.ARROW_DOWN, Keys.ESCAPE)
    assert (typist.is_open, typist.text) == (False, "equ")
    typist.type(Keys.ESCAPE)
    assert typist.text == ""


def test_tab_leaves_without_a_change(typist: Typist) -> None:
    typist.arrive()
    typist.offered("equ")
    typist.type(Keys.ARROW_DOWN, Keys.TAB)
    assert (typist.is_open, typist.text) == (False, "equ")
    assert typist.driver.switch_to.active_element.tag_name == "button"


@pytest.mark.parametrize(
    ("path", "size"),
    [("/search", WIDE), ("/search", PHONE), ("/", (320, 256))],
    ids=["wide", "phone", "four-times-as-large"],
)
def test_a_click_searches_what_it_hits_on_every_screen(
    typist: Typist, path: str, size: tuple[int, int]
) -> None:
    typist.arrive(path, size)
    typist.offered("memoria col")
    needed = typist.driver.execute_script("return document.documentElement.scrollWidth")
    assert needed <= size[0]
    assert all(option.rect["height"] >= 24 for option in typist.options)
    assert all(
        option.rect["x"] >= 0 and option.rect["x"] + option.rect["width"] <= size[0]
        for option in typist.options
    )
    typist.options[0].click()
    assert typist.searched() == 'subject:"memoria colectiva"'


def test_the_words_stay_at_home_and_out_of_addresses(typist: Typist) -> None:
    typist.arrive()
    typist.offered("equ")
    typist.type(Keys.BACKSPACE * 3)
    asked = typist.asked()
    assert [address for address in asked if "suggest?" in address or "equ" in address] == []
    assert [address for address in asked if not address.startswith(f"{typist.site.root}/")] == []
    assert f"{typist.site.root}/api/v1/suggest" in asked
    assert not typist.is_open
    kept = "return [document.cookie, localStorage.length, sessionStorage.length]"
    assert typist.driver.execute_script(kept) == ["", 0, 0]


def test_accents_make_no_difference_and_names_of_one_publication_never_show(
    typist: Typist,
) -> None:
    typist.arrive()
    assert typist.offered("NANDU") != []
    typist.type(Keys.ESCAPE, Keys.ESCAPE)
    for name in ("Xochitl", "Nezahual"):
        assert typist.nothing_offered(name)
        typist.type(Keys.ESCAPE)
        assert typist.text == ""


def test_one_letter_asks_nothing(typist: Typist) -> None:
    typist.arrive()
    assert typist.nothing_offered("m")
    assert [
        address for address in typist.asked() if "suggest" in address and "api" in address
    ] == []


def test_a_form_that_posts_works_alike(typist: Typist) -> None:
    typist.arrive()
    script = "document.querySelector('form.search').method = 'post'"
    typist.driver.execute_script(script)
    typist.offered("equ")
    with_post = (
        "document.forms[0].addEventListener('submit', e => { e.preventDefault(); sent = 1 })"
    )
    typist.driver.execute_script(f"window.sent = 0; {with_post}")
    typist.type(Keys.ARROW_DOWN, Keys.ENTER)
    assert typist.text == "equipo"
    assert typist.driver.execute_script("return sent") == 1


def test_a_word_that_is_being_composed_is_left_alone(typist: Typist) -> None:
    typist.arrive()
    typist.box.click()
    composing = {"selectionStart": 3, "selectionEnd": 3, "text": "equ"}
    typist.driver.execute_cdp_cmd("Input.imeSetComposition", composing)
    assert typist.nothing_offered("")
    typist.driver.execute_cdp_cmd("Input.insertText", {"text": "equ"})
    assert typist.offered("") != []


def test_without_a_script_there_is_a_plain_search_box(typist: Typist) -> None:
    try:
        typist.arrive(script=False)
        assert typist.box.aria_role == "searchbox"
        assert typist.box.get_attribute("aria-expanded") is None
        assert typist.driver.find_elements(By.CSS_SELECTOR, "[role=listbox], [role=status]") == []
    finally:
        typist.arrive()
