"""What an HTML page gives away: in its source, in what it hides, to whom its readers are told."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from indexer.audit.detectors import html_fetches, images, pii
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.limits import Limits
from indexer.audit.findings import FindingKind
from indexer.extract.html.charset import decode
from indexer.extract.html.nodes import Node, NodeKind, nodes

_LARGEST: Final = 50_000_000  # bytes that are looked at
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_NO_TEXT: Final = frozenset({"script", "style", "noscript"})

_META: Final[dict[str, FindingKind]] = {
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
# Word writes its document's properties into a comment that only old browsers read.
_OFFICE: Final[dict[str, FindingKind]] = {
    "LastAuthor": FindingKind.EDITOR,
    "Manager": FindingKind.EDITOR,
    "Author": FindingKind.AUTHOR,
    "Company": FindingKind.AUTHOR,
    "Template": FindingKind.HISTORY,
}
_OFFICE_VALUE: Final = re.compile(rf"<o:({'|'.join(_OFFICE)})>([^<]{{1,300}})<")
_SAVED: Final = re.compile(r"saved from url=(?:\(\d+\))?(\S+)", re.IGNORECASE)
# What only old browsers or XML programs read.
_NO_REMARK: Final = re.compile(r"^\s*(\[if\b|<!\[endif|\[endif|\?xml)", re.IGNORECASE)
_LICENCE: Final = re.compile(r"\b(copyright|licen[cs]ed?|all rights reserved)\b", re.IGNORECASE)

_UNSEEN: Final = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|opacity\s*:\s*0(?:\.0+)?(?![\d.])|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?(?![\d.]))",
    re.IGNORECASE,
)
_WHITE: Final = r"(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255[^)]*\))(?![\w])"
_WHITE_TEXT: Final = re.compile(rf"(?<![\w-])color\s*:\s*{_WHITE}", re.IGNORECASE)
_BACKGROUND: Final = re.compile(r"background(?:-color|-image)?\s*:", re.IGNORECASE)
_WHITE_BACKGROUND: Final = re.compile(rf"background(?:-color)?\s*:\s*{_WHITE}", re.IGNORECASE)
_COMMENTS: Final = re.compile(r"mso-element\s*:\s*comment(?!-)", re.IGNORECASE)


def inspect(file: Path, collector: FindingCollector, limits: Limits) -> None:
    """Note what an HTML page gives away; the limits are for kinds that take long.

    Raises:
        ExtractionFailed: DAMAGED, it cannot be parsed.
    """
    with file.open("rb") as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        collector.add(FindingKind.NOT_LOOKED_AT, f"all after {_LARGEST:,} bytes")
    page = list(nodes(decode(data[:_LARGEST]).replace("\0", "")))
    look = _Look(collector)
    for text in _shown(page):
        pii.search_visible(collector, text)
    for node in page:
        look.at(node)
    look.end()


class _Look:
    """A page that is being looked at, node by node."""

    def __init__(self, collector: FindingCollector) -> None:
        self._ledger = collector
        self._above: list[Node] = []
        self._hidden: list[str] = []
        self._hidden_by: Node | None = None

    def at(self, node: Node) -> None:
        """Note what a node gives away."""
        del self._above[node.depth :]
        if self._hidden_by is not None and node.depth <= self._hidden_by.depth:
            self.end()
        if node.kind is NodeKind.ELEMENT:
            if self._hidden_by is None and _is_hidden(node, self._above):
                self._hidden_by = node
            self._element(node)
        elif node.kind is NodeKind.COMMENT:
            self._comment(node.text)
        else:
            self._text(node.text)
        self._above.append(node)

    def end(self) -> None:
        """Note the words of the hidden element that ends here, if one does."""
        text = " ".join(" ".join(self._hidden).split())
        if self._hidden_by is not None and _WORDS.search(text):
            self._ledger.add(FindingKind.HIDDEN_ELEMENT, text)
            pii.search_hidden(self._ledger, text, "an element that is not shown")
        self._hidden_by, self._hidden = None, []

    def _element(self, node: Node) -> None:
        attributes = node.attributes
        if node.tag == "meta":
            name = (attributes.get("name") or attributes.get("property") or "").lower()
            content = attributes.get("content", "").strip()
            if content and (kind := _META.get(name)):
                self._ledger.add(kind, f"{name}: {content}")
        if _COMMENTS.search(attributes.get("style", "")):
            self._ledger.add(FindingKind.COMMENT, "a comment of a word processor")
        for name, value in attributes.items():
            self._attribute(node.tag, name, value)
        for kind, detail in html_fetches.of_element(node):
            self._ledger.add(kind, detail)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name in ("href", "action") and value.lower().startswith(("mailto:", "tel:")):
            contact = unquote(value).partition(":")[2].partition("?")[0].strip()
            self._ledger.shown.add(contact)
            self._ledger.add(FindingKind.VISIBLE_CONTACT, contact)
        elif value.startswith("data:image/"):
            self._picture(value)
        elif not value.startswith(("http:", "https:", "data:")):
            pii.search_hidden(self._ledger, value, f"{name} of {tag}")

    def _picture(self, address: str) -> None:
        head, _, body = address.partition(",")
        try:
            data = base64.b64decode(unquote_to_bytes(body)) if "base64" in head else b""
        except (binascii.Error, ValueError) as error:
            self._ledger.add(FindingKind.NOT_LOOKED_AT, f"a picture in the page: {error}")
            return
        if data:
            images.inspect(data, self._ledger, "picture in the page")

    def _comment(self, text: str) -> None:
        if saved := _SAVED.search(text):
            self._ledger.add(FindingKind.SAVED_FROM, saved[1])
            return
        for name, value in _OFFICE_VALUE.findall(text):
            self._ledger.add(_OFFICE[name], f"{name}: {value}")
        if not _LICENCE.search(text):  # names the makers of the site's design, who want that
            pii.search_hidden(self._ledger, text, "a comment in the source")
        if not _NO_REMARK.match(text) and len(_WORDS.findall(text)) > 1:
            self._ledger.add(FindingKind.SOURCE_COMMENT, text)

    def _text(self, text: str) -> None:
        parent = self._above[-1] if self._above else None
        if parent is not None and parent.tag in ("script", "style"):
            for kind, detail in html_fetches.of_code(parent, text):
                self._ledger.add(kind, detail)
            pii.search_hidden(self._ledger, text, f"a {parent.tag} in the source")
        elif self._hidden_by is not None:
            self._hidden.append(text)


def _shown(page: list[Node]) -> Iterator[str]:
    """The texts that readers see."""
    above: list[Node] = []
    hidden = -1
    for node in page:
        del above[node.depth :]
        if 0 <= hidden < node.depth:
            pass
        elif node.kind is NodeKind.ELEMENT:
            out = node.tag in _NO_TEXT or _is_hidden(node, above)
            hidden = node.depth if out else -1
        elif node.kind is NodeKind.TEXT:
            hidden = -1
            yield node.text
        else:
            hidden = -1
        above.append(node)


def _is_hidden(node: Node, above: list[Node]) -> bool:
    attributes = node.attributes
    style = attributes.get("style", "")
    if node.tag == "template" or "hidden" in attributes or _UNSEEN.search(style):
        return True
    # White on white only where the source itself says so; style sheets are not looked into.
    if not _WHITE_TEXT.search(style):
        return False
    grounds = [style, *(outer.attributes.get("style", "") for outer in reversed(above))]
    ground = next((style for style in grounds if _BACKGROUND.search(style)), "")
    if ground:
        return _WHITE_BACKGROUND.search(ground) is not None
    coloured = ("class", "bgcolor", "background", "id")
    return not any(name in n.attributes for n in (node, *above) for name in coloured)
