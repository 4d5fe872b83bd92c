"""What a browser sends, and what it keeps of a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tests.browser.reader import Reader

_KEPT: Final = """
const found = {
  localStorage: localStorage.length, sessionStorage: sessionStorage.length,
};
return Promise.all([
  indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations(),
]).then(([databases, stores, workers]) => Object.assign(found, {
  indexedDB: databases.length, caches: stores.length, serviceWorkers: workers.length,
}));
"""
_AHEAD: Final = """
const ahead = 'dns-prefetch preconnect prefetch prerender preload modulepreload'.split(' ');
const links = [...document.querySelectorAll('link[rel]')].filter(
  link => ahead.some(word => link.relList.contains(word)));
const rules = [...document.querySelectorAll('script[type=speculationrules]')];
return [...links.map(link => link.href), ...rules.map(rule => rule.text)];
"""


@dataclass(frozen=True, slots=True)
class Request:
    """What the browser asked for, or opened; with the headers that were really sent, names in
    small letters; none where it had the answer already."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """As in `http://127.0.0.1:8000`; of data: and the like the scheme alone."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"


def requests(reader: Reader) -> list[Request]:
    """All since they were last asked for; of a redirect each step."""
    sent: list[tuple[str, str]] = []
    headers: dict[str, dict[str, str]] = {}
    for event in reader.events():
        method, values = event["method"], event["params"]
        if method == "Network.requestWillBeSent":
            sent.append((values["requestId"], values["request"]["url"]))
        elif method == "Network.requestWillBeSentExtraInfo":
            lowered = {name.lower(): value for name, value in values["headers"].items()}
            headers.setdefault(values["requestId"], {}).update(lowered)
        elif method in ("Network.webSocketCreated", "Network.webTransportCreated"):
            sent.append(("", values["url"]))
    return [Request(url, headers.get(number, {})) for number, url in sent]


def kept(reader: Reader, origin: str) -> dict[str, int]:
    """How much the browser keeps of the site at hand, by kind; only what there is."""
    found: dict[str, int] = dict(reader.probe(_KEPT))
    found["cookies"] = len(reader.command("Network.getAllCookies", {})["cookies"])
    used = reader.command("Storage.getUsageAndQuota", {"origin": origin})
    found["bytes"] = int(used["usage"])
    return {kind: number for kind, number in found.items() if number}


def fetched_ahead(reader: Reader) -> list[str]:
    """Addresses that the page asks the browser to look up or fetch before anybody goes there."""
    return [str(address) for address in reader.probe(_AHEAD)]
