"""Undoes what programs did to characters: UTF-8 saved twice ("araÃ±a"), entities encoded twice.

The only module that imports ftfy, which is sure of what it repairs; it sees only lines that have
one of the pairs of characters that UTF-8 gives when it is taken for something else.
"""

from __future__ import annotations

import html
import re
from typing import Final

import ftfy

# The first byte of a character of UTF-8 and a byte that follows it, in Windows-1252, Latin-1,
# MacRoman or code page 437.
_PAIR: Final = re.compile(
    "[ÂÃÄÅÎÏÐÑÙØâãðï√¬‚├┬Γ]"
    "[\x80-\xbf€ŠšŽžŒœŸˆ˜ƒ–—‘’‚“”„†‡•…‰‹›™±≤≥∑∂ΩÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü∞│▒▓░║]"
)
_CONFIG: Final = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    # What is C1 may be a sign of the font.
    fix_c1_controls=False,
)
# Its third byte is no character in Windows-1252, so that some programs drop it.
_CUT_QUOTE: Final = re.compile(r"â€\x9d?(?=[\sA-Za-z.,;:!?)]|\Z)")

_ENTITY: Final = re.compile(r"&(?:amp;)*(?:[A-Za-z]{2,8}|#\d{3,5}|#[xX][0-9A-Fa-f]{2,4});")
# They are shown where somebody explains them.
_EXPLAINED: Final = re.compile(r"&lt;|&gt;|[<>]|\bX?HTML\b|\bXML\b|entit|entidad", re.IGNORECASE)
_ENCODED_TIMES: Final = 3
_KEEPS: Final = "\u200b"
_LETTER: Final = r"(?:[A-Za-z](?:acute|grave|circ|tilde|uml|cedil|ring)|[ao]elig|szlig|ord[fm]);"
_LETTER_ENTITY: Final = re.compile(rf"&(?:amp;)*{_LETTER}")
_ENCODED_LETTER: Final = re.compile(rf"&(?:amp;)+(?={_LETTER})")
_TEXT: Final = re.compile("[^<>\n]+")


def undo(text: str) -> str:
    """The text with the characters that were meant."""
    if "&" in text:
        text = _decode_entities(text)
    if not _PAIR.search(text):
        return text
    lines = [_repair(line) if _PAIR.search(line) else line for line in text.split("\n")]
    return "\n".join(lines)


def keep_entities(text: str) -> str:
    """Source code in which `undo` leaves the entities; cleaning removes what keeps them."""
    return _ENTITY.sub(lambda entity: entity[0].replace("&", f"&{_KEEPS}"), text)


def undo_in_markup(source: str) -> str:
    """The source of a web page with the characters that were meant, part by part.

    An entity of a letter that was encoded twice is decoded once: the page's parser does the rest.
    """
    source = _ENCODED_LETTER.sub("&", source)
    return _TEXT.sub(_repair_part, source) if _PAIR.search(source) else source


def _repair_part(match: re.Match[str]) -> str:
    return _repair(match[0]) if _PAIR.search(match[0]) else match[0]


def _repair(line: str) -> str:
    fixed = ftfy.fix_text(line, _CONFIG)
    # ftfy would take the cut one and a space for a dagger.
    return ftfy.fix_text(_CUT_QUOTE.sub("”", line), _CONFIG) if fixed != line else line


def _decode_entities(text: str) -> str:
    """Letters are decoded wherever they stand; the others unless the text is about them."""
    pattern = _LETTER_ENTITY if _EXPLAINED.search(text) else _ENTITY
    for _ in range(_ENCODED_TIMES):
        if not pattern.search(text):
            break
        text = pattern.sub(lambda entity: html.unescape(entity[0]), text)
    return text
