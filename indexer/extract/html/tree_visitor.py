"""Visits an HTML tree in document order.

Without recursion: pages can be nested deeper than Python's stack.
"""

from __future__ import annotations

from typing import Protocol

from selectolax.lexbor import LexborNode


class Visitor(Protocol):
    """Receives every node."""

    def enter(self, node: LexborNode) -> bool:
        """Begin a node; returns whether to visit its children and call `leave`."""

    def leave(self, node: LexborNode) -> None:
        """End a node that was entered."""


def visit(root: LexborNode, visitor: Visitor) -> None:
    """Visit `root` and everything below it."""
    node, end = root, root.mem_id
    while True:
        entered = visitor.enter(node)
        child = node.child if entered else None
        if child is not None:
            node = child
            continue
        if entered:
            visitor.leave(node)
        while node.mem_id != end and node.next is None and node.parent is not None:
            node = node.parent
            visitor.leave(node)
        following = None if node.mem_id == end else node.next
        if following is None:
            return
        node = following
