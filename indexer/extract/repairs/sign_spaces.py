"""Puts spaces where a page has another sign between its words: "hijas,%el%grupo%de%madres".

Of a PDF, the blank sign itself says so (`pdf.glyph_signs`); here the text does, wherever it is
from: almost no spaces on the page, or on lines of it, and one sign between their words.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_LETTER: Final = r"[^\W\d_]"
_BETWEEN: Final = re.compile(rf"([!\"#$%&()*+=?@^_`|~{{}}])(?={_LETTER})(?<={_LETTER}{{2}}.)")
_SPACE: Final = re.compile(r"(?<=\S) +(?=\S)")
_NEVER_IN_NAMES: Final = frozenset('!"#$%()*+')
"""Signs that stand for spaces even on a page with others: names in code and addresses have the
rest."""
_CODE: Final = re.compile(r"[\\{}<>=\[\]]|://")
_MIN_PLACES: Final = 3
_MAX_SHARE_OF_SPACES: Final = 0.25
"""Spaces for each sign between words. Measured on 4,019 pages: none with words has fewer but one
where the sign is a space."""


def restore_spaces(text: str) -> str:
    """The text of a page with spaces in place of the sign that stands for them."""
    for sign, places in Counter(_BETWEEN.findall(text)).items():
        if places < _MIN_PLACES:
            continue
        if len(_SPACE.findall(text)) <= _MAX_SHARE_OF_SPACES * places:
            text = "\n".join(_spaced(line, sign) for line in text.split("\n"))
        elif sign in _NEVER_IN_NAMES:
            text = "\n".join(_judged(line, sign) for line in text.split("\n"))
    return text


def _judged(line: str, sign: str) -> str:
    """The line of a page that has spaces elsewhere."""
    places = len([found for found in _BETWEEN.findall(line) if found == sign])
    spaces = len(_SPACE.findall(line))
    is_row = places >= _MIN_PLACES and spaces <= _MAX_SHARE_OF_SPACES * places
    return _spaced(line, sign) if is_row and not _CODE.search(line) else line


def _spaced(line: str, sign: str) -> str:
    """The line with spaces; what is real stands behind a figure ("el%40%%de%las" is 40 %)."""
    escaped = re.escape(sign)
    line = re.sub(rf"(?<=\d){escaped}(?={escaped})", "\0", line)
    line = re.sub(rf"(?<=[^\W_]){escaped}{{1,9}}\s*$", "", line) if sign != "%" else line
    line = re.sub(rf"(?<=[^\d\s\0]){escaped}{{1,9}}\s*$", "", line)
    line = re.sub(rf"(?<=\d){escaped}\s*$", "\0", line)
    return re.sub(rf"{escaped}+", " ", line).replace("\0", sign)
