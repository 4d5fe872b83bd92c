"""What a browser would fetch from others, send to others, or run, for an HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from indexer.audit.findings import FindingKind
from indexer.extract.html.nodes import Node

Told = Iterator[tuple[FindingKind, str]]

# Elements whose source runs or shows a whole page of somebody else's; of the others pictures and
# the like are fetched. Each with the attributes that name the source.
_RUNS: Final = {"script": ("src",), "iframe": ("src",), "frame": ("src",), "embed": ("src",)}
_RUNS_TOO: Final = {"object": ("data",)}
_FETCHES: Final = ("src", "srcset", "poster", "background", "data-src", "xlink:href")
_FETCHED_BY: Final = frozenset(
    ["img", "source", "video", "audio", "track", "input", "body", "table", "td", "image", "use"]
)
_LINKS: Final = frozenset(
    ["stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload"]
)
# Not the two slashes inside of a path ("images//logo.png").
_ADDRESS: Final = re.compile(r"(?:https?:|(?<![\w.:/-]))//[^\s\"'<>),]+", re.IGNORECASE)
_IN_STYLE: Final = re.compile(
    r"(?:url\(\s*[\"']?|@import\s+[\"'])((?:https?:)?//[^\s\"')]+)", re.IGNORECASE
)
# Programs that count readers, by what stands in every page that uses one.
_COUNTERS: Final = re.compile(
    r"google-analytics|googletagmanager|gtag\(|\bfbq\(|_paq\b|matomo|hotjar|clarity\.ms|_gaq\b"
    r"|mixpanel|segment\.com|statcounter|quantserve",
    re.IGNORECASE,
)


def of_element(node: Node) -> Told:
    """What an element fetches, sends or runs."""
    attributes = node.attributes
    for name in (_RUNS | _RUNS_TOO).get(node.tag, ()):
        for host in _hosts(attributes.get(name, "")):
            yield FindingKind.TRACKER, f"{host} ({node.tag})"
    if node.tag in _FETCHED_BY:
        pixel = {attributes.get("width"), attributes.get("height")} <= {"0", "1"}
        kind = FindingKind.TRACKER if node.tag == "img" and pixel else FindingKind.FETCHED
        for name in _FETCHES:
            for host in _hosts(attributes.get(name, "")):
                yield kind, f"{host} ({node.tag})"
    if node.tag == "link" and _LINKS & set(attributes.get("rel", "").lower().split()):
        for host in _hosts(attributes.get("href", "")):
            yield FindingKind.FETCHED, f"{host} ({attributes['rel']})"
    yield from _in_style(attributes.get("style", ""))
    yield from _sent(node)
    if any(name.startswith("on") and value for name, value in attributes.items()):
        yield FindingKind.PAGE_SCRIPT, f"in an attribute of {node.tag}"


def of_code(node: Node, text: str) -> Told:
    """What the text in a script or style sheet fetches, sends or runs."""
    if node.tag == "style":
        yield from _in_style(text)
        return
    kind = node.attributes.get("type", "").lower()
    if kind and "javascript" not in kind and kind not in ("module", "text/ecmascript"):
        return  # data, for example for search engines
    if counter := _COUNTERS.search(text):
        yield FindingKind.TRACKER, f"{counter[0].strip('(').lower()} (counts readers)"
    if text.strip():
        yield FindingKind.PAGE_SCRIPT, "in the source"


def _sent(node: Node) -> Told:
    attributes = node.attributes
    if node.tag == "form":
        for host in _hosts(attributes.get("action", "")):
            yield FindingKind.FORM_TARGET, host
    if node.tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        for host in _hosts(attributes.get("content", "")):
            yield FindingKind.TRACKER, f"{host} (goes there by itself)"
    if node.tag == "a" and attributes.get("ping"):
        for host in _hosts(attributes["ping"]):
            yield FindingKind.TRACKER, f"{host} (is told of clicks)"


def _in_style(text: str) -> Told:
    for address in _IN_STYLE.findall(text):
        for host in _hosts(address):
            yield FindingKind.FETCHED, f"{host} (style)"


def _hosts(value: str) -> Iterator[str]:
    for address in _ADDRESS.findall(value):
        try:
            host = urlsplit(address).hostname
        except ValueError:  # brackets that are no IPv6 address
            host = address
        if host:
            yield host
