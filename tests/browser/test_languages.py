"""The switcher of languages on the smallest phone and with the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from search_app.i18n import LANGUAGES
from tests.browser.test_reading import browser
from tests.browser.test_reading import site as site
from tests.web.site import Site

pytestmark = pytest.mark.browser


def test_four_languages_fit_the_smallest_phone_in_one_row(site: Site, tmp_path: Path) -> None:
    with browser(tmp_path, (320, 640)) as reader:
        for code in LANGUAGES:
            reader.driver.get(f"{site.root}/?lang={code}")
            links = reader.driver.find_elements(By.CSS_SELECTOR, ".languages a")
            places = [link.rect for link in links if link.is_displayed()]
            assert len(places) == len(LANGUAGES)
            assert len({place["y"] for place in places}) == 1
            assert all(place["height"] >= 40 for place in places)
            assert max(place["x"] + place["width"] for place in places) <= 320


def test_the_keyboard_changes_the_language_and_keeps_the_search(site: Site, tmp_path: Path) -> None:
    with browser(tmp_path) as reader:
        reader.driver.get(f"{site.root}/search?q=miedo")
        for _ in range(12):
            focused = reader.driver.switch_to.active_element
            if focused.text == "Français":
                break
            focused.send_keys(Keys.TAB)
        with reader.leaving():
            reader.driver.switch_to.active_element.send_keys(Keys.ENTER)
        assert reader.one("html").get_attribute("lang") == "fr"
        assert reader.one(".languages [aria-current]").text == "Français"
        assert reader.one("h1").text == "Résultats pour « miedo »"
