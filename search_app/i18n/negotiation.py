"""Negotiates the language from a browser's `Accept-Language` (RFC 9110, RFC 4647).

A region falls back to its language, in the reader's order: `pt-PT, en;q=0.5` is Portuguese.
(Werkzeug's own `best_match` says English, because it looks for exact names first.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

_ANY: Final = "*"


def preferred(accepted: Iterable[tuple[str, float]], offered: Sequence[str]) -> str | None:
    """The preferred language of `offered`; None if none of them is acceptable.

    `accepted` are language ranges with their qualities, the best first. Quality 0 excludes a
    language, and `*` stands for all that are not named; of equal ones the first of `offered` wins.
    """
    named: dict[str, float] = {}
    excluded: set[str] = set()
    others = 0.0
    for given, quality in accepted:
        wanted = given.lower()
        if wanted == _ANY:
            others = quality
        elif quality > 0:
            named.setdefault(re.split("[-_]", wanted, maxsplit=1)[0], quality)
        else:
            excluded.add(wanted)
    qualities = {code: quality for code, quality in named.items() if code in offered}
    for code in offered:
        if code not in excluded:
            qualities.setdefault(code, others)
    best = max(qualities, key=lambda code: qualities[code], default=None)
    return best if best is not None and qualities[best] > 0 else None
