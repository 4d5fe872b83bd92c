"""Inspects an HTML page: its source, hidden elements, and what it reveals of its readers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from indexer.audit.detectors import html_fetches, images, pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits
from indexer.audit.findings import FindingKind
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.html.charset import decode
from indexer.extract.html.nodes import Node, NodeKind, parse_nodes

_MAX_BYTES: Final = 50_000_000
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_TAGS_WITHOUT_TEXT: Final = frozenset({"script", "style", "noscript"})

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

_HIDING_STYLE: Final = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|opacity\s*:\s*0(?:\.0+)?(?![\d.])|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?(?![\d.]))",
    re.IGNORECASE,
)
_WHITE: Final = r"(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255[^)]*\))(?![\w])"
_WHITE_TEXT: Final = re.compile(rf"(?<![\w-])color\s*:\s*{_WHITE}", re.IGNORECASE)
_BACKGROUND: Final = re.compile(r"background(?:-color|-image)?\s*:", re.IGNORECASE)
_WHITE_BACKGROUND: Final = re.compile(rf"background(?:-color)?\s*:\s*{_WHITE}", re.IGNORECASE)
_WORD_COMMENT_STYLE: Final = re.compile(r"mso-element\s*:\s*comment(?!-)", re.IGNORECASE)


def inspect(file: ForeignFile, collector: FindingCollector, limits: Limits) -> None:
    """Add what an HTML page reveals; the limits are for kinds that take long.

    Raises:
        ExtractionFailed: DAMAGED, it cannot be parsed.
    """
    with file.open("rb") as stream:
        data = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        collector.add(FindingKind.NOT_LOOKED_AT, f"all after {_MAX_BYTES:,} bytes")
    page = list(parse_nodes(decode(data[:_MAX_BYTES]).replace("\0", "")))
    inspector = _PageInspector(collector)
    for text in _visible_texts(page):
        pii.search_visible(collector, text)
    for node in page:
        inspector.visit(node)
    inspector.end_hidden()


class _PageInspector:
    """Inspects a page node by node."""

    def __init__(self, collector: FindingCollector) -> None:
        self._collector = collector
        self._above: list[Node] = []
        self._hidden: list[str] = []
        self._hidden_by: Node | None = None

    def visit(self, node: Node) -> None:
        """Add what a node reveals."""
        del self._above[node.depth :]
        if self._hidden_by is not None and node.depth <= self._hidden_by.depth:
            self.end_hidden()
        if node.kind is NodeKind.ELEMENT:
            if self._hidden_by is None and _is_hidden(node, self._above):
                self._hidden_by = node
            self._element(node)
        elif node.kind is NodeKind.COMMENT:
            self._comment(node.text)
        else:
            self._text(node.text)
        self._above.append(node)

    def end_hidden(self) -> None:
        """Add the words of the hidden element that ends here, if any."""
        text = " ".join(" ".join(self._hidden).split())
        if self._hidden_by is not None and _WORDS.search(text):
            self._collector.add(FindingKind.HIDDEN_ELEMENT, text)
            pii.search_hidden(self._collector, text, "an element that is not shown")
        self._hidden_by, self._hidden = None, []

    def _element(self, node: Node) -> None:
        attributes = node.attributes
        if node.tag == "meta":
            name = (attributes.get("name") or attributes.get("property") or "").lower()
            content = attributes.get("content", "").strip()
            if content and (kind := _META_NAMES.get(name)):
                self._collector.add(kind, f"{name}: {content}")
        if _WORD_COMMENT_STYLE.search(attributes.get("style", "")):
            self._collector.add(FindingKind.COMMENT, "a comment of a word processor")
        for name, value in attributes.items():
            self._attribute(node.tag, name, value)
        for kind, detail in html_fetches.inspect_element(node):
            self._collector.add(kind, detail)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name in ("href", "action") and value.lower().startswith(("mailto:", "tel:")):
            contact = unquote(value).partition(":")[2].partition("?")[0].strip()
            self._collector.visible_contacts.add(contact)
            self._collector.add(FindingKind.VISIBLE_CONTACT, contact)
        elif value.startswith("data:image/"):
            self._picture(value)
        elif not value.startswith(("http:", "https:", "data:")):
            pii.search_hidden(self._collector, value, f"{name} of {tag}")

    def _picture(self, address: str) -> None:
        head, _, body = address.partition(",")
        try:
            data = base64.b64decode(unquote_to_bytes(body)) if "base64" in head else b""
        except (binascii.Error, ValueError) as error:
            self._collector.add(FindingKind.NOT_LOOKED_AT, f"a picture in the page: {error}")
            return
        if data:
            images.inspect(data, self._collector, "picture in the page")

    def _comment(self, text: str) -> None:
        if saved := _SAVED.search(text):
            self._collector.add(FindingKind.SAVED_FROM, saved[1])
            return
        for name, value in _OFFICE_VALUE.findall(text):
            self._collector.add(_OFFICE_PROPERTIES[name], f"{name}: {value}")
        if not _LICENCE_WORDS.search(text):  # names the authors of the site's design, who want that
            pii.search_hidden(self._collector, text, "a comment in the source")
        if not _CONDITIONAL_COMMENT.match(text) and len(_WORDS.findall(text)) > 1:
            self._collector.add(FindingKind.SOURCE_COMMENT, text)

    def _text(self, text: str) -> None:
        parent = self._above[-1] if self._above else None
        if parent is not None and parent.tag in ("script", "style"):
            for kind, detail in html_fetches.inspect_code(parent, text):
                self._collector.add(kind, detail)
            pii.search_hidden(self._collector, text, f"a {parent.tag} in the source")
        elif self._hidden_by is not None:
            self._hidden.append(text)


def _visible_texts(page: list[Node]) -> Iterator[str]:
    """The texts that readers see."""
    above: list[Node] = []
    hidden = -1
    for node in page:
        del above[node.depth :]
        if 0 <= hidden < node.depth:
            pass
        elif node.kind is NodeKind.ELEMENT:
            is_hidden = node.tag in _TAGS_WITHOUT_TEXT or _is_hidden(node, above)
            hidden = node.depth if is_hidden else -1
        elif node.kind is NodeKind.TEXT:
            hidden = -1
            yield node.text
        else:
            hidden = -1
        above.append(node)


def _is_hidden(node: Node, above: list[Node]) -> bool:
    attributes = node.attributes
    style = attributes.get("style", "")
    if node.tag == "template" or "hidden" in attributes or _HIDING_STYLE.search(style):
        return True
    # White on white only by style attributes; style sheets are not evaluated.
    if not _WHITE_TEXT.search(style):
        return False
    grounds = [style, *(outer.attributes.get("style", "") for outer in reversed(above))]
    ground = next((style for style in grounds if _BACKGROUND.search(style)), "")
    if ground:
        return _WHITE_BACKGROUND.search(ground) is not None
    coloured = ("class", "bgcolor", "background", "id")
    return not any(name in n.attributes for n in (node, *above) for name in coloured)
