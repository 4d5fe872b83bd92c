"""Sets words apart that only a style puts on lines of their own: `<span style="display:block">`."""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html.styled_classes import classes_with

_BLOCK_DISPLAY: Final = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)\b", re.I)
_INLINE: Final = ("span", "a", "b", "strong", "em", "i", "small", "label", "time", "cite", "font")
_BY_STYLE: Final = ", ".join(f"{name}[style*=display]" for name in _INLINE)


def part_styled_lines(tree: LexborHTMLParser) -> None:
    """Put a blank on both sides of what is displayed as a block."""
    found = [node for node in tree.css(_BY_STYLE) if _BLOCK_DISPLAY.search(_style(node))]
    if classes := classes_with(tree, "display", _BLOCK_DISPLAY):
        selectors = (f"{name}.{cls}" for name in _INLINE for cls in classes)
        found += tree.css(", ".join(selectors))
    for node in found:
        node.insert_before(" ")
        node.insert_after(" ")


def _style(node: LexborNode) -> str:
    return node.attributes.get("style") or ""
