"""Inspects an HTML page: its source, hidden elements, and what it reveals of its readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from indexer.audit.detectors import html_fetches, pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.html_data import MAX_DEPTH, DataInspector
from indexer.audit.detectors.limits import Limits
from indexer.audit.detectors.property_labels import property_value
from indexer.audit.findings import FindingKind
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.html.charset import decode
from indexer.extract.html.data_uri import is_data_uri
from indexer.extract.html.nodes import Node, NodeKind, ParsedPage, Shown, parse_page
from indexer.messages import Message, message, plural, verbatim

_MAX_BYTES: Final = 50_000_000
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_TAGS_WITHOUT_TEXT: Final = frozenset({"script", "style", "noscript"})
# Of SVG: descriptions that no browser draws.
_UNDRAWN_TAGS: Final = frozenset({"metadata", "desc"})

_META_NAMES: Final[dict[str, FindingKind]] = {
    **dict.fromkeys(
        ("author", "dc.creator", "dcterms.creator", "article:author", "web_author", "copyright"),
        FindingKind.AUTHOR,
    ),
    **dict.fromkeys(("generator", "progid", "originator", "formatter"), FindingKind.PROGRAM),
    **dict.fromkeys(
        ("owner", "reply-to", "lastauthor", "last-modified-by", "changedby", "manager", "contact"),
        FindingKind.EDITOR,
    ),
}
# Word writes its document's properties into a comment for old browsers.
_OFFICE_PROPERTIES: Final[dict[str, FindingKind]] = {
    "LastAuthor": FindingKind.EDITOR,
    "Manager": FindingKind.EDITOR,
    "Author": FindingKind.AUTHOR,
    "Company": FindingKind.AUTHOR,
    "Template": FindingKind.HISTORY,
}
_OFFICE_VALUE: Final = re.compile(rf"<o:({'|'.join(_OFFICE_PROPERTIES)})>([^<]{{1,300}})<")
_SAVED: Final = re.compile(r"saved from url=(?:\(\d+\))?(\S+)", re.IGNORECASE)
# Comments for old browsers or XML programs.
_CONDITIONAL_COMMENT: Final = re.compile(r"^\s*(\[if\b|<!\[endif|\[endif|\?xml)", re.IGNORECASE)
_LICENCE_WORDS: Final = re.compile(
    r"\b(copyright|licen[cs]ed?|all rights reserved)\b", re.IGNORECASE
)
_WORD_COMMENT_STYLE: Final = re.compile(r"mso-element\s*:\s*comment(?!-)", re.IGNORECASE)
_ENTITIES: Final = re.compile(r"<!DOCTYPE[^>\[]{0,300}\[|<!ENTITY", re.IGNORECASE)
_JSON_TYPES: Final = frozenset({"application/ld+json"})
_SCRIPT_TYPES: Final = frozenset(
    {
        *("", "module", "text/javascript", "application/javascript", "text/ecmascript"),
        *("application/ecmascript", "application/x-javascript", "text/jscript", "importmap"),
        *("speculationrules", "text/x-mathjax-config", "text/vbscript"),
    }
)
# What programs show of a page: its description, its subjects, how it is cited.
_KNOWN_META: Final = re.compile(
    r"(?:(?:dc|dcterms|dcterm|og|twitter|article|book|citation|eprints|prism|bepress_citation|wkrs"
    r"|al|fb|lang|music|video|profile|sailthru|parsely|msapplication|apple|application|google)[.:_-])"
    r"|(?:description|keywords|abstract|subject|title|news_keywords|thumbnail|rights|robots|topic"
    r"|summary|category|viewport|theme-color|language|referrer|color-scheme|section|date)?$"
)
_FRAMES: Final = {
    "iframe": "src",
    "frame": "src",
    "embed": "src",
    "object": "data",
    "applet": "code",
}
# Attributes whose words readers see or hear, or that are not words.
_KNOWN_TEXTS: Final = frozenset(
    {
        *("alt", "title", "placeholder", "label", "summary", "content", "value", "class", "style"),
        *("id", "name", "abbr", "standby", "prompt", "download", "rel", "headers", "sizes"),
        *("srcset", "media", "allow", "sandbox", "d", "points", "transform", "viewbox", "accept"),
        *(
            "data-tooltip",
            "font-family",
            "stroke-dasharray",
            "values",
            "keytimes",
            "prefix",
            "typeof",
            "property",
        ),
        *("version", "face", "rev", "vocab", "pattern", "alttext", "ping", "itemtype", "itemprop"),
        *("lang", "autocomplete", "gradienttransform", "preserveaspectratio", "requiredfeatures"),
    }
)
_SENTENCE: Final = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]{2,}+[,.:;]?\s++){3,}[^\W\d_]{2}")


def inspect(file: ForeignFile, collector: FindingCollector, limits: Limits) -> None:
    """Add what an HTML page reveals; the limits are for kinds that take long.

    Raises:
        ExtractionFailed: DAMAGED, it cannot be parsed.
    """
    with file.open("rb") as stream:
        data = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        rest = message("everything after the first {count} bytes", count=_MAX_BYTES)
        collector.add(FindingKind.NOT_LOOKED_AT, rest)
    inspect_source(decode(data[:_MAX_BYTES]), collector, 0)


def inspect_source(source: str, collector: FindingCollector, depth: int) -> None:
    """Add what the source of a page or an SVG reveals, `depth` levels inside others.

    Raises:
        ExtractionFailed: DAMAGED, it cannot be parsed.
    """
    if depth > MAX_DEPTH:
        nested = message("pages and pictures inside others, too many times")
        collector.add(FindingKind.NOT_LOOKED_AT, nested)
        return
    page = parse_page(source.replace("\0", ""))
    for text in _visible_texts(page.nodes):
        pii.search_visible(collector, text)
    if _ENTITIES.search(source[:20_000]):
        collector.add(
            FindingKind.UNKNOWN_PART,
            message("abbreviations that the page defines for itself (entities)"),
        )
    inspector = _PageInspector(collector, depth)
    for node in page.nodes:
        inspector.visit(node)
    inspector.end_hidden()
    _add_open_questions(page, collector)


def _add_open_questions(page: ParsedPage, collector: FindingCollector) -> None:
    if page.styles.doubts:
        collector.add(FindingKind.NOT_LOOKED_AT, message("what the style of the page hides"))
    if addresses := page.styles.external_sheets:
        shown, more = verbatim(addresses[0]), len(addresses) - 1
        if more:
            shown = plural(
                "{address} and {count} more", "{address} and {count} more", more, address=shown
            )
        collector.add(FindingKind.OUTSIDE_STYLES, shown)


class _PageInspector:
    """Inspects a page node by node."""

    def __init__(self, collector: FindingCollector, depth: int) -> None:
        self._collector = collector
        self._depth = depth
        self._data = DataInspector(collector, inspect_source, depth)
        self._above: list[Node] = []
        self._hidden: dict[Shown, list[str]] = {Shown.NO: [], Shown.MAYBE: []}
        self._hidden_depth: int | None = None

    def visit(self, node: Node) -> None:
        """Add what a node reveals."""
        del self._above[node.depth :]
        if self._hidden_depth is not None and node.depth <= self._hidden_depth:
            self.end_hidden()
        if node.kind is NodeKind.ELEMENT:
            if self._hidden_depth is None and node.shown is not Shown.YES:
                self._hidden_depth = node.depth
            self._element(node)
        elif node.kind is NodeKind.COMMENT:
            self._comment(node.text)
        else:
            self._text(node)
        self._above.append(node)

    def end_hidden(self) -> None:
        """Add the words of the hidden element that ends here, if any."""
        for shown, kind in (
            (Shown.NO, FindingKind.HIDDEN_ELEMENT),
            (Shown.MAYBE, FindingKind.MAY_BE_HIDDEN),
        ):
            text = " ".join(" ".join(self._hidden[shown]).split())
            if _WORDS.search(text):
                self._collector.add(kind, text)
                pii.search_hidden(self._collector, text, message("part that is not shown"))
            self._hidden[shown] = []
        self._hidden_depth = None

    def _element(self, node: Node) -> None:
        attributes = node.attributes
        if node.tag == "meta":
            name = (attributes.get("name") or attributes.get("property") or "").lower()
            content = attributes.get("content", "").strip()
            if content and (kind := _META_NAMES.get(name)):
                self._collector.add(kind, property_value(name, content))
            elif _SENTENCE.search(content) and not _KNOWN_META.match(name):
                detail = message("{name}: {value}", name=name, value=content)
                self._collector.add(FindingKind.UNKNOWN_PART, detail, place=verbatim("<meta>"))
        value = attributes.get("value", "")
        if attributes.get("type", "").lower() == "hidden" and _SENTENCE.search(value):
            self._collector.add(
                FindingKind.HIDDEN_ELEMENT, message("a hidden field: {value}", value=value)
            )
        if _WORD_COMMENT_STYLE.search(attributes.get("style", "")):
            comment = message("a comment of a word processor")
            self._collector.add(FindingKind.COMMENT, comment)
        for name, value in attributes.items():
            self._attribute(node.tag, name, value)
        for found in html_fetches.inspect_element(node):
            self._collector.add(found.kind, found.detail, place=found.place)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        where = verbatim(f"<{tag} {name}>")
        if name in ("href", "action") and value.lower().startswith(("mailto:", "tel:")):
            contact = unquote(value).partition(":")[2].partition("?")[0].strip()
            self._collector.visible_contacts.add(contact)
            self._collector.add(FindingKind.VISIBLE_CONTACT, contact)
            return
        if name == "srcdoc":
            with self._collector.inside(verbatim(f"<{tag}>")) as nested:
                inspect_source(value, nested, self._depth + 1)
        elif is_data_uri(value):
            self._data.inspect_uri(value, where)
        elif not value.startswith(("http:", "https:")):
            self._plain_attribute(tag, name, value, where)

    def _plain_attribute(self, tag: str, name: str, value: str, where: Message) -> None:
        pii.search_hidden(self._collector, value, where)
        if name == "style":
            self._data.inspect_css(value, where)
        elif "data:" in value.lower():
            self._data.inspect_addresses(value, where)
        if value.lstrip()[:11].lower() == "javascript:":
            self._collector.add(FindingKind.PAGE_SCRIPT, verbatim(f"<{tag}>"))
        if _FRAMES.get(tag) == name and value and not value.startswith(("//", "#", "about:")):
            self._collector.add(FindingKind.LINKED_FILE, value, place=verbatim(f"<{tag}>"))
        if name in _KNOWN_TEXTS or name.startswith(("aria-", "on")) or ":" in name:
            return
        if _SENTENCE.search(value):
            self._collector.add(FindingKind.UNKNOWN_PART, value, place=where)

    def _comment(self, text: str) -> None:
        if text.startswith("?xml-stylesheet"):
            self._collector.add(FindingKind.OUTSIDE_STYLES, text)
        if saved := _SAVED.search(text):
            self._collector.add(FindingKind.SAVED_FROM, saved[1])
            return
        for name, value in _OFFICE_VALUE.findall(text):
            self._collector.add(_OFFICE_PROPERTIES[name], property_value(name, value))
        place = message("comment in the source")
        if not _LICENCE_WORDS.search(text):  # names the authors of the site's design, who want that
            pii.search_hidden(self._collector, text, place)
        self._data.inspect_addresses(text, place)
        if not _CONDITIONAL_COMMENT.match(text) and len(_WORDS.findall(text)) > 1:
            self._collector.add(FindingKind.SOURCE_COMMENT, text)

    def _text(self, node: Node) -> None:
        parent = self._above[-1] if self._above else None
        if parent is not None and parent.tag in ("script", "style"):
            self._code(parent, node.text)
        elif parent is not None and parent.tag in _UNDRAWN_TAGS and node.text.strip():
            place = verbatim(f"<{parent.tag}>")
            pii.search_hidden(self._collector, node.text, place)
            self._collector.add(FindingKind.HIDDEN_ELEMENT, node.text, place=place)
        elif node.shown is not Shown.YES:
            self._hidden[node.shown].append(node.text)

    def _code(self, parent: Node, text: str) -> None:
        where = verbatim(f"<{parent.tag}>")
        for found in html_fetches.inspect_code(parent, text):
            self._collector.add(found.kind, found.detail, place=found.place)
        pii.search_hidden(self._collector, text, where)
        if parent.tag == "style":
            self._data.inspect_css(text, where)
            return
        script_type = parent.attributes.get("type", "").strip().lower()
        self._data.inspect_addresses(text, where)
        if script_type in _JSON_TYPES:
            self._data.inspect_json(text, message("data for search engines"))
        elif script_type not in _SCRIPT_TYPES and _WORDS.search(text):
            data = message("data for a program: {words}", words=text)
            self._collector.add(FindingKind.UNKNOWN_PART, data, place=where)


def _visible_texts(nodes: list[Node]) -> Iterator[str]:
    """The texts that readers see."""
    above: list[Node] = []
    for node in nodes:
        del above[node.depth :]
        if (
            node.kind is NodeKind.TEXT
            and node.shown is Shown.YES
            and not (above and above[-1].tag in _TAGS_WITHOUT_TEXT)
        ):
            yield node.text
        above.append(node)
