"""An HTML page as a row of plain nodes, hidden ones and comments too (see also `html`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from indexer.errors import ExtractionFailed
from indexer.model import ProblemKind

_DEEPEST: Final = 4  # templates inside templates
_OPENING: Final = re.compile(r"^<template[^>]*>")


class NodeKind(Enum):
    """What a node is."""

    ELEMENT = auto()
    TEXT = auto()
    COMMENT = auto()


@dataclass(frozen=True, slots=True)
class Node:
    """One node; `depth` tells what it stands in, `text` is that of texts and comments."""

    kind: NodeKind
    depth: int
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""


def nodes(source: str) -> Iterator[Node]:
    """All nodes of a page in their order.

    Raises:
        ExtractionFailed: DAMAGED, the source cannot be parsed.
    """
    return _below(_parsed(source), 0, 0)


def _parsed(source: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(source)
    except (SelectolaxError, ValueError) as error:
        raise ExtractionFailed(ProblemKind.DAMAGED, f"selectolax: {error}") from error


def _below(tree: LexborHTMLParser, depth: int, templates: int) -> Iterator[Node]:
    # No recursion: a page can be nested as deep as it likes.
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
            if node.tag == "template" and templates < _DEEPEST:
                # The parser keeps what is in it apart, but writes it out.
                inside = _OPENING.sub("", node.html or "").removesuffix("</template>")
                yield from _below(_parsed(inside), depth + 1, templates + 1)
            waiting.append((node.first_child, depth + 1))


def _element(node: LexborNode, depth: int) -> Node:
    attributes = {key: value or "" for key, value in node.attributes.items()}
    return Node(NodeKind.ELEMENT, depth, node.tag or "", attributes)
