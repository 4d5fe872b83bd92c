"""Inspects what a page carries in its source: data: URIs, scripts, data for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from indexer.audit.detectors import fonts, images, pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.pictures.picture_kinds import kind_of_picture
from indexer.audit.findings import FindingKind, place_within
from indexer.extract.html.charset import decode
from indexer.extract.html.data_uri import DataUri, decode_data_uri
from indexer.extract.html.style_sheets import PARSER_ERRORS, strings_and_addresses
from indexer.messages import Message, message, plural

InspectSource = Callable[[str, FindingCollector, int], None]
"""Inspects the source of a page or SVG; the number is how deep it stands in others."""

MAX_DEPTH: Final = 3  # of pages and pictures in each other
_MAX_URIS: Final = 1_000  # of one page
_MAX_JSON_NODES: Final = 5_000
# In attributes that hold several addresses, and in scripts.
_ADDRESS: Final = re.compile(r"data:[a-z]*/?[\w.+-]*[;,][^\s\"'()<>\\]*", re.IGNORECASE)
_PERSON_KEYS: Final = frozenset(
    {"author", "creator", "editor", "contributor", "copyrightholder", "accountableperson"}
)
_HAS_WORDS: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}+\W+[^\W\d_]{2}")
_MARKUP: Final = re.compile(
    rb"^\W{0,8}(?:<\?xml|<!doctype|<!--|<svg|<html|<\w+[\s>])", re.IGNORECASE
)
_SVG_TYPES: Final = frozenset({"image/svg+xml", "image/svg"})
_MARKUP_TYPES: Final = frozenset(
    {"text/html", "application/xhtml+xml", "text/xml", "application/xml"}
)
_PROGRAM_TYPES: Final = frozenset({"text/javascript", "application/javascript"})
_TEXT_TYPES: Final = frozenset({"text/plain", "text/csv", "application/json", "text/css"})


@dataclass(slots=True)
class DataInspector:
    """Inspects the data in one page; each piece once."""

    collector: FindingCollector
    inspect_source: InspectSource
    depth: int
    _seen: set[int] = field(default_factory=set)

    def inspect_uri(self, address: str, where: Message) -> None:
        """Add what a data: URI reveals."""
        key = hash(address)
        if key in self._seen:
            return
        self._seen.add(key)
        if len(self._seen) > _MAX_URIS:
            more = message("everything after the first {count} data addresses", count=_MAX_URIS)
            self.collector.add(FindingKind.NOT_LOOKED_AT, more)
            return
        try:
            uri = decode_data_uri(address)
        except ValueError:
            damaged = message("a damaged data address")
            self.collector.add(FindingKind.NOT_LOOKED_AT, damaged, place=where)
            return
        if uri.data.strip():
            self._inspect_data(uri, where)

    def inspect_addresses(self, text: str, where: Message) -> None:
        """Add what the data: URIs in a text reveal."""
        for match in _ADDRESS.finditer(text):
            self.inspect_uri(match[0], where)

    def inspect_css(self, css: str, where: Message) -> None:
        """Add what the strings and addresses of a style sheet or style attribute reveal."""
        if "data:" not in css.lower() and "content" not in css and "\\" not in css:
            return
        try:
            for text in strings_and_addresses(css):
                if text[:5].lower() == "data:":
                    self.inspect_uri(text, where)
                else:
                    pii.search_hidden(self.collector, text, where)
        except PARSER_ERRORS:
            style = message("a style that cannot be read")
            self.collector.add(FindingKind.NOT_LOOKED_AT, style, place=where)

    def inspect_json(self, text: str, where: Message) -> None:
        """Add the persons that data for search engines names."""
        try:
            found = json.loads(text, strict=False)
        except (RecursionError, ValueError):
            if _HAS_WORDS.search(text):
                broken = message("damaged data: {words}", words=text)
                self.collector.add(FindingKind.UNKNOWN_PART, broken, place=where)
            return
        for name in _persons(found):
            self.collector.add(FindingKind.AUTHOR, name, place=where)

    def _inspect_data(self, uri: DataUri, where: Message) -> None:
        data, kind = uri.data, uri.media_type
        known_as_text = kind in _SVG_TYPES | _MARKUP_TYPES
        if kind_of_picture(data):
            images.inspect(data, self.collector, place_within(where, message("picture")))
        elif known_as_text or (kind not in _TEXT_TYPES and is_markup(data)):
            with self.collector.inside(place_within(where, message("data"))) as nested:
                self.inspect_source(decode(data), nested, self.depth + 1)
        elif fonts.is_font(data):
            fonts.inspect(data, self.collector, place_within(where, message("typeface")))
        elif kind in _PROGRAM_TYPES:
            self.collector.add(FindingKind.PAGE_SCRIPT, where)
            pii.search_hidden(self.collector, decode(data), where)
            self.inspect_addresses(decode(data), where)
        elif kind == "text/css":
            pii.search_hidden(self.collector, decode(data), where)
            self.inspect_css(decode(data), where)
        else:
            self._inspect_other(data, kind, where)

    def _inspect_other(self, data: bytes, kind: str, where: Message) -> None:
        text = decode(data) if kind in _TEXT_TYPES else ""
        if text:
            pii.search_hidden(self.collector, text, where)
        if not text or _HAS_WORDS.search(text):
            part = plural("{count} byte ({kind})", "{count} bytes ({kind})", len(data), kind=kind)
            if text:
                part = message("{name}: {value}", name=part, value=text)
            self.collector.add(FindingKind.UNKNOWN_PART, part, place=where)


def is_markup(data: bytes) -> bool:
    """Whether data is the source of a page or a drawing."""
    return _MARKUP.match(data) is not None


def _persons(value: object) -> Iterator[str]:
    """The names of persons in data of schema.org."""
    waiting: list[tuple[object, bool]] = [(value, False)]
    for _ in range(_MAX_JSON_NODES):
        if not waiting:
            return
        item, person = waiting.pop()
        if isinstance(item, list):
            waiting += [(inside, person) for inside in item]
        elif isinstance(item, dict):
            for key, inside in item.items():
                is_person = key.lower() in _PERSON_KEYS or (person and key.lower() == "name")
                waiting.append((inside, is_person))
        elif person and isinstance(item, str) and not item.startswith(("http:", "https:")):
            yield item
