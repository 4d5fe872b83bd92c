"""Goes from a node of an HTML page up to the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from selectolax.lexbor import LexborNode


def lineage(node: LexborNode) -> Iterator[LexborNode]:
    """A node and the nodes around it, the innermost first."""
    current: LexborNode | None = node
    while current is not None:
        yield current
        current = current.parent


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The nodes around a node, the innermost first."""
    return islice(lineage(node), 1, None)


def with_ancestors(nodes: Iterable[LexborNode]) -> frozenset[int]:
    """The identities (`mem_id`) of nodes and of all nodes around them."""
    found: set[int] = set()
    for node in nodes:
        for one in lineage(node):
            if one.mem_id in found:
                break
            found.add(one.mem_id)
    return frozenset(found)
