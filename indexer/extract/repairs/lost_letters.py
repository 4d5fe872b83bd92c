"""Repairs letters and spaces that a PDF's text has lost, before it is cleaned.

Each place is judged by the words that it makes, by the document's own first; what nothing explains
stays, so that it can be counted (`legibility`).
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.extract.repairs import (
    ligatures,
    missing_ligatures,
    mojibake,
    sign_ligatures,
    tex_signs,
)
from indexer.extract.repairs.known_words import KnownWords
from indexer.extract.repairs.sign_spaces import restore_spaces
from indexer.extract.repairs.swapped_bytes import swap_back


def repair_texts(texts: Sequence[str]) -> list[str]:
    """The texts of a document's pages, as a reader returns them, with lost letters restored."""
    pages = [mojibake.undo(restore_spaces(swap_back(text))) for text in texts]
    pages, tex_codes = ligatures.spell_ligatures(pages, KnownWords(pages))
    pages = tex_signs.name_signs(pages, tex_codes)
    return missing_ligatures.add_missing(sign_ligatures.spell_signs(pages))
