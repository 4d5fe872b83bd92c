"""Repairs letters and spaces that a PDF's text has lost, before it is cleaned.

Each place is judged by the words that it makes, by the document's own first; what nothing explains
stays, so that it can be counted (`legibility`).
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.extract.text import ligatures, missing_ligatures, mojibake, sign_ligatures, tex_signs
from indexer.extract.text.known_words import KnownWords
from indexer.extract.text.sign_spaces import restore_spaces
from indexer.extract.text.swapped_bytes import swap_back


def repair_texts(texts: Sequence[str]) -> list[str]:
    """The texts of a document's pages, as a reader returns them, with lost letters restored."""
    pages = [mojibake.undo(restore_spaces(swap_back(text))) for text in texts]
    pages, tex_codes = ligatures.spell_ligatures(pages, KnownWords(pages))
    pages = tex_signs.name_signs(pages, tex_codes)
    return missing_ligatures.add_missing(sign_ligatures.spell_signs(pages))
