"""What a browser would fetch from third parties, send to them, or run, for an HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from indexer.audit.findings import FindingKind
from indexer.extract.html.nodes import Node

KindsAndDetails = Iterator[tuple[FindingKind, str]]

# Elements that run a program or show a page of a third party, with the attribute that names it; the
# others only fetch pictures and the like.
_RUNNING_TAGS: Final = {
    "script": "src",
    "iframe": "src",
    "frame": "src",
    "embed": "src",
    "object": "data",
}
_FETCHING_ATTRIBUTES: Final = ("src", "srcset", "poster", "background", "data-src", "xlink:href")
_FETCHING_TAGS: Final = frozenset(
    ["img", "source", "video", "audio", "track", "input", "body", "table", "td", "image", "use"]
)
_FETCHING_RELATIONS: Final = frozenset(
    ["stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload"]
)
# Not the two slashes inside a path ("images//logo.png").
_ADDRESS: Final = re.compile(r"(?:https?:|(?<![\w.:/-]))//[^\s\"'<>),]+", re.IGNORECASE)
_IN_STYLE: Final = re.compile(
    r"(?:url\(\s*[\"']?|@import\s+[\"'])((?:https?:)?//[^\s\"')]+)", re.IGNORECASE
)
# Programs that track readers, by a string in every page that uses one.
_ANALYTICS: Final = re.compile(
    r"google-analytics|googletagmanager|gtag\(|\bfbq\(|_paq\b|matomo|hotjar|clarity\.ms|_gaq\b"
    r"|mixpanel|segment\.com|statcounter|quantserve",
    re.IGNORECASE,
)


def inspect_element(node: Node) -> KindsAndDetails:
    """What an element fetches, sends or runs."""
    attributes = node.attributes
    for host in _hosts(attributes.get(_RUNNING_TAGS.get(node.tag, ""), "")):
        yield FindingKind.TRACKER, f"{host} ({node.tag})"
    if node.tag in _FETCHING_TAGS:
        pixel = {attributes.get("width"), attributes.get("height")} <= {"0", "1"}
        kind = FindingKind.TRACKER if node.tag == "img" and pixel else FindingKind.FETCHED
        for name in _FETCHING_ATTRIBUTES:
            for host in _hosts(attributes.get(name, "")):
                yield kind, f"{host} ({node.tag})"
    if node.tag == "link" and _FETCHING_RELATIONS & set(attributes.get("rel", "").lower().split()):
        for host in _hosts(attributes.get("href", "")):
            yield FindingKind.FETCHED, f"{host} ({attributes['rel']})"
    yield from _in_style(attributes.get("style", ""))
    yield from _targets(node)
    if any(name.startswith("on") and value for name, value in attributes.items()):
        yield FindingKind.PAGE_SCRIPT, f"in an attribute of {node.tag}"


def inspect_code(node: Node, text: str) -> KindsAndDetails:
    """What the text in a script or style sheet fetches, sends or runs."""
    if node.tag == "style":
        yield from _in_style(text)
        return
    kind = node.attributes.get("type", "").lower()
    if kind and "javascript" not in kind and kind not in ("module", "text/ecmascript"):
        return  # data, for example for search engines
    if counter := _ANALYTICS.search(text):
        yield FindingKind.TRACKER, f"{counter[0].strip('(').lower()} (tracks readers)"
    if text.strip():
        yield FindingKind.PAGE_SCRIPT, "in the source"


def _targets(node: Node) -> KindsAndDetails:
    attributes = node.attributes
    if node.tag == "form":
        for host in _hosts(attributes.get("action", "")):
            yield FindingKind.FORM_TARGET, host
    if node.tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        for host in _hosts(attributes.get("content", "")):
            yield FindingKind.TRACKER, f"{host} (redirects there)"
    if node.tag == "a" and attributes.get("ping"):
        for host in _hosts(attributes["ping"]):
            yield FindingKind.TRACKER, f"{host} (is notified of clicks)"


def _in_style(text: str) -> KindsAndDetails:
    for address in _IN_STYLE.findall(text):
        for host in _hosts(address):
            yield FindingKind.FETCHED, f"{host} (style)"


def _hosts(value: str) -> Iterator[str]:
    for address in _ADDRESS.findall(value):
        try:
            host = urlsplit(address).hostname
        except ValueError:  # brackets that are not an IPv6 address
            host = address
        if host:
            yield host
