"""Undoes what typesetting does to words on a PDF page: raised marks, drop caps, letterspacing."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.extract.pdf.broken_lines import part_broken_lines
from indexer.extract.pdf.drop_caps import set_drop_caps
from indexer.extract.pdf.letterspacing import close_letterspaced
from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.note_mark_edits import set_note_marks
from indexer.extract.pdf.page_lines import Line, PageCharacters


def undo_typesetting(
    characters: PageCharacters, lines: Sequence[Line]
) -> tuple[EditedText, list[Line]]:
    """The text of a page with its words as they are written, and the lines that have it.

    The lines come and go in the order of the text.
    """
    marks, lines = set_note_marks(characters, lines)
    caps, lines = set_drop_caps(characters, lines)
    edits = [*marks, *caps, *close_letterspaced(characters, lines)]
    ends, lines = part_broken_lines(EditedText(characters.text, edits), lines)
    return EditedText(characters.text, [*edits, *ends]), lines
