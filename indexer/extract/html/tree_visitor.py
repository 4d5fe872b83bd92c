"""Goes through an HTML tree in the order of the page.

It is not recursive: pages nest as deep as they like.
"""

from __future__ import annotations

from typing import Protocol

from selectolax.lexbor import LexborNode


class Visitor(Protocol):
    """Is told of every node."""

    def enter(self, node: LexborNode) -> bool:
        """A node begins; whether its children are to be seen, and its end told."""

    def leave(self, node: LexborNode) -> None:
        """A node that was entered ends."""


def visit(root: LexborNode, visitor: Visitor) -> None:
    """Show `root` and what is below it to `visitor`."""
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
