"""What a browser would fetch from third parties, send to them, or run, for an HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from indexer.audit.findings import Finding, FindingKind
from indexer.extract.html.nodes import Node
from indexer.messages import Message, message, verbatim

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


def inspect_element(node: Node) -> Iterator[Finding]:
    """What an element fetches, sends or runs."""
    attributes = node.attributes
    for host in _hosts(attributes.get(_RUNNING_TAGS.get(node.tag, ""), "")):
        yield _sent_to(FindingKind.TRACKER, host, verbatim(f"<{node.tag}>"))
    if node.tag in _FETCHING_TAGS:
        pixel = {attributes.get("width"), attributes.get("height")} <= {"0", "1"}
        kind = FindingKind.TRACKER if node.tag == "img" and pixel else FindingKind.FETCHED
        for name in _FETCHING_ATTRIBUTES:
            for host in _hosts(attributes.get(name, "")):
                yield _sent_to(kind, host, verbatim(f"<{node.tag}>"))
    if node.tag == "link" and _FETCHING_RELATIONS & set(attributes.get("rel", "").lower().split()):
        for host in _hosts(attributes.get("href", "")):
            yield _sent_to(FindingKind.FETCHED, host, verbatim(f"<link {attributes['rel']}>"))
    yield from _in_style(attributes.get("style", ""))
    yield from _targets(node)
    if any(name.startswith("on") and value for name, value in attributes.items()):
        yield Finding(FindingKind.PAGE_SCRIPT, verbatim(f"<{node.tag}>"))


def inspect_code(node: Node, text: str) -> Iterator[Finding]:
    """What the text in a script or style sheet fetches, sends or runs."""
    if node.tag == "style":
        yield from _in_style(text)
        return
    kind = node.attributes.get("type", "").lower()
    if kind and "javascript" not in kind and kind not in ("module", "text/ecmascript"):
        return  # data, for example for search engines
    if counter := _ANALYTICS.search(text):
        name = counter[0].strip("(").lower()
        yield _sent_to(FindingKind.TRACKER, name, message("it follows what readers do"))
    if text.strip():
        yield Finding(FindingKind.PAGE_SCRIPT, message("in the source of the page"))


def _sent_to(kind: FindingKind, host: str, how: Message) -> Finding:
    return Finding(kind, verbatim(host), place=how)


def _targets(node: Node) -> Iterator[Finding]:
    attributes = node.attributes
    if node.tag == "form":
        for host in _hosts(attributes.get("action", "")):
            yield Finding(FindingKind.FORM_TARGET, verbatim(host))
    if node.tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        for host in _hosts(attributes.get("content", "")):
            yield _sent_to(FindingKind.TRACKER, host, message("readers are sent there"))
    if node.tag == "a" and attributes.get("ping"):
        for host in _hosts(attributes["ping"]):
            yield _sent_to(FindingKind.TRACKER, host, message("it learns of each click"))


def _in_style(text: str) -> Iterator[Finding]:
    for address in _IN_STYLE.findall(text):
        for host in _hosts(address):
            yield _sent_to(FindingKind.FETCHED, host, verbatim("<style>"))


def _hosts(value: str) -> Iterator[str]:
    for address in _ADDRESS.findall(value):
        try:
            host = urlsplit(address).hostname
        except ValueError:  # brackets that are not an IPv6 address
            host = address
        if host:
            yield host
