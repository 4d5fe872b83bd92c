"""Opens the shadow roots that a page has in its source: browsers show what is in them.

`<template shadowrootmode>` is how saved pages keep the inside of web components (SingleFile does).
Other templates are shown nowhere.
"""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<template\b([^>]*)>|</template\s*>",
    re.IGNORECASE | re.DOTALL,
)
_SHADOW: Final = re.compile(r"\sshadowroot(?:mode)?\b", re.IGNORECASE)


def open_shadow_roots(source: str) -> str:
    """`source` with an element of no meaning in the place of each shadow root."""
    if "shadowroot" not in source.lower():
        return source
    opened: list[bool] = []  # whether each open template is a shadow root

    def written(token: re.Match[str]) -> str:
        if token[2] is not None:
            opened.append(_SHADOW.search(token[2]) is not None)
            return "<shadow-root>" if opened[-1] else token[0]
        if token[0].startswith("</"):
            return "</shadow-root>" if opened and opened.pop() else token[0]
        return token[0]

    return _TOKEN.sub(written, source)
