"""A reader with a real browser: searches, filters, opens a result; with and without JavaScript."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.web.site import Site, serving, write_collection

pytestmark = pytest.mark.browser

WIDE, PHONE = (1280, 900), (390, 844)
PAGES = [
    "/",
    "/search",
    "/search?q=memoria+xyzzyq",
    "/search?q=hostil&language=und&subject=" + "larguísimo" * 12,
    "/search?q=" + "W" * 300,
    "/publications/claves-es",
    "/publications/markup",
    "/publications/claves-es/passages/3?q=memoria",
    "/nowhere",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(write_collection(tmp_path_factory.mktemp("browser"))) as running:
        yield running


@contextmanager
def browser(folder: Path, size: tuple[int, int] = WIDE, script: bool = True) -> Iterator[Browser]:
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not chromedriver:
        if os.environ.get("ALUNA_REQUIRE_ALL") == "1":
            pytest.fail("chromium and chromium-driver are not installed")
        pytest.skip("needs Debian's chromium and chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
        "disable-background-networking", "disable-component-update", "disable-sync",
        "lang=es", "accept-lang=es", f"user-data-dir={folder}",
    ):  # fmt: skip
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    try:
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        yield Browser(driver)
    finally:
        driver.quit()


class Browser:
    """The few things that a reader does."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        return [found.text for found in self.driver.find_elements(By.CSS_SELECTOR, selector)]

    def search(self, words: str) -> None:
        field = self.one("main input[type=search], header input[type=search]")
        field.clear()
        field.send_keys(words)
        with self.leaving():
            field.send_keys(Keys.ENTER)

    def follow(self, selector: str) -> None:
        with self.leaving():
            self.one(selector).click()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Wait until what is done here has led to another page."""
        before = self.driver.current_url
        yield
        WebDriverWait(self.driver, 15).until(lambda driver: driver.current_url != before)

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_reader_searches_filters_and_opens_the_passage(
    site: Site, tmp_path: Path, script: bool
) -> None:
    with browser(tmp_path, script=script) as reader:
        reader.driver.get(site.root)
        reader.search("miedo")
        assert "Resultados para «miedo»" in reader.one("h1").text
        assert reader.texts(".hit h2") == ["El miedo como mensaje", "Acompañar sin sustituir"]
        box = reader.one("input[name=type][value=booklet]")
        if script:  # a change is enough
            with reader.leaving():
                box.click()
        else:
            box.click()
            reader.follow(".apply button")
        assert reader.texts(".hit h2") == ["Acompañar sin sustituir"]
        assert "Tipo: Cuaderno" in reader.texts(".chips li")[0]
        reader.follow(".passages .open a")
        assert reader.one("h1").text == "p. i"
        assert reader.texts("mark") == ["miedo"]
        reader.follow("a[rel=next]")
        assert reader.one("h1").text == "p. ii"
        reader.follow(".back a")
        assert reader.one("input[type=search]").get_attribute("value") == "miedo"
        assert reader.complaints() == []


def test_a_year_range_is_sent_without_empty_fields(site: Site, tmp_path: Path) -> None:
    with browser(tmp_path) as reader:
        reader.driver.get(f"{site.root}/search?q=miedo")
        reader.one("input[name=year_from]").send_keys("2015")
        reader.follow(".apply button")
        assert reader.driver.current_url == f"{site.root}/search?q=miedo&year_from=2015"
        assert reader.texts(".hit h2") == ["Acompañar sin sustituir"]


def test_an_html_original_opens_at_its_section_and_runs_nothing(site: Site, tmp_path: Path) -> None:
    with browser(tmp_path) as reader:
        reader.driver.get(f"{site.root}/search?q=red+protege")
        link = reader.one(".passages .open a:nth-of-type(2)").get_attribute("href")
        assert link == f"{site.root}/publications/miedo-html/file#red"
        reader.follow(".passages .open a:nth-of-type(2)")
        assert reader.one("h2").text == "Tejer la red"
        assert reader.driver.title == "x"
        assert reader.driver.find_elements(By.ID, "ran") == []
        assert reader.driver.get_cookies() == []


def test_hostile_titles_run_nothing(site: Site, tmp_path: Path) -> None:
    with browser(tmp_path) as reader:
        for path in (
            "/search?q=hostil",
            "/publications/markup",
            "/search?q=<script>alert(9)</script>",
        ):
            reader.driver.get(site.root + path)  # an open alert would raise here
            assert reader.driver.find_elements(By.CSS_SELECTOR, "main script, main img") == []
        assert reader.complaints() == []


@pytest.mark.parametrize("size", [PHONE, (320, 640), WIDE], ids=["phone", "small", "wide"])
def test_no_page_is_wider_than_the_screen(
    site: Site, tmp_path: Path, size: tuple[int, int]
) -> None:
    with browser(tmp_path, size) as reader:
        wide = {}
        for path in PAGES:
            reader.driver.get(site.root + path)
            needed = reader.driver.execute_script("return document.documentElement.scrollWidth")
            if needed > size[0]:
                wide[path[:40]] = needed
        assert wide == {}


@pytest.mark.parametrize(
    ("size", "script", "shown"),
    [(PHONE, True, False), (PHONE, False, True), (WIDE, True, True), (WIDE, False, True)],
    ids=["phone", "phone-without-script", "wide", "wide-without-script"],
)
def test_filters_stand_open_unless_a_script_folds_them_on_a_phone(
    site: Site, tmp_path: Path, size: tuple[int, int], script: bool, shown: bool
) -> None:
    with browser(tmp_path, size, script) as reader:
        reader.driver.get(f"{site.root}/search?q=miedo")
        assert reader.one("input[name=language]").is_displayed() is shown
        if not shown:
            reader.one(".filters > summary").click()
            assert reader.one("input[name=language]").is_displayed()
        results_first = reader.one(".list").location["y"] < reader.one(".filters").location["y"]
        assert results_first is (size == PHONE and not script)


def test_the_keyboard_reaches_the_content_first(site: Site, tmp_path: Path) -> None:
    with browser(tmp_path) as reader:
        reader.driver.get(site.root)
        reader.one("body").send_keys(Keys.TAB)
        focused = reader.driver.switch_to.active_element
        assert focused.text == "Ir al contenido"
        focused.send_keys(Keys.ENTER)
        assert reader.driver.current_url.endswith("#content")
