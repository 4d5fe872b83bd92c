"""A reader copies a citation and quotes a passage; with and without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.test_reading import Browser, browser
from tests.browser.test_reading import site as site  # the fixture
from tests.web.site import Site

pytestmark = pytest.mark.browser

PASSAGE = "/publications/claves-es/passages/1?q=miedo"
_SELECT = """
const text = document.querySelector(".text").firstChild, range = document.createRange();
range.setStart(text, 3); range.setEnd(text, 29);
getSelection().removeAllRanges(); getSelection().addRange(range);
"""


def pasted(reader: Browser) -> str:
    """What is on the clipboard, as one line."""
    field = reader.one("input[type=search]")
    field.clear()
    field.send_keys(Keys.CONTROL, "v")
    return field.get_property("value")


def test_a_reader_copies_the_words_that_they_selected_with_page_and_permalink(
    site: Site, tmp_path: Path
) -> None:
    with browser(tmp_path) as reader:
        reader.driver.get(site.root + PASSAGE)
        assert "empieza por escuchar el miedo" in reader.one("#cite-apa").text
        reader.driver.execute_script(_SELECT)
        WebDriverWait(reader.driver, 5).until(
            lambda _: "empieza" not in reader.one("#cite-apa").text
        )
        reader.one("[data-copy=cite-apa]").click()
        WebDriverWait(reader.driver, 5).until(lambda _: reader.one("[role=status]").text)
        copied = pasted(reader)
        assert "“acompañamiento psicosocial” (Equipo Ñandú, 2019, p. i)." in copied
        assert copied.endswith(f"{site.root}/publications/claves-es/passages/1")
        assert reader.complaints() == []


def test_without_javascript_a_citation_is_there_to_be_copied_by_hand(
    site: Site, tmp_path: Path
) -> None:
    with browser(tmp_path, script=False) as reader:
        reader.driver.get(site.root + PASSAGE)
        assert "“El acompañamiento psicosocial empieza" in reader.one("#cite-apa").text
        assert not reader.one("[data-copy]").is_displayed()
        assert not reader.one("[data-hint]").is_displayed()
