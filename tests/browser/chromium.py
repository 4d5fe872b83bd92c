"""Debian's Chromium, driven by Selenium: one process, in which each reader has a tab of their own.

A process takes 1.3 s to start and show its first page, a tab in it 0.15 s.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.browser.look import Look
from tests.browser.reader import Reader

NEEDED = ("chromium", "chromedriver")


class NotInstalled(Exception):
    """Chromium or its driver is not here."""


class Chromium:
    """A running browser."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self._driver = driver

    @contextmanager
    def reader(self, look: Look | None = None) -> Iterator[Reader]:
        """A reader in a fresh tab, who finds nothing of those before."""
        driver = self._driver
        # Selenium's own new tab first loads the browser's start page, of a hundred parts.
        tab = driver.execute_cdp_cmd("Target.createTarget", {"url": "about:blank"})["targetId"]
        driver.close()
        driver.switch_to.window(tab)
        driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        driver.get_log("browser")  # what is read is gone
        reader = Reader(driver)
        reader.look(look or Look())
        yield reader


@contextmanager
def running(profile: Path, *, recorded: bool = False) -> Iterator[Chromium]:
    """Chromium with an empty `profile`; `recorded` keeps the events of the network (traffic.py).

    No name but this machine's leads anywhere, so that a fault cannot reach others.

    Raises:
        NotInstalled: there is no Chromium here.
    """
    browser, driver = (shutil.which(name) for name in NEEDED)
    if not browser or not driver:
        raise NotInstalled("needs Debian's chromium and chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
        "disable-background-networking", "disable-component-update", "disable-sync",
        "disable-dev-shm-usage", "hide-scrollbars", "lang=es", "accept-lang=es",
        "host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", f"user-data-dir={profile}",
        # A page takes a quarter less of the processor without these.
        "disable-features=SpareRendererForSitePerProcess,RenderDocument",
    ):  # fmt: skip
        options.add_argument(f"--{flag}")
    logs = {"browser": "ALL", "performance": "ALL"} if recorded else {"browser": "ALL"}
    options.set_capability("goog:loggingPrefs", logs)
    # Chromium does not start with a library that makes the clock another one (make conditions).
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    started = webdriver.Chrome(options=options, service=Service(driver, env=environment))
    try:
        yield Chromium(started)
    finally:
        started.quit()
