"""Debian's Chromium, driven by Selenium: one process, in which each reader has a tab of their own.

A process takes 1.3 s to start and show its first page, a tab in it 0.15 s.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.browser.look import Look
from tests.browser.reader import Reader

_PATIENCE: Final = 20
"""Seconds until the browser must have started."""


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
        blank, before = {"url": "about:blank"}, {"targetId": driver.current_window_handle}
        driver.switch_to.window(driver.execute_cdp_cmd("Target.createTarget", blank)["targetId"])
        driver.execute_cdp_cmd("Target.closeTarget", before)  # twice as quick as Selenium's close
        driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        driver.get_log("browser")  # what is read is gone
        reader = Reader(driver)
        reader.look(look or Look())
        yield reader


@contextmanager
def running(profile: Path, *extra: str, recorded: bool = False) -> Iterator[Chromium]:
    """Chromium with an empty `profile`, with everything that readers have; `recorded` keeps the
    events of the network (traffic.py), `extra` are more flags.

    Raises:
        NotInstalled: there is no Chromium here.
    """
    options = webdriver.ChromeOptions()
    options.binary_location = _found("chromium")
    for flag in (*_flags(profile), *extra):
        options.add_argument(flag)
    with _driven(options, *(["performance"] if recorded else [])) as chromium:
        yield chromium


@contextmanager
def shell(profile: Path) -> Iterator[Chromium]:
    """Chromium without what surrounds a page, where it is installed: the same pages for half of
    the processor's time. It keeps no pages that somebody may come back to.

    Raises:
        NotInstalled: there is no Chromium here.
    """
    try:
        program = _found("chromium-headless-shell")
    except NotInstalled:
        with running(profile) as chromium:
            yield chromium
        return
    # Started by the driver it opens no page, and the driver waits for one.
    how = ["--remote-debugging-port=0", "--renderer-process-limit=1"]  # a tab in .17 s, not .25
    command = [program, *_flags(profile), *how, "about:blank"]
    with subprocess.Popen(
        command, stderr=subprocess.DEVNULL, env=_environment(), start_new_session=True
    ) as process:
        try:
            options = webdriver.ChromeOptions()
            options.debugger_address = f"127.0.0.1:{_port(profile)}"
            with _driven(options) as chromium:
                yield chromium
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # Debian's command is a script around it


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise NotInstalled("needs Debian's chromium and chromium-driver")
    return path


def _flags(profile: Path) -> list[str]:
    """No name but this machine's leads anywhere, so that a fault cannot reach others."""
    names = (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
        "disable-background-networking", "disable-component-update", "disable-sync",
        "disable-dev-shm-usage", "hide-scrollbars", "lang=es", "accept-lang=es",
        "host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", f"user-data-dir={profile}",
        # A page takes a quarter less of the processor without these.
        "disable-features=SpareRendererForSitePerProcess,RenderDocument",
    )  # fmt: skip
    return [f"--{name}" for name in names]


def _port(profile: Path) -> int:
    """Where a browser with this profile listens to a driver."""
    file, deadline = profile / "DevToolsActivePort", time.monotonic() + _PATIENCE
    while not file.exists() or not file.read_text():
        assert time.monotonic() < deadline, "the browser does not start"
        time.sleep(0.02)
    return int(file.read_text().split()[0])


@contextmanager
def _driven(options: webdriver.ChromeOptions, *logs: str) -> Iterator[Chromium]:
    options.set_capability("goog:loggingPrefs", dict.fromkeys(("browser", *logs), "ALL"))
    driver = webdriver.Chrome(options, Service(_found("chromedriver"), env=_environment()))
    try:
        yield Chromium(driver)
    finally:
        driver.quit()


def _environment() -> dict[str, str]:
    # Chromium does not start with a library that makes the clock another one (make conditions).
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
