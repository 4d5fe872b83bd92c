"""Pages on which nothing can hide words are not rendered."""

from __future__ import annotations

from contextlib import closing

import pypdfium2
import pytest

from indexer.extract.pdf.pdfium_objects import read_objects
from indexer.extract.pdf.pdfium_suspects import find_suspects
from tests.audit.builders import BOX, NAME, SENTENCE, document, form, xobject

SUSPICIOUS = {
    "words under a box": (SENTENCE + NAME + BOX, 1),
    "white words": (SENTENCE + "1 g " + NAME, 1),
    "words of the colour of their box": (SENTENCE + "0.2 g " + BOX + "0.3 g " + NAME, 1),
    "words in a form, under a box": ("/X Do " + BOX, 1),
    "words on a transparent box on a box of their colour": (
        SENTENCE + "0.2 g " + BOX + "/G gs 1 g " + BOX + "/O gs 0.3 g " + NAME,
        1,
    ),
    "words beside a box": (SENTENCE + BOX, 0),
    "black words on a coloured box": (SENTENCE + "0.8 1 0.9 rg " + BOX + "0 g " + NAME, 0),
    "black words on a transparent black box": (
        SENTENCE + "/T gs " + BOX + "/O gs " + NAME,
        0,
    ),
    "black words on a faint black box": (SENTENCE + "/F gs " + BOX + "/O gs " + NAME, 0),
}
STATES = "/ExtGState << /G << /ca 0.2 >> /F << /ca 0.1 >> /T << /ca 0 >> /O << /ca 1 >> >>"


@pytest.mark.parametrize("page", SUSPICIOUS)
def test_words_are_looked_at_where_something_may_hide_them(page: str) -> None:
    content, count = SUSPICIOUS[page]
    data = document(content, resources=xobject(10) + STATES, objects={10: form(NAME)})
    with closing(pypdfium2.PdfDocument(data)) as opened, closing(opened[0]) as first:
        assert len(find_suspects(first, read_objects(first))) == count
