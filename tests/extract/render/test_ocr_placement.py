"""Where recognised words stand, compared with where they were printed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from indexer.extract.ocr import ocr_cache, tessdata, word_boxes
from indexer.extract.ocr.ocr_cache import OcrCache, OcrConfig, OcrResult, PictureText, ScannedFile
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.render import ocr_placement
from indexer.extract.render.placed_text import PlacedText
from tests.builders import pdf, scan

TEXT = (
    "El acompañamiento psicosocial parte de la escucha\n"
    "y del reconocimiento de lo que las personas\n"
    "han vivido: niñez, memoria, reparación y cuidado."
)
HOW = OcrConfig(("spa",), "tesseract of a test", "")

Boxes = npt.NDArray[np.float64]
Point = tuple[float, float]

# Where a point of the page lies after the paper was turned clockwise; both are 1 wide and high.
TURNED: dict[int, Callable[[float, float], Point]] = {
    0: lambda x, y: (x, y),
    90: lambda x, y: (1 - y, x),
    180: lambda x, y: (1 - x, 1 - y),
    270: lambda x, y: (y, 1 - x),
}


@dataclass(frozen=True)
class Paper:
    """How a page reached the scanner: turned by so many degrees, and by how many the PDF says that
    it is to be turned again when it is shown."""

    turned: int
    rotate: int = 0


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize(
    "paper",
    [Paper(0), Paper(90), Paper(180), Paper(270), Paper(90, rotate=270), Paper(0, rotate=180)],
    ids=str,
)
def test_each_letter_is_placed_where_it_was_printed(paper: Paper, tmp_path: Path) -> None:
    found = _recognised(_rotated(scan(pdf(TEXT), turned=paper.turned), paper.rotate), tmp_path)
    printed = _printed(pdf(TEXT), (paper.turned + paper.rotate) % 360)
    assert found.text.split() == TEXT.split()
    read = _boxes(found)
    words = list(_words(found.text))
    assert (
        min(_overlap(_around(read[w]), _around(p)) for w, p in zip(words, printed, strict=True))
        > 0.6
    )
    # Equal widths are not the letters' own, but the letters follow each other as they do.
    for word, letters in zip(words, printed, strict=True):
        away = np.abs(_centres(read[word]) - _centres(letters)).max()
        assert away < 0.25 * np.ptp(_around(letters).reshape(2, 2), axis=0).max() + 0.002


def test_a_letter_has_its_share_of_the_word_and_white_space_none() -> None:
    boxes = word_boxes.pack_boxes(
        "ab c\n", [("ab", (100, 20, 200, 30)), ("c", (300, 20, 310, 30))], 1000, 100
    )
    shares = {
        0: [[0.1, 0.2, 0.15, 0.3], [0.15, 0.2, 0.2, 0.3], [0] * 4, [0.3, 0.2, 0.31, 0.3], [0] * 4],
        90: [[0.2, 0.85, 0.3, 0.9], [0.2, 0.8, 0.3, 0.85], [0] * 4, [0.2, 0.69, 0.3, 0.7], [0] * 4],
        180: [
            [0.85, 0.7, 0.9, 0.8],
            [0.8, 0.7, 0.85, 0.8],
            [0] * 4,
            [0.69, 0.7, 0.7, 0.8],
            [0] * 4,
        ],
        270: [
            [0.7, 0.1, 0.8, 0.15],
            [0.7, 0.15, 0.8, 0.2],
            [0] * 4,
            [0.7, 0.3, 0.8, 0.31],
            [0] * 4,
        ],
    }
    for turned, expected in shares.items():
        found = ocr_placement.place_recognised_text(PictureText("ab c\n", 90, turned, boxes))
        assert found is not None
        np.testing.assert_allclose(_boxes(found), expected, atol=2 / 65535)


@given(
    words=st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1), max_size=5),
    corners=st.lists(st.tuples(*[st.integers(-9, 120)] * 4), min_size=5, max_size=5),
    turned=st.sampled_from([0, 90, 180, 270]),
)
def test_letters_fill_their_words_box_and_stay_on_the_page(
    words: list[str], corners: list[tuple[int, int, int, int]], turned: int
) -> None:
    text = " ".join(words)
    packed = word_boxes.pack_boxes(text, zip(words, corners, strict=False), 100, 110)
    found = ocr_placement.place_recognised_text(PictureText(text, 90, turned, packed))
    whole = ocr_placement.place_recognised_text(PictureText("x " * len(words), 90, turned, packed))
    if not words:
        assert found is whole is None
        return
    assert found is not None
    assert whole is not None
    boxes = np.frombuffer(found.boxes, "<u2").reshape(-1, 4).astype(int)
    assert (boxes[:, :2] <= boxes[:, 2:]).all()
    for word, box in zip(
        _words(text), np.frombuffer(whole.boxes, "<u2").reshape(-1, 4)[::2], strict=True
    ):
        assert (_around(boxes[word]) == box).all()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("una dos", ["una"]),
        ("una dos", ["dos", "una"]),
        ("una", ["una", "dos"]),
        ("", ["una"]),
        ("una", []),
    ],
)
def test_no_place_is_kept_where_the_words_are_others(text: str, words: Sequence[str]) -> None:
    assert word_boxes.pack_boxes(text, [(word, (0, 0, 9, 9)) for word in words], 10, 10) == b""


def test_a_word_with_a_space_in_it_is_two_at_one_place() -> None:
    packed = word_boxes.pack_boxes("a b\n", [("a b", (0, 0, 10, 10))], 10, 10)
    assert packed == b"\0\0\0\0\xff\xff\xff\xff" * 2


@pytest.mark.parametrize(
    "wrong",
    [{"boxes": b""}, {"boxes": b"\0" * 24}, {"turned": 45}, {"text": "a b" + " " * 200_000}],
    ids=["none", "too many", "turned askew", "endless"],
)
def test_what_cannot_be_placed_is_none(wrong: dict[str, object]) -> None:
    known = PictureText("a b", 90, 0, b"\0" * 16)
    assert ocr_placement.place_recognised_text(known) is not None
    assert ocr_placement.place_recognised_text(replace(known, **wrong)) is None  # type: ignore[arg-type]


def test_a_page_is_placed_as_its_picture_was_recognised(tmp_path: Path) -> None:
    cache, scanned, picture = OcrCache(tmp_path), ScannedFile("ab" * 32, str(tmp_path)), "cd" * 32
    key = HOW.key(picture)
    cache.put(OcrResult(key, PictureText("Una", 90, 0, b"\0" * 8)))
    cache.put_page(scanned.sha256, 1, picture)
    cache.put_page(scanned.sha256, 2, "ef" * 32)  # which nobody has recognised
    ids = (replace(HOW, languages=("eng",)).config_id, HOW.config_id)
    found = [ocr_placement.ocr_text_on_page(scanned, page, ids) for page in range(4)]
    assert found == [None, PlacedText("Una", b"\0" * 24), None, None]
    assert ocr_placement.ocr_text_on_page(scanned, 1, ()) is None
    assert ocr_placement.ocr_text_on_page(scanned, 1, ids[:1]) is None
    assert ocr_placement.ocr_text_on_page(replace(scanned, sha256=picture), 1, ids) is None
    assert ocr_cache.ocr_config_ids([key, key]) == (HOW.config_id,)


def _recognised(data: bytes, folder: Path) -> PlacedText:
    from indexer.extract.ocr.tesseract import Recogniser

    where = tessdata.folder()
    assert where is not None
    file = folder / "escaneo.pdf"
    file.write_bytes(data)
    with PdfiumReader(file) as reader, closing(Recogniser(("spa",), where)) as recogniser:
        found = ocr_placement.place_recognised_text(recogniser.read(reader.raster(0)))
    assert found is not None
    return found


def _rotated(data: bytes, degrees: int) -> bytes:
    """The file, whose pages are to be shown turned clockwise."""
    if not degrees:
        return data
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        page.rotate(degrees)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _printed(data: bytes, turned: int) -> list[Boxes]:
    """For each word the boxes of its letters, as PDFium knows them, on the paper turned so."""
    turn = TURNED[turned]
    with closing(pypdfium2.PdfDocument(data)) as document, closing(document[0]) as page:
        width, height = page.get_size()
        with closing(page.get_textpage()) as text_page:
            text = text_page.get_text_range()
            boxes = []
            for place in range(len(text)):
                left, bottom, right, top = text_page.get_charbox(place)
                one, other = (
                    turn(left / width, 1 - top / height),
                    turn(right / width, 1 - bottom / height),
                )
                boxes.append([*map(min, one, other), *map(max, one, other)])
    return [np.array(boxes)[word] for word in _words(text)]


def _words(text: str) -> Iterator[slice]:
    return (slice(*match.span()) for match in re.finditer(r"\S+", text))


def _boxes(place_recognised_text: PlacedText) -> Boxes:
    return (
        np.frombuffer(place_recognised_text.boxes, "<u2").reshape(
            len(place_recognised_text.text), 4
        )
        / 65535
    )


def _around(boxes: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _centres(boxes: Boxes) -> Boxes:
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def _overlap(one: npt.NDArray[np.generic], other: npt.NDArray[np.generic]) -> float:
    """What both boxes cover, of what either does."""
    inside = np.clip(np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2]), 0, None)
    areas = [np.prod(box[2:] - box[:2]) for box in (one, other)]
    return float(np.prod(inside) / (sum(areas) - np.prod(inside)))
