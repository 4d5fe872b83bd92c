"""Pages as readers see them: their pixels, and boxes that are where the ink is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from indexer.errors import ExtractionFailed
from indexer.extract.pdf.pdfium_reader import PageUnreadable
from indexer.extract.render import webp
from indexer.extract.render.pdfium_renderer import Drawing, draw
from indexer.extract.render.placed_text import FULL_SCALE, places
from tests.builders import encrypted_pdf, pdf, stream
from tests.hostile.document import RESOURCES, document

LINES = b"BT /F1 40 Tf 60 700 Td (Hola a todas) Tj 0 -90 Td (en casa, hoy) Tj ET"
SLANTED = b"BT /F1 40 Tf .8 .6 -.6 .8 90 300 Tm (Hola a todas) Tj ET"


def drawn(entries: str = "", content: bytes = LINES) -> Drawing:
    return draw(document(page=f"{RESOURCES} {entries}", content=content), 0, 700)


def ink(drawing: Drawing) -> npt.NDArray[np.bool_]:
    """Which pixels are dark, as rows."""
    rows = np.frombuffer(drawing.bitmap.pixels, np.uint8).reshape(
        drawing.bitmap.height, drawing.bitmap.stride
    )
    pixels = rows[:, : 4 * drawing.bitmap.width].reshape(
        drawing.bitmap.height, drawing.bitmap.width, 4
    )
    dark: npt.NDArray[np.bool_] = pixels[:, :, 0] < 128
    return dark


def boxed(drawing: Drawing, margin: int = 1) -> npt.NDArray[np.bool_]:
    """Which pixels are inside a character's box."""
    inside = np.zeros((drawing.bitmap.height, drawing.bitmap.width), bool)
    scale = np.array([drawing.bitmap.width, drawing.bitmap.height] * 2) / FULL_SCALE
    for left, top, right, bottom in (places(drawing.text) * scale).tolist():
        rows = slice(max(0, int(top) - margin), int(bottom) + 1 + margin)
        inside[rows, max(0, int(left) - margin) : int(right) + 1 + margin] = True
    return inside


@pytest.mark.parametrize(
    "entries",
    [
        "",
        "/Rotate 90",
        "/Rotate 180",
        "/Rotate 270",
        "/Rotate -90",
        "/CropBox [20 580 500 790]",
        "/CropBox [20 580 500 790] /Rotate 90",
        "/MediaBox [-300 -200 595 1000] /Rotate 270",
        "/CropBox [20 580 500 790] /MediaBox [-9000 -9000 9000 9000] /Rotate 180",
    ],
)
def test_the_ink_is_in_the_boxes_however_the_page_lies(entries: str) -> None:
    drawing = drawn(entries)
    assert sorted(drawing.text.text) == sorted("Holaatodasencasa,hoy")
    dark, inside = ink(drawing), boxed(drawing)
    assert dark.sum() > 500
    assert not (dark & ~inside).any()
    assert inside.mean() < 8 * dark.mean()


def test_a_slanting_line_has_its_boxes_too() -> None:
    drawing = drawn(content=SLANTED)
    assert not (ink(drawing) & ~boxed(drawing)).any()


@pytest.mark.parametrize(
    ("entries", "size"),
    [
        ("", (595, 842)),
        ("/Rotate 90", (842, 595)),
        ("/CropBox [20 580 500 790]", (480, 210)),
        ("/CropBox [20 580 500 790] /Rotate 270", (210, 480)),
    ],
)
def test_a_page_is_as_large_as_it_is_shown(entries: str, size: tuple[int, int]) -> None:
    drawing = drawn(entries)
    assert (drawing.width, drawing.height) == size
    assert drawing.bitmap.width in (700, 701)
    assert drawing.bitmap.height == pytest.approx(700 * size[1] / size[0], abs=2)


def test_what_is_cropped_away_has_no_boxes() -> None:
    assert drawn("/CropBox [20 680 500 790]").text.text == "Holaatodas"


STAMP = "/Subtype /Stamp"
FIELD = "/Subtype /Widget /FT /Tx /T (nombre) /V (x) /F 4"


@pytest.mark.parametrize("kind", [STAMP, FIELD])
def test_notes_and_fields_are_drawn(kind: str) -> None:
    appearance = stream(b"0 0 100 100 re f", "/Type /XObject /Subtype /Form /BBox [0 0 100 100]")
    note = f"<< /Type /Annot {kind} /Rect [100 100 200 200] /AP << /N 7 0 R >> >>".encode()
    data = document(
        {6: note, 7: appearance},
        catalog="/AcroForm << /Fields [6 0 R] >>",
        page=f"{RESOURCES} /Annots [6 0 R]",
    )
    drawing = draw(data, 0, 595)
    assert ink(drawing)[842 - 190 : 842 - 110, 110:190].all()


@pytest.mark.parametrize(
    "box",
    ["[0 0 14400 14400]", "[0 0 10 10000]", "[0 0 10000 10]", "[0 0 1e7 1e7]", "[0 0 .01 .01]"],
)
def test_no_page_has_too_many_pixels(box: str) -> None:
    drawing = draw(document(page=f"{RESOURCES} /MediaBox {box}"), 0, 1400)
    assert 1 <= drawing.bitmap.width <= 8000
    assert 1 <= drawing.bitmap.height <= 8000
    assert drawing.bitmap.width * drawing.bitmap.height <= 4_020_000


@pytest.mark.parametrize("box", ["[0 0 0 0]", "[5 5 5 5]", "[0 0 100 0]", "[a b c d]", "[]"])
def test_a_page_without_a_size_does_no_harm(box: str) -> None:
    try:
        drawing = draw(document(page=f"{RESOURCES} /MediaBox {box}"), 0, 700)
    except PageUnreadable:
        return
    assert drawing.bitmap.width * drawing.bitmap.height <= 4_020_000


def test_a_page_that_is_not_there_cannot_be_drawn() -> None:
    with pytest.raises(PageUnreadable):
        draw(pdf("una"), 1, 700)


def test_a_locked_file_cannot_be_opened() -> None:
    with pytest.raises(ExtractionFailed):
        draw(encrypted_pdf("una", "secreta"), 0, 700)


def test_letters_keep_their_edges_and_pages_are_small() -> None:
    drawing = draw(document(), 0, 1400)
    picture = webp.image(
        drawing.bitmap.pixels, drawing.bitmap.width, drawing.bitmap.height, drawing.bitmap.stride
    )
    assert webp.is_drawn(picture)
    data = webp.without_loss(picture)
    assert (data[:4], data[8:16]) == (b"RIFF", b"WEBPVP8L")
    assert len(data) < 20_000


def test_photographs_are_lossy() -> None:
    noise = np.random.default_rng(1).integers(0, 256, 4 * 300 * 200, np.uint8).tobytes()
    picture = webp.image(noise, 300, 200, 1200)
    assert not webp.is_drawn(picture)
    assert webp.with_loss(picture)[12:16] == b"VP8 "


def test_a_smaller_picture_has_at_least_a_pixel() -> None:
    assert webp.smaller(webp.image(bytes(4 * 2000), 1, 2000, 4), 0.1).size == (1, 200)
