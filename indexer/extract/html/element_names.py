"""Names the elements of a page by which its copy opens at a place.

An element with an id has that name. Of several with the same id browsers find only the first, and
many pages have headings without any; those get names that only the copy of the page knows
(`render.page_copy` writes them). Both sides name the elements of the same tree.
"""

from __future__ import annotations

from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html.blocks import BLOCK_TAGS, HEADING_LEVELS, is_second_break

_NAMEABLE: Final = BLOCK_TAGS | {"br", "td", "th"}
_OWN_NAMES: Final = "[id]:not([id='']), a[name]"
_MAX_UNNAMED_CHARS: Final = 300
"""Characters of text after which the next element gets a name: a passage begins hardly before it.
Copies become 3 % longer by these names (measured on 256 pages)."""


def name_elements(tree: LexborHTMLParser) -> dict[int, str]:
    """The names of elements, by their identity (`mem_id`), each only once."""
    if tree.body is None:
        return {}
    names = _Names(tree)
    for node in tree.body.traverse(include_text=True):
        if node.is_text_node:
            names.count(len(node.text_content or ""))
        elif node.is_element_node:
            names.add(node)
    return names.found


class _Names:
    """The names given so far."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.found: dict[int, str] = {}
        self._ids = {node.id for node in tree.css("[id]")}
        self._taken = self._ids | {node.attributes.get("name") for node in tree.css("a[name]")}
        self._numbers: dict[str, int] = {}
        self._used: set[str] = set()
        self._unnamed_chars = 0

    def count(self, characters: int) -> None:
        """Count text that no named element precedes directly."""
        self._unnamed_chars += characters

    def add(self, node: LexborNode) -> None:
        """Name an element, if it has a name of its own or needs one."""
        tag = node.tag or ""
        identity = node.id
        own = identity or (node.attributes.get("name") if tag == "a" else "") or ""
        if own:
            name = self._own_name(own, is_id=bool(identity))
        else:
            name = self._new_name(tag, "-") if self._needs_name(node, tag) else ""
        if name:
            self.found[node.mem_id] = name
            self._unnamed_chars = 0

    def _needs_name(self, node: LexborNode, tag: str) -> bool:
        if tag in HEADING_LEVELS:
            return node.css_first(_OWN_NAMES) is None
        is_far = self._unnamed_chars >= _MAX_UNNAMED_CHARS and tag in _NAMEABLE
        return is_far and (tag != "br" or is_second_break(node))

    def _own_name(self, own: str, *, is_id: bool) -> str:
        if own not in self._used and (is_id or own not in self._ids):
            self._used.add(own)
            return own
        return self._new_name(own, ".") if is_id else ""

    def _new_name(self, beginning: str, joint: str) -> str:
        number = self._numbers.get(beginning, 0 if joint == "-" else 1)
        name = ""
        while not name or name in self._taken:
            number += 1
            name = f"{beginning}{joint}{number}"
        self._numbers[beginning] = number
        self._taken.add(name)
        return name
