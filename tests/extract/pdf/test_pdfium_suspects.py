"""Pages on which nothing can hide words are not rendered."""

from __future__ import annotations

from contextlib import closing

import pypdfium2
import pytest

from indexer.extract.pdf.pdfium_objects import read_objects
from indexer.extract.pdf.pdfium_suspects import find_suspects
from tests.audit.builders import BOX, NAME, SENTENCE, document, form, image

SMALL = "BT /F1 6 Tf 60 602 Td (Juana Valdes) Tj ET "
# 120 by 50 points, from (50, 600), with round corners.
ROUND_BOX = (
    "60 600 m 160 600 l 165 600 170 605 170 610 c 170 640 l 170 645 165 650 160 650 c "
    "60 650 l 55 650 50 645 50 640 c 50 610 l 50 605 55 600 60 600 c h f "
)
# An ellipse of 200 by 60 points around (100, 605).
ELLIPSE = "0 605 m 0 645 200 645 200 605 c 200 565 0 565 0 605 c f "
HOLE = "0 560 200 90 re 55 595 100 30 re f* "
TRIANGLE = "40 590 m 200 590 l 200 700 l f "
TURNED = "q 0.707 0.707 -0.707 0.707 100 600 cm 0 0 60 60 re f Q "
QUARTER = "q 0 1 -1 0 160 595 cm 0 0 60 120 re f Q "

SUSPICIOUS = {
    "white words on a box with round corners": ("0 g " + ROUND_BOX + "1 g " + SMALL, 0),
    "white words in a corner that is round": (
        "0 g " + ROUND_BOX + "1 g " + SMALL.replace("60 602", "51 601"),
        1,
    ),
    "white words on an ellipse": ("0 g " + ELLIPSE + "1 g " + SMALL, 0),
    "white words at the tip of an ellipse": (
        "0 g " + ELLIPSE + "1 g " + SMALL.replace("60 602", "2 622"),
        1,
    ),
    "white words in a hole": ("0 g " + HOLE + "1 g " + SMALL, 1),
    "white words on a triangle": (
        "0 g " + TRIANGLE + "1 g " + SMALL.replace("60 602", "140 602"),
        0,
    ),
    "white words beside its long side": (
        "0 g " + TRIANGLE + "1 g " + SMALL.replace("60 602", "60 640"),
        1,
    ),
    "white words beside a turned box": ("0 g " + TURNED + "1 g " + SMALL, 1),
    "white words on a turned box": (
        "0 g " + TURNED + "1 g " + SMALL.replace("60 602", "85 640"),
        0,
    ),
    "white words on a box turned by a quarter": ("0 g " + QUARTER + "1 g " + SMALL, 0),
    "white words on a clipped box": ("q 0 0 9 9 re W n 0 g " + ROUND_BOX + "Q 1 g " + SMALL, 1),
    "white words on black on white": ("1 g " + ELLIPSE + "0 g " + ROUND_BOX + "1 g " + SMALL, 0),
    "white words on white on black": ("0 g " + ELLIPSE + "1 g " + ROUND_BOX + SMALL, 1),
    "white words on a box on a picture": (
        "q 200 0 0 100 0 560 cm /Y Do Q 0 g " + ROUND_BOX + "1 g " + SMALL,
        0,
    ),
    "words under a box": (SENTENCE + NAME + BOX, 1),
    "white words": (SENTENCE + "1 g " + NAME, 1),
    "words of the colour of their box": (SENTENCE + "0.2 g " + BOX + "0.3 g " + NAME, 1),
    "words in a form, under a box": ("/X Do " + BOX, 1),
    "words on a transparent box on a box of their colour": (
        SENTENCE + "0.2 g " + BOX + "/G gs 1 g " + BOX + "/O gs 0.3 g " + NAME,
        1,
    ),
    "words under a thick line": (SENTENCE + NAME + "9 w 45 654 m 165 654 l S", 1),
    "words under a line that is scaled": (
        SENTENCE + NAME + "q 9 0 0 9 0 0 cm 5 72.7 m 18 72.7 l S",
        1,
    ),
    "words below a curve": (SENTENCE + NAME + "6 w 20 640 m 20 690 195 690 195 640 c S", 0),
    "words under a zigzag": (SENTENCE + NAME + "6 w 45 640 m 85 670 l 125 640 l S", 1),
    "words on a thick line of their colour": (SENTENCE + "9 w 45 654 m 165 654 l S " + NAME, 1),
    "words on a thick line of another colour": (
        SENTENCE + "0.8 1 0.8 RG 9 w 45 654 m 165 654 l S " + NAME,
        0,
    ),
    "words on the border of their box": ("1 g 14 w 45 654 120 40 re B 0 g " + NAME, 1),
    "words in a thick frame": (SENTENCE + NAME + "9 w 20 600 300 150 re S", 0),
    "words under a thin line": (SENTENCE + NAME + "1 w 45 654 m 165 654 l S", 0),
    "words above a thick line": (SENTENCE + NAME + "4 w 45 646 m 165 646 l S", 0),
    "words under a line with more points than are looked at": (
        SENTENCE + NAME + "6 w 10 10 m " + "10 790 l 500 790 l " * 300 + "S",
        2,
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


RESOURCES = "/XObject << /X 10 0 R /Y 11 0 R >> " + STATES
PICTURE = image(b"\xff" * 3, (1, 1), "")


@pytest.mark.parametrize("page", SUSPICIOUS)
def test_words_are_looked_at_where_something_may_hide_them(page: str) -> None:
    content, count = SUSPICIOUS[page]
    data = document(content, resources=RESOURCES, objects={10: form(NAME), 11: PICTURE})
    with closing(pypdfium2.PdfDocument(data)) as opened, closing(opened[0]) as first:
        assert len(find_suspects(first, read_objects(first))) == count
