"""Keeps the entities that a page shows as source code: a table explains what "&quot;" is."""

from __future__ import annotations

from typing import Final

from selectolax.lexbor import LexborHTMLParser

from indexer.extract.repairs import mojibake

_CODE: Final = "code, kbd, samp, tt, pre, xmp"
_MAX_ELEMENTS: Final = 3_000


def keep_code_entities(tree: LexborHTMLParser) -> None:
    """Mark the entities in the elements for source code, so that nothing decodes them again."""
    for element in tree.css(_CODE)[:_MAX_ELEMENTS]:
        for node in [*element.traverse(include_text=True)]:
            if node.is_text_node and "&" in (words := node.text()):
                node.replace_with(mojibake.keep_entities(words))
