"""Undoes what typesetting does to words on a PDF page.

They have shadows, raised marks and drop caps, they are letterspaced and broken.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.extract.pdf.broken_lines import part_broken_lines
from indexer.extract.pdf.drop_caps import set_drop_caps
from indexer.extract.pdf.letterspacing import close_letterspaced
from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.note_mark_edits import set_note_marks
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.pdf.shadows import without_shadows
from indexer.extract.pdf.upright_page import UprightPage


def undo_typesetting(
    characters: PageCharacters, lines: Sequence[Line]
) -> tuple[EditedText, list[Line]]:
    """The text of a page with its words as they are written, and the lines that have it.

    The lines come and go in the order of the text.
    """
    if not lines:
        return EditedText(characters.text), []
    page = UprightPage(characters, without_shadows(characters, lines))
    marks, upright = set_note_marks(page)
    caps, upright = set_drop_caps(page, upright)
    edits = [*marks, *caps, *close_letterspaced(page, upright)]
    ends, upright = part_broken_lines(EditedText(page.text, edits), upright)
    return EditedText(page.text, [*edits, *ends]), page.as_drawn(upright)
