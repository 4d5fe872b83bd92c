"""Words that nobody sees are found, whatever hides them; words that are seen are not."""

from __future__ import annotations

import pytest

from indexer.audit.findings import FindingKind
from tests.audit import builders
from tests.audit.builders import BOX, NAME, SENTENCE, annotation, document, form, xobject
from tests.audit.conftest import Inspected

PHOTO = builders.image(builders.jpeg(), (200, 150))
DRAWN = "q 300 0 0 225 40 400 cm /X Do Q\n"
WHOLE_PAGE = "q 595 0 0 842 0 0 cm /X Do Q\n"
LAYER = "<< /Type /OCG /Name (Nombres) >>"
IN_LAYER = SENTENCE + f"/OC /L1 BDC {NAME} EMC"
LAYERS = {"resources": "/Properties << /L1 20 0 R >>"}
LABEL = "1 g BT /F1 12 Tf 52 650 Td (NOMBRE SUPRIMIDO) Tj ET\n"


def invisible(text: str = NAME) -> str:
    return text.replace("Tf", "Tf 3 Tr")


def marked(subtype: str, drawn: str = BOX) -> bytes:
    return document(
        SENTENCE + NAME,
        page="/Annots [10 0 R]",
        objects={
            10: annotation(subtype, "/AP << /N 11 0 R >>"),
            11: form(drawn, "45 645 165 663"),
        },
    )


COVERED = {
    "a black box": document(SENTENCE + NAME + BOX),
    "a white box": document(SENTENCE + NAME + "1 g\n" + BOX),
    "a red box": document(SENTENCE + NAME + "1 0 0 rg\n" + BOX),
    "a box that was there first": document(SENTENCE + BOX + NAME),
    "a box with other words on it": document(SENTENCE + NAME + BOX + LABEL),
    "a box in a form": document(
        SENTENCE + NAME + "/X Do", resources=xobject(10), objects={10: form(BOX)}
    ),
    "a box over words in a form": document(
        SENTENCE + "/X Do\n" + BOX, resources=xobject(10), objects={10: form(NAME)}
    ),
    "a box on a turned page": document(SENTENCE + NAME + BOX, page="/Rotate 90"),
    "a picture": document(
        SENTENCE + NAME + "q 120 0 0 18 45 645 cm /X Do Q",
        resources=xobject(10),
        objects={10: PHOTO},
    ),
    "an annotation": marked("Square"),
    "a stamp": marked("Stamp", "0.2 0.2 0.6 rg " + BOX),
    "a black box over a scan, with recognised text": document(
        WHOLE_PAGE + BOX + invisible(), resources=xobject(10), objects={10: PHOTO}
    ),
}


@pytest.mark.parametrize("hidden_by", COVERED)
def test_words_that_are_covered_are_reported(hidden_by: str, inspected: Inspected) -> None:
    [finding] = inspected(COVERED[hidden_by])[FindingKind.COVERED_TEXT]
    assert str(finding.described) == "Juana Valdes"
    assert finding.passage == 1


UNSEEN = {
    "white words": (FindingKind.UNSEEN_TEXT, document(SENTENCE + "1 g " + NAME)),
    "nearly white words": (FindingKind.UNSEEN_TEXT, document(SENTENCE + "0.97 g " + NAME)),
    "invisible words": (FindingKind.UNSEEN_TEXT, document(SENTENCE + invisible())),
    "transparent words": (
        FindingKind.UNSEEN_TEXT,
        document(SENTENCE + "/G gs " + NAME, resources="/ExtGState << /G << /ca 0 >> >>"),
    ),
    "words that are clipped away": (
        FindingKind.UNSEEN_TEXT,
        document(SENTENCE + f"q 0 0 10 10 re W n {NAME} Q"),
    ),
    "tiny words": (FindingKind.TINY_TEXT, document(SENTENCE + NAME.replace("12 Tf", "0.5 Tf"))),
    "words beside the page": (
        FindingKind.OUTSIDE_PAGE,
        document(SENTENCE + NAME.replace("50 650", "650 640")),
    ),
    "cropped words": (
        FindingKind.OUTSIDE_PAGE,
        document(SENTENCE + NAME, page="/MediaBox [0 0 595 842] /CropBox [0 680 595 842]"),
    ),
    "a layer that is off": (
        FindingKind.HIDDEN_LAYER,
        document(
            IN_LAYER,
            catalog="/OCProperties << /OCGs [20 0 R] /D << /OFF [20 0 R] >> >>",
            objects={20: LAYER},
            **LAYERS,
        ),
    ),
    "a layer where all are off": (
        FindingKind.HIDDEN_LAYER,
        document(
            IN_LAYER,
            catalog="/OCProperties << /OCGs [20 0 R] /D << /BaseState /OFF >> >>",
            objects={20: LAYER},
            **LAYERS,
        ),
    ),
}


@pytest.mark.parametrize("hidden_by", UNSEEN)
def test_words_that_nobody_sees_are_reported(hidden_by: str, inspected: Inspected) -> None:
    kind, data = UNSEEN[hidden_by]
    assert "Juana Valdes" in [str(finding.described) for finding in inspected(data)[kind]]


SEEN = {
    "plain words": document(SENTENCE + NAME),
    "words on a grey box": document(SENTENCE + "0.8 g " + BOX + "0 g " + NAME),
    "white words on a black box": document(SENTENCE + BOX + "1 g " + NAME),
    "words in an outline only": document(SENTENCE + NAME.replace("Tf", "Tf 1 Tr")),
    "words under a transparent box": document(
        SENTENCE + NAME + "/G gs 1 1 0 rg " + BOX, resources="/ExtGState << /G << /ca 0.4 >> >>"
    ),
    "words drawn twice": document(SENTENCE + NAME + "1 g " + BOX + "0 g " + NAME),
    "a box beside the words": document(SENTENCE + NAME + "45 400 120 18 re f"),
    "words drawn twice, with a shadow": document(
        SENTENCE + NAME + "1 g " + BOX + "0 g " + NAME.replace("50 650", "51 649")
    ),
    "a layer that is on": document(
        IN_LAYER, catalog="/OCProperties << /OCGs [20 0 R] >>", objects={20: LAYER}, **LAYERS
    ),
}


@pytest.mark.parametrize("shown", SEEN)
def test_words_that_are_seen_are_not_reported(shown: str, inspected: Inspected) -> None:
    assert inspected(SEEN[shown]) == {}


def test_text_behind_a_scan_is_only_noted(inspected: Inspected) -> None:
    scan = document(WHOLE_PAGE + invisible(), resources=xobject(10), objects={10: PHOTO})
    under = document(NAME + WHOLE_PAGE, resources=xobject(10), objects={10: PHOTO})
    assert list(inspected(scan)) == [FindingKind.OCR_LAYER]
    assert list(inspected(under)) == [FindingKind.OCR_LAYER]


def test_a_line_that_is_too_long_for_the_page_is_only_noted(inspected: Inspected) -> None:
    line = SENTENCE.replace("Testimonio", "Testimonio " * 20)
    assert list(inspected(document(line))) == [FindingKind.OVER_EDGE]


def test_a_page_that_is_too_much_is_reported_as_not_inspected(inspected: Inspected) -> None:
    found = inspected(document(SENTENCE + "1 1 5 5 re f\n" * 60_000))
    assert FindingKind.NOT_LOOKED_AT in found


@pytest.mark.parametrize("limits", [{"pages": 0}, {"wall": 1e-9}])
def test_pages_beyond_the_limits_are_reported_as_not_inspected(
    limits: dict[str, float], inspected: Inspected
) -> None:
    said = [str(f.described) for f in inspected(document(), **limits)[FindingKind.NOT_LOOKED_AT]]
    assert any("whether pages 1 to 1 have words" in detail for detail in said)


COVERED_PICTURES = {
    "a black box": "100 450 60 30 re f\n",
    "a dark blue box": "0 0 0.3 rg 100 450 60 30 re f\n",
    "a black picture": "q 60 0 0 30 100 450 cm /Y Do Q\n",
}


@pytest.mark.parametrize("box", COVERED_PICTURES)
def test_a_box_over_a_part_of_a_picture_is_reported(box: str, inspected: Inspected) -> None:
    data = document(
        SENTENCE + DRAWN + COVERED_PICTURES[box],
        resources="/XObject << /X 10 0 R /Y 11 0 R >>",
        objects={10: PHOTO, 11: builders.image(b"\0" * 3, (1, 1), "")},
    )
    [finding] = inspected(data)[FindingKind.COVERED_PICTURE]
    assert (str(finding.described), finding.passage) == ("a box of 60 x 30 points", 1)


def test_an_annotation_over_a_part_of_a_picture_is_reported(inspected: Inspected) -> None:
    data = document(
        SENTENCE + DRAWN,
        resources=xobject(10),
        page="/Annots [12 0 R]",
        objects={
            10: PHOTO,
            12: annotation("Square", "/AP << /N 13 0 R >>", "100 450 160 480"),
            13: form("100 450 60 30 re f", "100 450 160 480"),
        },
    )
    assert FindingKind.COVERED_PICTURE in inspected(data)


UNCOVERED_PICTURES = {
    "nothing": "",
    "a box with words on it": "100 450 120 30 re f 1 g BT /F1 12 Tf 105 460 Td (Memoria) Tj ET\n",
    "a light box": "0.9 g 100 450 60 30 re f\n",
    "a box beside it": "100 300 60 30 re f\n",
    "a thin line": "100 450 60 1 re f\n",
}


@pytest.mark.parametrize("drawn", UNCOVERED_PICTURES)
def test_a_picture_that_is_not_covered_is_not_reported(drawn: str, inspected: Inspected) -> None:
    content = SENTENCE + DRAWN + UNCOVERED_PICTURES[drawn]
    data = document(content, resources=xobject(10), objects={10: PHOTO})
    assert FindingKind.COVERED_PICTURE not in inspected(data)
