"""What a reader does and finds: by role and name, as a screen reader tells them.

Selenium and DevTools are known here, in chromium.py and in traffic.py only.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.look import Look

PATIENCE = 20
"""Seconds until a page must be there."""

Key: Final = Keys
"""The keys that stand for no letter."""

_LOADED = "return document.readyState === 'complete' && performance.timeOrigin"


_SEND: Final = """
const [address, pairs] = arguments, form = document.createElement('form');
Object.assign(form, {method: 'post', action: address});
for (const [name, value] of pairs)
  form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
document.body.append(form);
form.submit();
"""
_SHOWN: Final = """
const pictures = [...document.querySelectorAll(arguments[0])];
for (const picture of pictures) picture.scrollIntoView({block: 'center', inline: 'center'});
return Promise.all(pictures.map(picture => picture.complete || new Promise(
  done => { picture.onload = picture.onerror = done; }))).then(
  () => pictures.map(picture => picture.naturalWidth));
"""


@dataclass(frozen=True, slots=True)
class Thing:
    """A part of the page in the accessibility tree; `level` is a heading's, `node` the browser's
    number of the element, `inside` the roles and names around it, outermost first."""

    role: str
    name: str
    level: int
    node: int
    inside: tuple[str, ...]
    focusable: bool

    def is_inside(self, place: str) -> bool:
        """Whether a part around it has this role, or this role and name."""
        return any(around == place or around.startswith(f"{place} ") for around in self.inside)


@dataclass(frozen=True, slots=True)
class Visit:
    """What the browser's history keeps of a page."""

    url: str
    title: str


class Reader:
    """Somebody at a browser."""

    def __init__(self, driver: Chrome) -> None:
        self._driver = driver
        self._look: dict[str, dict[str, Any]] = {}

    # --- the screen

    def look(self, look: Look) -> None:
        """Change the screen or the settings; the page at hand stays."""
        for name, values in look.commands():
            if self._look.get(name) != values:  # each takes 5 ms, and mostly the size changes alone
                self.command(name, values)
                self._look[name] = values

    def command(self, name: str, values: dict[str, Any]) -> dict[str, Any]:
        """What DevTools answers."""
        answer: dict[str, Any] = self._driver.execute_cdp_cmd(name, values)
        return answer

    def probe(self, script: str, *arguments: object) -> Any:
        """What a JavaScript function body returns on the page, whether pages may run scripts or
        not; a promise is waited for."""
        return self._driver.execute_script(script, *arguments)

    def print(self) -> bytes:
        """The page as a PDF."""
        answer = self.command("Page.printToPDF", {"printBackground": False})
        return base64.b64decode(answer["data"])

    def picture(self) -> bytes:
        """The window as a PNG."""
        answer = self.command("Page.captureScreenshot", {"format": "png"})
        return base64.b64decode(answer["data"])

    def complaints(self) -> list[str]:
        """What stands in the console since it was last asked."""
        return [entry["message"] for entry in self._driver.get_log("browser")]

    def events(self) -> list[dict[str, Any]]:
        """DevTools' events since they were last asked for, where the browser records them."""
        log = self._driver.get_log("performance")
        return [json.loads(entry["message"])["message"] for entry in log]

    # --- going somewhere

    @property
    def address(self) -> str:
        """What stands in the address bar."""
        return str(self._driver.current_url)

    @property
    def title(self) -> str:
        """What stands on the tab."""
        return str(self._driver.title)

    def open(self, url: str) -> None:
        """Type an address; an open dialogue of the page before would raise here."""
        self._driver.get(url)

    def send(self, url: str, fields: str) -> None:
        """Ask for a page with POST; `fields` are written as in an address."""
        with self.leaving():
            self.probe(_SEND, url, parse_qsl(fields))

    def history(self) -> list[Visit]:
        """The pages of this tab, oldest first, up to the one at hand; those that a reader came
        back from are not told."""
        known = self.command("Page.getNavigationHistory", {})
        entries = known["entries"][: known["currentIndex"] + 1]
        return [Visit(entry["url"], entry["title"]) for entry in entries]

    def back(self) -> None:
        """The browser's own button."""
        with self.leaving():
            self._driver.back()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Wait until what is done here has led to another page, or the same one again."""
        before = self.probe("return performance.timeOrigin")
        yield
        arrived = WebDriverWait(self._driver, PATIENCE, 0.02, (WebDriverException,))
        arrived.until(lambda driver: driver.execute_script(_LOADED) not in (False, before))

    # --- finding

    def things(self) -> list[Thing]:
        """Everything that a screen reader could tell, in its order."""
        return list(_tree(self.command("Accessibility.getFullAXTree", {})["nodes"]))

    def every(self, role: str, name: str = "", inside: str = "") -> list[Thing]:
        """All of this role whose name holds `name`, inside a part such as `main` or
        `navigation Order`."""
        return [
            thing
            for thing in self.things()
            if thing.role == role and name in thing.name and (not inside or thing.is_inside(inside))
        ]

    def names(self, role: str, inside: str = "") -> list[str]:
        """The names of all of this role."""
        return [thing.name for thing in self.every(role, inside=inside)]

    def the(self, role: str, name: str = "", inside: str = "") -> WebElement:
        """The only one of this role and name."""
        found = self.every(role, name, inside)
        if len(found) != 1:
            names = self.names(role)
            raise AssertionError(f"{len(found)} of {role} {name!r} {inside}, among {names}")
        return self.element(found[0])

    def first(self, role: str, name: str = "", inside: str = "") -> WebElement:
        """The first one of this role and name."""
        found = self.every(role, name, inside)
        assert found, f"no {role} {name!r} {inside}, among {self.names(role)}"
        return self.element(found[0])

    def element(self, thing: Thing) -> WebElement:
        """The element behind a thing."""
        known = self.command("DOM.resolveNode", {"backendNodeId": thing.node})["object"]
        hold = "function() { window.held = this; }"
        values = {"objectId": known["objectId"], "functionDeclaration": hold}
        self.command("Runtime.callFunctionOn", values)
        found: WebElement = self.probe("const it = window.held; delete window.held; return it")
        return found

    def search_field(self, inside: str = "") -> WebElement:
        """The page's search field, the first one of several; one that offers suggestions has a
        role of its own."""
        fields = [thing for thing in self.things() if thing.role in ("searchbox", "combobox")]
        found = [field for field in fields if not inside or field.is_inside(inside)]
        assert found, f"no search field {inside}"
        return self.element(found[0])

    def heading(self) -> str:
        """The page's first heading of the first level."""
        return next(thing.name for thing in self.things() if thing.level == 1)

    def marked(self) -> list[str]:
        """The words that are marked as found."""
        return [found.text for found in self._driver.find_elements(By.TAG_NAME, "mark")]

    def count(self, selector: str) -> int:
        """How many elements there are, for what has neither role nor name, such as scripts."""
        return len(self._driver.find_elements(By.CSS_SELECTOR, selector))

    def widths(self, selector: str) -> list[int]:
        """How wide the pictures are that were looked at; 0 of one that cannot be shown."""
        return [int(width) for width in self.probe(_SHOWN, selector)]

    def is_in_sight(self, identifier: str) -> bool:
        """Whether an element stands inside the window."""
        script = """
        const box = document.getElementById(arguments[0]).getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth
        """
        return bool(self.probe(script, identifier))

    def wait_until(self, script: str, *arguments: object) -> Any:
        """Wait until a JavaScript function body returns something that counts as true."""
        waiting = WebDriverWait(self._driver, PATIENCE, 0.02)
        return waiting.until(lambda driver: driver.execute_script(script, *arguments))

    # --- doing

    def search(self, words: str, inside: str = "") -> None:
        """Type into the search field, the page's first one, and send it."""
        field = self.search_field(inside)
        field.clear()
        field.send_keys(words)
        with self.leaving():
            field.send_keys(Keys.ENTER)

    def follow(self, name: str, inside: str = "") -> None:
        """Click on the first link of this name; where no address is to have the words, links are
        buttons."""
        ways = self.every("link", name, inside) or self.every("button", name, inside)
        assert ways, f"no link {name!r} {inside}, among {self.names('link') + self.names('button')}"
        with self.leaving():
            self.element(ways[0]).click()

    def push(self, name: str) -> None:
        """Click on the only button of this name."""
        with self.leaving():
            self.the("button", name).click()

    def tab(self, times: int = 1) -> None:
        """Press the Tab key."""
        ActionChains(self._driver, duration=0).send_keys(Keys.TAB * times).perform()

    def enter(self) -> None:
        """Press the Enter key."""
        ActionChains(self._driver, duration=0).send_keys(Keys.ENTER).perform()

    def type(self, words: str) -> None:
        """Press the keys of these words, wherever the focus is."""
        ActionChains(self._driver, duration=0).send_keys(words).perform()

    def tap(self, *keys: str) -> None:
        """Press and release each key, also one that goes with others, such as Shift."""
        actions = ActionChains(self._driver, duration=0)
        for key in keys:
            actions.key_down(key).key_up(key)
        actions.perform()

    def focused(self) -> WebElement:
        """Where the focus is."""
        return self._driver.switch_to.active_element


_LETTERS = ("StaticText", "InlineTextBox", "LineBreak", "ListMarker")
"""Roles of the pieces of a text, which stand in the names of what holds them."""


def _tree(nodes: list[dict[str, Any]]) -> Iterator[Thing]:
    """The parts from the root, each before what is in it."""
    known = {node["nodeId"]: node for node in nodes}
    root: tuple[str, ...] = ()
    waiting = [(node, root) for node in nodes if "parentId" not in node][::-1]
    while waiting:
        node, inside = waiting.pop()
        if not node["ignored"]:
            thing = _thing(node, inside)
            yield thing
            inside = (*inside, f"{thing.role} {thing.name}".strip())
        children = [known[child] for child in node.get("childIds", ()) if child in known]
        waiting += [
            (child, inside) for child in children[::-1] if _value(child, "role") not in _LETTERS
        ]


def _thing(node: dict[str, Any], inside: tuple[str, ...]) -> Thing:
    properties = {p["name"]: p["value"].get("value") for p in node.get("properties", ())}
    role = _value(node, "role")
    return Thing(
        role=role,
        name=_value(node, "name"),
        level=int(properties.get("level", 0)) if role == "heading" else 0,
        node=node.get("backendDOMNodeId", 0),
        inside=inside,
        focusable=bool(properties.get("focusable")),
    )


def _value(node: dict[str, Any], key: str) -> str:
    return " ".join(str(node.get(key, {}).get("value", "")).split())
