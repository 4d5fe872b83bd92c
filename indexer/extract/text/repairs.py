"""Repairs letters and spaces that a PDF's text has lost, before it is cleaned.

Each place is judged by the words that it makes, by the document's own first; what nothing explains
stays, so that `lost_words` finds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from indexer.extract.text import ligatures, missing_ligatures, mojibake, sign_ligatures, tex_signs
from indexer.extract.text.known_words import KnownWords
from indexer.extract.text.letter_classes import FOREIGN_LETTERS, SMALL_LETTERS, UNNAMED_SIGNS
from indexer.extract.text.sign_spaces import restore_spaces
from indexer.extract.text.swapped_bytes import swap_back

_SMALL: Final = SMALL_LETTERS
_SIGN: Final = f"{UNNAMED_SIGNS}{FOREIGN_LETTERS}"
# In formulas such signs stand between single letters, capitals and figures.
_LOST: Final = re.compile(
    rf"(?<![\w{_SIGN}])[A-ZÀ-Þ]?(?=[{_SMALL}{_SIGN}]*[{_SIGN}])(?=(?:[{_SIGN}]*[{_SMALL}]){{4}})"
    rf"[{_SMALL}{_SIGN}]+(?![\w])"
)


def repair_texts(texts: Sequence[str]) -> list[str]:
    """The texts of a document's pages, as a reader returns them, with what was lost."""
    pages = [mojibake.undo(restore_spaces(swap_back(text))) for text in texts]
    pages, tex_codes = ligatures.spell_ligatures(pages, KnownWords(pages))
    pages = tex_signs.name_signs(pages, tex_codes)
    return missing_ligatures.add_missing(sign_ligatures.spell_signs(pages))


def lost_words(text: str) -> int:
    """How many words of a page have signs in the place of letters, which cleaning deletes."""
    return len(_LOST.findall(text))
