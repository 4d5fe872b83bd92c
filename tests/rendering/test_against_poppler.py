"""Rectangles compared with the boxes of Poppler's pdftotext."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.render.pdfium_renderer import draw
from indexer.extract.render.rendered import PageGeometry
from indexer.extract.text.clean import clean_pages
from indexer.rendering.highlight_boxes import HighlightBox, highlight_boxes
from tests.builders import ENGLISH, SPANISH, pdf
from tests.hostile.document import RESOURCES, document

_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)
_LETTERS = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    def inside(self, place: HighlightBox) -> float:
        """The share of it that `place` covers."""
        return Box(
            max(self.left, place.left),
            max(self.top, place.top),
            min(self.right, place.right),
            min(self.bottom, place.bottom),
        ).area


@dataclass(frozen=True)
class Word:
    """A word that a page has once, as Poppler and as we locate it."""

    text: str
    theirs: Box
    ours: tuple[HighlightBox, ...]

    @property
    def shared(self) -> float:
        """The share of the smaller one that both have: lines are higher to one than to another."""
        place_area = sum((p.right - p.left) * (p.bottom - p.top) for p in self.ours)
        both = sum(map(self.theirs.inside, self.ours))
        return both / min(self.theirs.area, place_area) if place_area else 0.0


@pytest.fixture(scope="module", autouse=True)
def poppler() -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not here (Debian's poppler-utils)")


def words(file: Path, number: int = 1) -> Iterator[Word]:
    """The words that occur once on a page."""
    with PdfiumReader(file) as reader:
        pages = [reader.seen_page(n, 60_000) for n in range(min(number + 20, reader.page_count))]
    text = clean_pages(pages)[number - 1]
    drawing = draw(file, number - 1, 100)
    layout = PageGeometry(drawing.width, drawing.height, (), drawing.text)
    found = list(_LETTERS.finditer(text))
    ours: dict[int, list[HighlightBox]] = {}
    for place in highlight_boxes(text, [match.span() for match in found], layout):
        ours.setdefault(place.match, []).append(place)
    theirs = _by_poppler(file, number)
    counts = Counter(match[0] for match in found)
    for at, match in enumerate(found):
        boxes = theirs.get(match[0], [])
        if len(boxes) == counts[match[0]] == 1:
            yield Word(match[0], boxes[0], tuple(ours.get(at, ())))


def _by_poppler(file: Path, number: int) -> dict[str, list[Box]]:
    page = ["-f", str(number), "-l", str(number)]
    done = subprocess.run(
        ["pdftotext", "-bbox", "-cropbox", *page, file, "-"], capture_output=True, check=True
    )
    found: dict[str, list[Box]] = {}
    for match in _WORD.finditer(done.stdout.decode("utf-8", "replace")):
        letters = "".join(_LETTERS.findall(html.unescape(match[5])))
        found.setdefault(letters, []).append(Box(*(float(match[n]) for n in range(1, 5))))
    return found


def _set(text: str) -> str:
    """`text` wrapped at 60 characters."""
    return "\n".join(line for line in re.findall(r".{1,60}(?:\s|$)", text))


COLUMNS = b"".join(
    b"BT /F1 9 Tf %d %d Td (%s) Tj ET " % (left, 700 - 12 * row, word)
    for left, column in ((50, SPANISH.split()), (320, ENGLISH.split()))
    for row, word in enumerate(
        " ".join(column[n : n + 5]).encode("cp1252") for n in range(0, 40, 5)
    )
)
_LINES = COLUMNS.split(b"ET ")[:-1]
BY_ROW = b"".join(
    line + b"ET " for pair in zip(_LINES[:8], _LINES[8:], strict=True) for line in pair
)
BUILT = {
    "a page": pdf(_set(SPANISH + ENGLISH)),
    "two columns": document(content=COLUMNS),
    "two columns, by row": document(content=BY_ROW),
    "turned right": document(content=COLUMNS, page=f"{RESOURCES} /Rotate 90"),
    "turned over": document(content=COLUMNS, page=f"{RESOURCES} /Rotate 180"),
    "turned left": document(content=COLUMNS, page=f"{RESOURCES} /Rotate 270"),
    "cropped": document(content=COLUMNS, page=f"{RESOURCES} /CropBox [30 500 560 760]"),
    "moved": document(content=COLUMNS, page=f"{RESOURCES} /MediaBox [-100 -50 650 900]"),
}


@pytest.mark.parametrize("name", BUILT)
def test_rectangles_are_where_poppler_sees_the_words(name: str, tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    file.write_bytes(BUILT[name])
    found = list(words(file))
    assert len(found) > 30
    assert [(word.text, word.shared) for word in found if word.shared < 0.8] == []


REAL = [
    ("es/scieloorg_Web__5845_cc5a9d.pdf", 4),
    ("en/scieloorg_Web__3936_1a0cc2.pdf", 1),
    ("en/huridocs_pdf-features__deeplearning_paper34_0ce8c8.pdf", 4),
    ("fr/developers-reference-fr__developers-reference_b85c7a.pdf", 73),
    ("pt/texlive-lang-portuguese__latex-via-exemplos-oneside_909ccd.pdf", 12),
    ("es/datosgobar_paquete-apertura-datos__perfil-metadatos_7b5822.pdf", 16),
]


@pytest.mark.publications
def test_words_of_real_pages_are_where_poppler_sees_them(data: Path) -> None:
    found = [word for name, page in REAL for word in words(data / "publications" / name, page)]
    assert len(found) > 400
    assert sum(word.shared >= 0.8 for word in found) >= 0.99 * len(found)
