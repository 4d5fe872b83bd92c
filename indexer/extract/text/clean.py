"""Cleans the text of extractors into the text that is shown.

The text stays as read, without the artefacts of typesetting: NFC (never NFKC, which turns ordinal
signs into letters), single spaces, one kind of line end, no control characters. Lines that repeat
from page to page are dropped, except for the first: the publication is still found by them, and a
title page keeps its title.

The order matters: what a PDF has lost is repaired before (`repairs`), because signs that stand for
letters are deleted here, with marks of broken words (`hyphenation`) and soft hyphens, which split
words; spacing accents are repaired before NFC, after which they could not be combined any more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from indexer.extract.repairs import ligatures, mojibake
from indexer.extract.repairs.drop_cap_words import join_drop_caps
from indexer.extract.repairs.known_words import KnownWords
from indexer.extract.repairs.letterspaced import join_letterspaced
from indexer.extract.repairs.misread_charsets import reread
from indexer.extract.repairs.spacing_accents import AccentSides, count_sides, repair_accents
from indexer.extract.text.hyphenation import rejoin_words
from indexer.extract.text.page_ends import rejoin_over_pages
from indexer.extract.text.running_lines import drop_running_lines

_SPACES: Final = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
_SPACES_TOO: Final = "\u200a\u202f\u205f\u3000"
_LINE_ENDS: Final = "\x0b\x0c\u2028\u2029"
# Bullets of Symbol and Wingdings in the private use area.
_BULLETS: Final = "\uf06c\uf06e\uf0a7\uf0a8\uf0b7\uf0d8"
_LIGATURES: Final = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip


def _character_table() -> dict[int, str | None]:
    """Replacements of single characters; None deletes."""
    table: dict[int, str | None] = dict.fromkeys([*range(0x20), 0x7F, *range(0xD800, 0xF900)])
    for code in range(0x80, 0xA0):
        # Bytes of Windows-1252 that were taken for Latin-1 ("Tukey\x92s"), else C1 controls.
        table[code] = bytes([code]).decode("cp1252", "ignore") or None
    # Pictures of control characters stand for glyphs without a character (`pdf.glyph_signs`).
    table.update(dict.fromkeys(range(0x2400, 0x2420)))
    table.update(dict.fromkeys([0x2409, 0x240A, 0x240B, 0x240C, 0x240D], "\n"))
    table.update(dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, 0xFEFF, 0xFFFE, 0xFFFF]))
    table.update(dict.fromkeys([0x034F, 0x180E, *range(0x2060, 0x2065)]))
    # Marks that change the direction can make a text look like a different one.
    table.update(dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
    table.update(dict.fromkeys(map(ord, _SPACES + _SPACES_TOO), " "))
    table.update(dict.fromkeys(map(ord, _LINE_ENDS + "\n"), "\n"))
    table.update(dict.fromkeys(map(ord, _BULLETS), "•"))
    table.update({ord(ligature): letters for ligature, letters in _LIGATURES.items()})
    return table


_CHARACTERS: Final = _character_table()


def _ranges(codes: Iterable[int]) -> str:
    """Characters as ranges of a class in a pattern."""
    steps = enumerate(sorted(codes))
    runs = [[code for _, code in run] for _, run in groupby(steps, lambda step: step[1] - step[0])]
    return "".join(f"{re.escape(chr(run[0]))}-{re.escape(chr(run[-1]))}" for run in runs)


# Finding the few takes a fifth of the time that str.translate() takes to look up all.
_REPLACED: Final = re.compile(f"[{_ranges(_CHARACTERS.keys() - {0x0A})}]")
# Joiners belong to words in Arabic and Indic scripts, and to pictures made of several emoji.
_ANY_JOINER: Final = re.compile("[\u200c\u200d]")
_NEEDS_JOINERS: Final = (
    "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\u1900-\u1cff\u2190-\u2bff\ua800-\uabff"
    "\ufb1d-\ufdff\ufe00-\ufe0f\ufe70-\ufefc\U00010a00-\U00011fff\U0001f000-\U0001faff"
)
_JOINER: Final = re.compile(f"[\u200c\u200d](?<![{_NEEDS_JOINERS}].)")
_RUN_OF_SPACES: Final = re.compile(r" {2,}")
_SPACE_AT_LINE: Final = re.compile(r" ?\n ?")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
_MAX_SLIDE_CHARS: Final = 900


def clean_text(text: str) -> str:
    """Clean characters, spaces and line ends, and repair letters."""
    (text,), _ = ligatures.spell_ligatures([mojibake.undo(text)], KnownWords([text]))
    text = join_letterspaced(_translate(text))
    return _normalise(_repair_letters(text, count_sides([text])))


def clean_line(text: str) -> str:
    """Clean a text into one line, for titles, names and labels."""
    return " ".join(clean_text(text).split())


def clean_characters(text: str) -> str:
    """Clean characters only; spaces and line ends stay where they are."""
    return unicodedata.normalize("NFC", _translate(mojibake.undo(text)))


def letters(text: str) -> str:
    """The letters and digits of `text`, which are the same in different forms of a text."""
    return "".join(filter(str.isalnum, text))


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as read. `recognised` text is from OCR, `notes` are the annotations on the page.

    `hidden_words` is how many words were left out because nobody sees them; `cut_off_words` of
    these are only cut off by the frame around their line.
    """

    text: str
    landscape: bool = False
    label: str = ""
    recognised: bool = False
    notes: str = ""
    hidden_words: int = 0
    cut_off_words: int = 0


def clean_pages(pages: Sequence[PageText]) -> list[str]:
    """Clean the pages of a document; repeated headers and footers stay only on the first page.

    Marks of blocks stay where they are (`block_marks`).
    """
    read = join_drop_caps(rejoin_words([page.text for page in pages]))
    sides = count_sides(read)
    texts = [_repair_letters(_translate(text), sides) for text in read]
    # The other pages have their words by where the letters stand on them.
    texts = [
        _normalise(join_letterspaced(text) if page.recognised else text)
        for page, text in zip(pages, texts, strict=True)
    ]
    if not _is_slide_deck(pages):
        texts = drop_running_lines(texts, [page.label for page in pages])
    return rejoin_over_pages(texts)


def _is_slide_deck(pages: Sequence[PageText]) -> bool:
    """Wide pages with little text: what repeats on slides is often their title."""
    wide = sum(page.landscape for page in pages)
    characters = sum(len(page.text) for page in pages)
    return wide * 2 > len(pages) and characters < _MAX_SLIDE_CHARS * len(pages)


def _translate(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _REPLACED.sub(lambda found: _CHARACTERS[ord(found[0])] or "", text)
    return _JOINER.sub("", text) if _ANY_JOINER.search(text) else text


def _repair_letters(text: str, sides: AccentSides) -> str:
    return repair_accents(reread(text), sides)


def _normalise(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = _SPACE_AT_LINE.sub("\n", _RUN_OF_SPACES.sub(" ", text))
    return _EMPTY_LINES.sub("\n\n", text).strip()
