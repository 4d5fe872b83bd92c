"""The picture of a page: the marks are over the words, and a reader goes from one to the next."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.browser.booklet import BROKEN, LAST, PDF, TURNED, WITHOUT, WORD
from tests.browser.chromium import Chromium
from tests.browser.look import PHONE, WIDE, WITHOUT_SCRIPT, Look, Size
from tests.browser.reader import Reader
from tests.playground import wait_until
from tests.search_app.site import Site

COVERED = 0.8
"""The share of a word's own box that its mark must cover."""
LARGER = 3.0
"""A mark that is so many times as large as the word marks others too."""
_MARKS = """
const page = document.querySelector('.picture img').getBoundingClientRect();
return [...document.querySelectorAll('.picture rect')].map(mark => {
  const box = mark.getBoundingClientRect();
  return [(box.left - page.left) / page.width, (box.top - page.top) / page.height,
          (box.right - page.left) / page.width, (box.bottom - page.top) / page.height];
});
"""
_STRIP = """
const strip = document.querySelector('.strip').getBoundingClientRect();
const current = document.querySelector('.strip [aria-current]').getBoundingClientRect();
return {left: strip.left, right: strip.right,
        currentLeft: current.left, currentRight: current.right};
"""
LOOKS = pytest.mark.parametrize(
    "look", [Look(), Look(PHONE), WITHOUT_SCRIPT], ids=["wide", "phone", "without-script"]
)


@dataclass(frozen=True)
class Box:
    """Where something is on a page, in shares of its width and height from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return max(0, self.right - self.left) * max(0, self.bottom - self.top)

    def shared(self, other: Box) -> float:
        """The area of what both cover."""
        return Box(
            max(self.left, other.left), max(self.top, other.top),
            min(self.right, other.right), min(self.bottom, other.bottom),
        ).area  # fmt: skip

    def around(self, other: Box) -> Box:
        """The smallest that covers both."""
        return Box(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
        )  # fmt: skip


def words(number: int) -> list[Box]:
    """Where PDFium sees the word on a page; one that is broken has a box in each line."""
    document = pypdfium2.PdfDocument(PDF)
    page = document[number - 1]
    text = page.get_textpage()
    count = pdfium.FPDFText_CountChars(text)
    letters = "".join(chr(pdfium.FPDFText_GetUnicode(text, at)) for at in range(count))
    parts = []
    for found in re.finditer(r"jaca(\W*)randa", letters):
        runs = [(found.start(), found.end())]
        if found[1]:
            runs = [(found.start(), found.start(1)), (found.end(1), found.end())]
        parts += [_around(page, text, *run) for run in runs]
    document.close()
    return parts


def _around(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, start: int, end: int) -> Box:
    box = _letter(page, text, start)
    for at in range(start + 1, end):
        box = box.around(_letter(page, text, at))
    return box


def _letter(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, at: int) -> Box:
    """Of one letter, on the page as it is shown."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    assert pdfium.FPDFText_GetCharBox(text, at, left, right, bottom, top)
    width, height = page.get_size()
    if page.get_rotation() == 90:  # what was at the bottom is at the left
        sides = (bottom.value, left.value, top.value, right.value)
    else:
        sides = (left.value, height - top.value, right.value, height - bottom.value)
    return Box(sides[0] / width, sides[1] / height, sides[2] / width, sides[3] / height)


def marks(reader: Reader) -> list[Box]:
    """Where the browser shows marks on the picture."""
    return [Box(*box) for box in reader.probe(_MARKS)]


def open_page(site: Site, reader: Reader, number: int) -> None:
    reader.open(f"{site.root}/publications/patio/passages/{number}?q={WORD}&lang=en")


@LOOKS
def test_each_mark_covers_its_word_and_hardly_more(
    site: Site, browser: Chromium, look: Look
) -> None:
    with browser.reader(look) as reader:
        for number, count in ((1, 3), (TURNED, 1), (BROKEN, 2), (LAST, 1)):
            open_page(site, reader, number)
            wanted, found = words(number), marks(reader)
            assert len(wanted) == len(found) == count, number
            for word in wanted:
                mark = max(found, key=word.shared)
                assert word.shared(mark) >= COVERED * word.area, number
                assert mark.area <= LARGER * word.area, number
            assert all(reader.widths(".picture img"))
        assert reader.complaints() == []


def test_a_mark_beside_its_word_would_be_found() -> None:
    first, second, *_ = words(1)
    assert first.shared(second) == 0
    assert words(TURNED)[0].shared(words(LAST)[0]) == 0
    assert first.shared(first) == first.area > 0


@pytest.mark.parametrize("look", [Look(), WITHOUT_SCRIPT], ids=["with-script", "without-script"])
def test_the_next_match_and_the_one_before_are_brought_into_sight(
    site: Site, browser: Chromium, look: Look
) -> None:
    with browser.reader(look) as reader:
        open_page(site, reader, 1)
        assert reader.every("link", "Previous match") == []
        for number in (2, 3, 5, 6, 7, 8):
            assert number != WITHOUT
            reader.follow("Next match")
            assert reader.address.endswith(f"/passages/{number}?q={WORD}&lang=en#match-1")
            assert reader.is_in_sight("match-1")
        assert reader.every("link", "Next match") == []
        reader.follow("Previous match")
        assert "/passages/7?" in reader.address
        open_page(site, reader, WITHOUT)
        assert marks(reader) == []
        reader.follow("Previous match")
        assert f"/passages/{BROKEN}?" in reader.address


def _shows_current(strip: dict[str, float]) -> bool:
    """Whether the page at hand is inside the strip's window."""
    return strip["left"] <= strip["currentLeft"] < strip["currentRight"] <= strip["right"] + 1


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_strip_shows_the_pages_that_match_and_where_the_reader_is(
    site: Site, browser: Chromium, size: Size
) -> None:
    with browser.reader(Look(size)) as reader:
        open_page(site, reader, BROKEN)
        assert all(reader.widths(".strip img"))
        assert reader.names("link", inside="navigation Matches")[-7:] == [
            str(number) for number in (1, 2, 3, 5, 6, 7, 8)
        ]
        current = "return document.querySelector('.strip [aria-current=page]').textContent"
        assert reader.probe(current) == str(BROKEN)
        reader.follow(str(LAST), inside="navigation Matches")
        assert f"/passages/{LAST}?" in reader.address
        reader.open(reader.address.partition("#")[0])  # a page that is reached at its beginning
        assert all(reader.widths(".strip img"))
        # Once its pictures have the widths that they keep.
        wait_until(lambda: _shows_current(reader.probe(_STRIP)))
