"""Finds the classes to which a page's own style sheets give a property."""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser

# The rules inside of "@media" stand in what looks like its declarations.
_RULE: Final = re.compile(r"(?<![^{}])([^{}]*+)\{(?=([^{}]*+))")
# Of the element itself, not of one around it; a name that needs no escape in a selector.
_LAST_CLASS: Final = re.compile(r"\.([A-Za-z_][\w-]*)\s*(?=,|$)")
_MAX_CLASSES: Final = 100


def classes_with(tree: LexborHTMLParser, word: str, declaration: re.Pattern[str]) -> frozenset[str]:
    """The classes with a `declaration`; sheets without `word`, a part of it, are not read."""
    found: set[str] = set()
    for sheet in tree.css("style"):
        css = sheet.text(deep=True)
        if word in css:
            for rule in _RULE.finditer(css):
                if declaration.search(rule[2]):
                    found.update(_LAST_CLASS.findall(rule[1].strip()))
    return frozenset(sorted(found)[:_MAX_CLASSES])
