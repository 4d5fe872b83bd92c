"""Reads the words that stand before and behind an element in its paragraph."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Final

from selectolax.lexbor import LexborNode

from indexer.extract.html.blocks import BLOCK_TAGS

_INLINE_NAMES: Final = "a abbr b bdi em font i mark small span strong sub sup u"
INLINE: Final = frozenset(_INLINE_NAMES.split())
"""Elements that are a part of their paragraph."""
_MAX_CONTEXT_CHARS: Final = 60


def text_before(node: LexborNode) -> str:
    """The last characters of the paragraph before a node."""
    return "".join(reversed(_words_beside(node, attrgetter("prev"))))[-_MAX_CONTEXT_CHARS:]


def text_after(node: LexborNode) -> str:
    """The next characters of the paragraph after a node."""
    return "".join(_words_beside(node, attrgetter("next")))[:_MAX_CONTEXT_CHARS]


def _words_beside(
    node: LexborNode, neighbour: Callable[[LexborNode], LexborNode | None]
) -> list[str]:
    """The words of the nodes on one side of a node in its paragraph, the nearest first; as many as
    its context needs.
    """
    found: list[str] = []
    chars, current = 0, node
    while chars < _MAX_CONTEXT_CHARS:
        beside = neighbour(current)
        if beside is None:
            parent = current.parent
            if parent is None or parent.tag not in INLINE:
                break
            current = parent
        elif beside.tag == "br" or beside.tag in BLOCK_TAGS:
            break
        else:
            found.append(words_of(beside))
            chars += len(found[-1])
            current = beside
    return found


def words_of(node: LexborNode) -> str:
    """The words of a text or an element."""
    if node.is_text_node:
        return node.text_content or ""
    return node.text() if node.is_element_node else ""
