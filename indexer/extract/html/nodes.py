"""An HTML page as a sequence of plain nodes, including hidden ones and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from indexer.errors import ExtractionFailed
from indexer.model import ProblemKind

_MAX_TEMPLATE_DEPTH: Final = 4
_OPENING_TAG: Final = re.compile(r"^<template[^>]*>")


class NodeKind(Enum):
    """What a node is."""

    ELEMENT = auto()
    TEXT = auto()
    COMMENT = auto()


@dataclass(frozen=True, slots=True)
class Node:
    """One node; `depth` is its level in the tree, `text` that of text nodes and comments."""

    kind: NodeKind
    depth: int
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""


def parse_nodes(source: str) -> Iterator[Node]:
    """All nodes of a page in document order.

    Raises:
        ExtractionFailed: DAMAGED, the source cannot be parsed.
    """
    return _below(_parse(source), 0, 0)


def _parse(source: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(source)
    except (SelectolaxError, ValueError) as error:
        raise ExtractionFailed(ProblemKind.DAMAGED, f"selectolax: {error}") from error


def _below(tree: LexborHTMLParser, depth: int, templates: int) -> Iterator[Node]:
    # No recursion: pages can be nested deeper than Python's stack.
    first = tree.root
    while first is not None and first.prev is not None:  # comments before the page itself
        first = first.prev
    waiting = [(first, depth)]
    while waiting:
        node, depth = waiting.pop()
        if node is None:
            continue
        waiting.append((node.next, depth))
        if node.is_text_node:
            yield Node(NodeKind.TEXT, depth, text=node.text_content or "")
        elif node.is_comment_node:
            yield Node(NodeKind.COMMENT, depth, text=node.comment_content or "")
        elif node.is_element_node:
            yield _element(node, depth)
            if node.tag == "template" and templates < _MAX_TEMPLATE_DEPTH:
                # The parser keeps its content apart, but serialises it.
                inside = _OPENING_TAG.sub("", node.html or "").removesuffix("</template>")
                yield from _below(_parse(inside), depth + 1, templates + 1)
            waiting.append((node.first_child, depth + 1))


def _element(node: LexborNode, depth: int) -> Node:
    attributes = {key: value or "" for key, value in node.attributes.items()}
    return Node(NodeKind.ELEMENT, depth, node.tag or "", attributes)
