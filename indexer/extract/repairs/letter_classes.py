"""Classes of characters for regular expressions: letters, and what stands in their place."""

from __future__ import annotations

from typing import Final

SMALL_LETTERS: Final = "a-zß-öø-ÿ"
LATIN_LETTERS: Final = (
    "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u1e00-\u1eff\ufb00-\ufb06"
)
"""Those of European languages."""
RARE_LATIN_LETTERS: Final = "\u0180-\u01cc\u01de-\u0217\u021c-\u024f"
"""Those of few languages, such as Vietnamese and Hausa."""
FOREIGN_LETTERS: Final = "\u0400-\u1cff\u2c80-\u2dff\u3000-\ua71f\ua840-\ud7ff"
"""Letters that stand beside Latin ones in no word. Greek ones do ("kΩ"), and modifiers, which are
glottal letters or phonetic."""
BREAK_MARK: Final = "\ufffe"
"""What PDFium leaves of a hyphen and a line end in a broken word."""
CONTROL_PICTURE: Final = 0x2400
"""Where Unicode has the pictures of the control characters."""
NO_CHARACTER: Final = "\ufffd"
"""A glyph that the font maps to no character, or a byte that was none."""
# Not NUL, which remains if UTF-16 was taken for bytes.
GLYPH_NUMBERS: Final = f"\x01-\x08\x0e-\x1f\x7f\u2400-\u241f{NO_CHARACTER}"
UNNAMED_SIGNS: Final = f"{GLYPH_NUMBERS}\ue000-\uf8ff"
"""What a PDF's reader returns for glyphs without a name: their numbers, which are control
characters (or their pictures), U+FFFD, or the private use area."""

# Cyrillic letters that look like Latin ones, which people mix without seeing it.
LOOKALIKES: Final = dict(zip("аеорсухіѕјАВЕКМНОРСТХІЅЈ", "aeopcyxisjABEKMHOPCTXISJ", strict=True))


def control_code(sign: str) -> int:
    """The number of the glyph that a control character or its picture stands for."""
    code = ord(sign)
    return code - CONTROL_PICTURE if CONTROL_PICTURE <= code < CONTROL_PICTURE + 0x20 else code
