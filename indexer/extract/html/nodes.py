"""An HTML page as a sequence of plain nodes, including hidden ones and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from indexer.errors import ExtractionFailed
from indexer.extract.html.hiding_styles import HiddenBy
from indexer.extract.html.visibility import HiddenElements, hidden_by_style
from indexer.file_problems import ProblemKind
from indexer.messages import quoted

_MAX_TEMPLATE_DEPTH: Final = 4
_OPENING_TAG: Final = re.compile(r"^<template[^>]*>")


class NodeKind(Enum):
    """What a node is."""

    ELEMENT = auto()
    TEXT = auto()
    COMMENT = auto()


class Shown(Enum):
    """Whether readers see the words of a node."""

    YES = auto()
    MAYBE = auto()
    NO = auto()


@dataclass(frozen=True, slots=True)
class Node:
    """One node; `depth` is its level in the tree, `text` that of text nodes and comments.

    `shown` says whether an element's own words are seen; that of a text is its element's.
    """

    kind: NodeKind
    depth: int
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    shown: Shown = Shown.YES


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """All nodes of a page in document order, and what its style leaves open."""

    nodes: list[Node]
    styles: HiddenElements


def parse_page(source: str) -> ParsedPage:
    """Parse a page, with what nobody sees of it.

    Raises:
        ExtractionFailed: DAMAGED, the source cannot be parsed.
    """
    tree = _parse(source)
    styles = hidden_by_style(tree)
    return ParsedPage(list(_below(tree, styles, 0, 0)), styles)


def _parse(source: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(source)
    except (SelectolaxError, ValueError) as error:
        raise ExtractionFailed(ProblemKind.DAMAGED, quoted("selectolax", str(error))) from error


def _below(
    tree: LexborHTMLParser, styles: HiddenElements, depth: int, templates: int
) -> Iterator[Node]:
    # No recursion: pages can be nested deeper than Python's stack.
    first = tree.root
    while first is not None and first.prev is not None:  # comments before the page itself
        first = first.prev
    waiting = [(first, depth, Shown.NO if templates else Shown.YES)]
    while waiting:
        node, depth, shown = waiting.pop()
        if node is None:
            continue
        waiting.append((node.next, depth, shown))
        if node.is_text_node:
            yield Node(NodeKind.TEXT, depth, text=node.text_content or "", shown=shown)
        elif node.is_comment_node:
            yield Node(NodeKind.COMMENT, depth, text=node.comment_content or "", shown=shown)
        elif node.is_element_node:
            shown = _shown(styles.certain, styles.doubtful, node.mem_id, templates)
            yield _element(node, depth, shown)
            if node.tag == "template" and templates < _MAX_TEMPLATE_DEPTH:
                # The parser keeps its content apart, but serialises it.
                inside = _OPENING_TAG.sub("", node.html or "").removesuffix("</template>")
                yield from _below(_parse(inside), HiddenElements(), depth + 1, templates + 1)
            waiting.append((node.first_child, depth + 1, shown))


def _shown(
    certain: Mapping[int, HiddenBy], doubtful: Mapping[int, HiddenBy], identity: int, templates: int
) -> Shown:
    if templates or identity in certain:
        return Shown.NO
    return Shown.MAYBE if identity in doubtful else Shown.YES


def _element(node: LexborNode, depth: int, shown: Shown) -> Node:
    attributes = {key: value or "" for key, value in node.attributes.items()}
    return Node(NodeKind.ELEMENT, depth, node.tag or "", attributes, shown=shown)
