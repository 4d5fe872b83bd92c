"""Words that a file hides are not published; extraction and audit agree on what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.audit.detectors import detect
from indexer.audit.detectors.limits import Limits
from indexer.audit.findings import Severity
from indexer.errors import ExtractionFailed
from indexer.extract.options import Options
from indexer.extract.pdf.pdfium_objects import MAX_OBJECTS
from indexer.extract.pdf.pdfium_page_renderer import PageRenderer
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.registry import extract
from indexer.extract.render.section_html import section_html
from indexer.file_problems import ProblemKind
from indexer.model import Extraction
from tests.audit.builders import BOX, NAME, SENTENCE, annotation, document, form, xobject
from tests.audit.builders import image as pdf_image
from tests.audit.test_pdf_hidden_text import (
    COVERED,
    IN_LAYER,
    LAYER,
    PHOTO,
    UNSEEN,
    WHOLE_PAGE,
    invisible,
)
from tests.audit.test_pdf_hidden_text import SEEN as SEEN_TOO
from tests.extract.html.test_visibility import HIDDEN as HIDDEN_IN_HTML
from tests.extract.html.test_visibility import SEEN as SEEN_IN_HTML

BLACK = pdf_image(b"\0" * 3, (1, 1), "")
WHITE = pdf_image(b"\xff" * 3, (1, 1), "")
ON_PICTURE = "q 200 0 0 40 40 640 cm /X Do Q "
OFF = "/OCProperties << /OCGs [20 0 R] /D << /OFF [20 0 R] >> >>"
SHADING = "/Shading << /S << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 600 0] "
SHADING += "/Function << /FunctionType 2 /Domain [0 1] /C0 [1 1 1] /C1 [1 1 1] /N 1 >> >> >>"
PATTERN = "/Pattern << /P << /PatternType 2 " + SHADING[len("/Shading << /S ") :].join(
    ("/Shading ", " >>")
)


# PDFium reports words twice that it finds again behind five other texts.
SHADOW = NAME.replace("50 650", "50 649") + "".join(
    NAME.replace("50 650", f"50 {y}").replace("Juana Valdes", "Otra linea")
    for y in range(400, 500, 15)
)

OUTER_FORM = form("/Y Do").replace(b"/Font", b"/XObject << /Y 11 0 R >> /Font")
FAINT_FORM = form("/G gs " + NAME).replace(
    b"/Resources <<",
    b"/Group << /S /Transparency >> /Resources << /ExtGState << /G << /ca 0 >> >>",
)


def states(entries: str) -> str:
    return f"/ExtGState << /G << {entries} >> >>"


def in_form(content: str, box: str = "0 0 595 842", **more: str) -> bytes:
    return document(
        SENTENCE + "/X Do", resources=xobject(10), objects={10: form(content, box)}, **more
    )


HIDDEN = {
    **COVERED,
    **{what: data for what, (_, data) in UNSEEN.items()},
    "words in a transparent form": document(
        SENTENCE + "/G gs /X Do",
        resources=states("/ca 0") + xobject(10),
        objects={10: FAINT_FORM},
    ),
    "words outside the box of their form": in_form(NAME, "0 680 595 842"),
    "a form that is cut off": document(
        SENTENCE + "q 0 680 595 100 re W n /X Do Q", resources=xobject(10), objects={10: form(NAME)}
    ),
    "a form in a form, under a box": document(
        SENTENCE + "/X Do " + BOX,
        resources=xobject(10),
        objects={10: OUTER_FORM, 11: form(NAME)},
    ),
    "a form that belongs to a hidden layer": document(
        SENTENCE + "/X Do",
        catalog=OFF,
        resources=xobject(10),
        objects={10: form(NAME).replace(b"/BBox", b"/OC 20 0 R /BBox"), 20: LAYER},
    ),
    "a layer that is off by membership": document(
        IN_LAYER,
        catalog=OFF,
        resources="/Properties << /L1 21 0 R >>",
        objects={20: LAYER, 21: "<< /Type /OCMD /OCGs [20 0 R] >>"},
    ),
    "black words on a black picture": document(
        SENTENCE + ON_PICTURE + NAME, resources=xobject(10), objects={10: BLACK}
    ),
    "white words on a white picture": document(
        SENTENCE + ON_PICTURE + "1 g " + NAME, resources=xobject(10), objects={10: WHITE}
    ),
    "white words on white on black": document(
        SENTENCE + BOX + "1 g " + BOX + NAME
    ),
    "words under a thick line": document(SENTENCE + NAME + "14 w 45 654 m 165 654 l S"),
    "words under a thick line with other words": document(
        SENTENCE + NAME + "14 w 45 654 m 165 654 l S 1 g "
        + NAME.replace("Juana Valdes", "Nombre omitido")
    ),
    "words on a thick line of their colour": document(
        SENTENCE + "14 w 45 654 m 165 654 l S " + NAME
    ),
    "white words beside a turned black box": document(
        SENTENCE + "q 0.7 0.7 -0.7 0.7 145 380 cm 0 0 200 200 re f Q 1 g "
        + NAME.replace("50 650", "200 390") + NAME.replace("50 650", "50 390")
    ),
    "white words in a black ring": document(
        SENTENCE + "0 600 300 100 re 40 640 150 30 re f* 1 g " + NAME
    ),
    "white words on black that is cut off": document(
        SENTENCE + "q 0 0 1 1 re W n " + BOX + "Q 1 g " + NAME
    ),
    "grey words on white that lets half of the black beneath it through": document(
        SENTENCE + BOX + "/G gs 1 g " + BOX + "/O gs 0.5 g " + NAME,
        resources="/ExtGState << /G << /ca 0.5 >> /O << /ca 1 >> >>",
    ),
    "words with a shadow, under a box with other words": document(
        SENTENCE + SHADOW + NAME + "0.8 g " + BOX
        + "0 g " + NAME.replace("(Juana Valdes)", "(Nombre omitido)")
    ),
    "words under a shading": document(
        SENTENCE + NAME + "q 45 645 120 18 re W n /S sh Q", resources=SHADING
    ),
    "words filled with a white pattern": document(
        SENTENCE + "/Pattern cs /P scn " + NAME, resources=PATTERN
    ),
    "words under an inline picture": document(
        SENTENCE + NAME
        + "q 120 0 0 18 45 645 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q"
    ),
    "words under a link with a picture of its own": document(
        SENTENCE + NAME,
        page="/Annots [10 0 R]",
        objects={10: annotation("Link", "/AP << /N 11 0 R >>"), 11: form(BOX, "45 645 165 663")},
    ),
    "words marked to be redacted": document(
        SENTENCE + NAME, page="/Annots [10 0 R]", objects={10: annotation("Redact")}
    ),
    "tiny words by their matrix": document(
        SENTENCE + "BT /F1 12 Tf 0.03 0 0 0.03 50 650 Tm (Juana Valdes) Tj ET"
    ),
    "tiny words by the matrix of the page": document(
        SENTENCE + "q 0.03 0 0 0.03 50 650 cm BT /F1 12 Tf (Juana Valdes) Tj ET Q"
    ),
    "words without width": document(SENTENCE + NAME.replace("Tf", "Tf 0 Tz")),
    "words that only cut out nothing": document(
        SENTENCE + "q " + NAME.replace("Tf", "Tf 7 Tr") + " Q"
    ),
    "words below the page": document(SENTENCE + NAME.replace("50 650", "50 -40")),
    "words outside the page, in a larger crop box": document(
        SENTENCE + NAME.replace("50 650", "650 640"), page="/CropBox [-500 -500 1500 1500]"
    ),
    "words behind the end of a line": document(
        SENTENCE + NAME.replace("50 650", "620 700")
    ),
    "words behind a word that is cut off": document(
        SENTENCE + "q 0 0 60 842 re W n " + NAME.replace("(", "(Hoy. ") + " Q"
    ),
    "cropped words on a turned page": document(
        SENTENCE + NAME, page="/Rotate 270 /MediaBox [0 0 595 842] /CropBox [0 680 595 842]"
    ),
    "words under a box on a turned page, in a form": in_form(NAME + BOX, page="/Rotate 180"),
}  # fmt: skip

SEEN = {
    **SEEN_TOO,
    "white words on a dark picture": document(
        SENTENCE + ON_PICTURE + "1 g " + NAME, resources=xobject(10), objects={10: BLACK}
    ),
    "black words on a black box that is transparent": document(
        SENTENCE + "q /G gs " + BOX + "Q " + NAME, resources=states("/ca 0")
    ),
    "white words in a dark form": in_form(BOX + "1 g " + NAME),
    "words in a form": in_form(NAME),
    "words that let a picture show through": document(
        SENTENCE + "q " + NAME.replace("Tf", "Tf 7 Tr") + ON_PICTURE + "Q",
        resources=xobject(10),
        objects={10: BLACK},
    ),
    "words under a highlight": document(
        SENTENCE + NAME,
        page="/Annots [10 0 R]",
        objects={
            10: annotation("Highlight", "/AP << /N 11 0 R >>"),
            11: form("/G gs 1 1 0 rg " + BOX, "45 645 165 663").replace(
                b"/Resources <<", b"/Resources << /ExtGState << /G << /BM /Multiply >> >>"
            ),
        },
    ),
    "words under a transparent watermark": document(
        SENTENCE + NAME + "/G gs 0.5 g BT /F1 90 Tf 40 640 Td (BORRADOR) Tj ET",
        resources=states("/ca 0.2"),
    ),
    "the same words over themselves": document(SENTENCE + NAME + NAME),
    "words with a shadow": document(SENTENCE + SHADOW + NAME),
    "words with a shadow, over themselves and a box": document(
        SENTENCE + NAME + "0.8 g " + BOX + "0 g " + SHADOW + NAME
    ),
    "coloured words on a coloured box": document(
        SENTENCE + "0.8 0.9 1 rg " + BOX + "0 0 0.6 rg " + NAME
    ),
    "white words on a turned black box": document(
        SENTENCE + "q 0.7 0.7 -0.7 0.7 85 430 cm 0 0 100 100 re f Q 1 g "
        + NAME.replace("50 650", "50 500")
    ),
    "words on a thick line of another colour": document(
        SENTENCE + "1 1 0 RG 14 w 45 654 m 165 654 l S " + NAME
    ),
    "words in a thick frame": document(SENTENCE + NAME + "9 w 20 600 300 180 re S"),
    "words beside a picture": document(
        SENTENCE + NAME + "q 120 0 0 18 250 645 cm /X Do Q",
        resources=xobject(10),
        objects={10: PHOTO},
    ),
    "the end of a line that is too long": document(
        SENTENCE + NAME.replace("50 650", "560 650")
    ),
    "underlined words": document(SENTENCE + NAME + "50 649 100 1 re f "),
    "words on a turned page": document(SENTENCE + NAME, page="/Rotate 90"),
}  # fmt: skip


SCAN = "a black box over a scan, with recognised text"
CUT_OFF = "words behind a word that is cut off"  # by mistake, most often
NOT_READ = ("words without width",)  # by PDFium itself


def read(folder: Path, data: bytes | str, name: str, options: Options | None = None) -> Extraction:
    file = folder / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return extract(file, name, options or Options())


def words_of(extraction: Extraction) -> str:
    shown = (f"{p.title} {p.label} {p.text}" for p in extraction.passages)
    return " ".join(shown)


def dangers(file: Path) -> list[str]:
    found = detect.inspect(file, file.name, Limits(1e9, 1e9, 100)).findings
    return [f.detail for f in found if f.kind.severity is Severity.DANGER]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_hidden_words_of_a_pdf_are_not_published(hidden: str, tmp_path: Path) -> None:
    extraction = read(tmp_path, HIDDEN[hidden], "a.pdf")
    assert "Testimonio" in words_of(extraction) or hidden == SCAN
    assert "Juana" not in words_of(extraction)
    assert "Valdes" not in words_of(extraction)
    kinds = [problem.kind for problem in extraction.problems]
    assert (ProblemKind.HIDDEN_WORDS in kinds) is bool(dangers(tmp_path / "a.pdf"))
    assert bool(extraction.held_back.hidden_words) is (hidden not in NOT_READ)
    assert (ProblemKind.HIDDEN_WORDS in kinds) is (hidden not in (*NOT_READ, CUT_OFF))


@pytest.mark.parametrize("seen", SEEN)
def test_words_of_a_pdf_that_are_seen_are_published(seen: str, tmp_path: Path) -> None:
    extraction = read(tmp_path, SEEN[seen], "a.pdf")
    assert "Testimonio de una persona" in words_of(extraction)
    assert "Juana Valdes" in words_of(extraction)
    assert not extraction.held_back
    assert dangers(tmp_path / "a.pdf") == []


FILLING = "<p>Las defensoras escriben sobre el cuidado, el miedo y la memoria de sus pueblos.</p>"


BESIDE_THE_TEXT = ("by its name",)  # an <aside>, which is not read in any case


@pytest.mark.parametrize("hidden", HIDDEN_IN_HTML)
def test_hidden_words_of_a_page_are_not_published(hidden: str, tmp_path: Path) -> None:
    source = HIDDEN_IN_HTML[hidden] + "</table></div>" + FILLING * 5
    try:
        extraction = read(tmp_path, source, "a.html")
    except ExtractionFailed:
        return  # nothing is left that is seen
    assert "Juana" not in words_of(extraction)
    assert bool(extraction.held_back.hidden_words) is (hidden not in BESIDE_THE_TEXT)


@pytest.mark.parametrize("seen", SEEN_IN_HTML)
def test_words_of_a_page_that_are_seen_are_published(seen: str, tmp_path: Path) -> None:
    source = SEEN_IN_HTML[seen].replace("Juana", f"Juana {FILLING[3:-4]}")
    extraction = read(tmp_path, source, "a.html")
    assert "Juana" in words_of(extraction)
    assert not extraction.held_back


def test_a_mark_to_redact_is_blank_where_a_scan_is_recognised(tmp_path: Path) -> None:
    drawn = document(
        WHOLE_PAGE,
        resources=xobject(10),
        objects={10: PHOTO, 11: annotation("Redact", rectangle="100 100 300 200")},
        page="/Annots [11 0 R]",
    )
    without = drawn.replace(b"/Redact", b"/Square")
    digests = []
    for data in (drawn, without):
        with PdfiumReader(data) as reader:
            raster = reader.raster(0)
        digests.append(raster.digest())
        row = raster.height - round(150 * raster.dpi / 72)
        place = row * raster.stride + round(200 * raster.dpi / 72)
        around = raster.pixels[place - 50 : place + 50]
        assert (set(around) == {255}) is (data is drawn)
    assert digests[0] != digests[1]


def test_what_a_page_hides_is_not_shown_to_readers_of_its_section() -> None:
    source = (
        "<style>.k{display:none}</style><body><main><h1>El miedo</h1>"
        f"{FILLING}<p class=k>Juana <img src='data:image/png;base64,iVBO'></p>"
        f"<p style='visibility:hidden'>Juana <b style='visibility:visible'>Rosa</b></p>{FILLING}"
    )
    shown = section_html(source.encode(), "a.html", 1, Options())
    assert "Juana" not in shown
    assert "img" not in shown
    assert "Rosa" in shown


def test_a_page_with_too_many_objects_to_look_at_is_published_without_its_words(
    tmp_path: Path,
) -> None:
    drawn = document(SENTENCE + NAME + "0 0 1 1 re f " * (MAX_OBJECTS + 1) + BOX)
    extraction = read(tmp_path, drawn, "a.pdf")
    assert "Juana" not in words_of(extraction)
    assert ProblemKind.HIDDEN_WORDS in {problem.kind for problem in extraction.problems}


def test_a_page_that_cannot_be_looked_at_is_not_read_by_pypdf_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("no picture")

    monkeypatch.setattr(PageRenderer, "visibility", fail)
    with pytest.raises(ExtractionFailed, match="what is hidden on it"):
        read(tmp_path, HIDDEN["a black box"], "a.pdf")


WITHOUT_TIME = Options(look_seconds=0.0)
OVER_BUDGET = ["a black box", "white words", "a layer that is off", "words marked to be redacted"]


@pytest.mark.parametrize("hidden", OVER_BUDGET)
def test_where_no_time_is_left_what_is_suspected_is_not_published(
    hidden: str, tmp_path: Path
) -> None:
    shown = words_of(read(tmp_path, HIDDEN[hidden], "a.pdf", WITHOUT_TIME))
    assert "Testimonio" in shown
    assert "Juana" not in shown


def test_where_no_time_is_left_the_text_of_a_scan_is_published(tmp_path: Path) -> None:
    scan = document(WHOLE_PAGE + invisible(), resources=xobject(10), objects={10: PHOTO})
    assert "Juana" in words_of(read(tmp_path, scan, "a.pdf", WITHOUT_TIME))
