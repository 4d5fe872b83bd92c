"""Rectangles are over the words that match, wherever and however these stand on the page."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.render.placed_text import PlacedText, place
from indexer.extract.render.rendered import PageGeometry
from indexer.rendering.highlight_boxes import HighlightBox, highlight_boxes

WIDTH, HEIGHT = 600, 1200
ACROSS, DOWN, LEADING = 6, 10, 12


@dataclass(frozen=True)
class Line:
    """A line of a page that is set on a grid; a vertical one runs downwards."""

    text: str
    left: int
    top: int
    vertical: bool = False


@dataclass(frozen=True)
class Sheet:
    """A page, and where each of its characters is."""

    lines: Sequence[Line]

    def boxes(self) -> list[tuple[int, str, tuple[float, float, float, float]]]:
        """(line, character, box) of all but blanks."""
        found = []
        for number, line in enumerate(self.lines):
            for column, character in enumerate(line.text):
                x, y = (0, column) if line.vertical else (column, 0)
                left, top = line.left + ACROSS * x, line.top + ACROSS * y
                size = (DOWN, ACROSS) if line.vertical else (ACROSS, DOWN)
                if character != " ":
                    box = (left, top, left + size[0], top + size[1])
                    found.append((number, character, box))
        return found

    def layout(self) -> PageGeometry:
        boxes = self.boxes()
        fractions = np.array([box for _, _, box in boxes], float).reshape(-1, 4)
        text = place("".join(c for _, c, _ in boxes), fractions / (WIDTH, HEIGHT, WIDTH, HEIGHT))
        assert len(text.text) == len(boxes)
        return PageGeometry(WIDTH, HEIGHT, (), text)

    def under(self, rectangle: HighlightBox) -> tuple[int, str]:
        """The line that a rectangle is on, and the characters under it."""
        found = []
        for number, character, (left, top, right, bottom) in self.boxes():
            x, y = (left + right) / 2, (top + bottom) / 2
            if rectangle.left < x < rectangle.right and rectangle.top < y < rectangle.bottom:
                found.append((number, character))
        assert len({number for number, _ in found}) == 1, "a rectangle is over one line"
        return found[0][0], "".join(character for _, character in found)


def sheet(*texts: str) -> Sheet:
    return Sheet([Line(text, 30, 40 + LEADING * n) for n, text in enumerate(texts)])


def marked(page: Sheet, passage: str, word: str, occurrence: int = 0) -> list[tuple[int, str]]:
    at = -1
    for _ in range(occurrence + 1):
        at = passage.index(word, at + 1)
    found = highlight_boxes(passage, [(at, at + len(word))], page.layout())
    return [page.under(rectangle) for rectangle in found]


HEADED = sheet("El miedo y la memoria 12", "miedo en la casa, y", "miedo fuera")
UPWARDS = sheet(
    "terminó con una ronda de palabra",
    "empezó con un momento de silencio",
    "para conversar sobre lo vivido",
    "reunió a personas de la comunidad",
)
FOOTED = sheet("la casa sin miedo", "El miedo 12")

CASES = [
    ("a word", sheet("el miedo que", "une"), "el miedo que\nune", "miedo", [(0, "miedo")]),
    ("capitals, accents", sheet("LA EDUCACIÓN"), "La educación", "educación", [(0, "EDUCACIÓN")]),
    ("a letter", sheet("uno y dos"), "uno y dos", "y", [(0, "y")]),
    ("a number", sheet("en 2014–2015"), "en 2014–2015", "2014–2015", [(0, "2014–2015")]),
    (
        "a broken word",
        sheet("con acompaña-", "miento de"),
        "con acompañamiento de",
        "acompañamiento",
        [(0, "acompaña-"), (1, "miento")],
    ),
    (
        "a broken word with its sign",
        sheet("con acompaña\ufffe", "miento de"),
        "con acompañamiento de",
        "acompañamiento",
        [(0, "acompaña\ufffe"), (1, "miento")],
    ),
    (
        "a phrase over two lines",
        sheet("los derechos", "humanos de"),
        "los derechos\nhumanos de",
        "derechos\nhumanos",
        [(0, "derechos"), (1, "humanos")],
    ),
    ("a phrase", sheet("los derechos humanos"), "los derechos humanos", "derechos humanos",
     [(0, "derechoshumanos")]),
    ("a ligature", sheet("la codiﬁcación"), "la codificación", "codificación",
     [(0, "codiﬁcación")]),
    ("a lost ligature", sheet("al \x01n de"), "al fin de", "fin", [(0, "\x01n")]),
    ("a spacing accent", sheet("la educaci´on de"), "la educación de", "educación",
     [(0, "educaci´on")]),
    ("an apostrophe", sheet("de l’homme et"), "de l'homme et", "l'homme", [(0, "l’homme")]),
    ("a word that the dropped header has too", HEADED, "miedo en la casa, y\nmiedo fuera", "miedo",
     [(1, "miedo")]),
    ("a word that the dropped footer has too", FOOTED, "la casa sin miedo", "miedo",
     [(0, "miedo")]),
    ("what is not on the page", sheet("la casa"), "la casa\n\nuna nota nueva", "nota nueva", []),
    ("signs only", sheet("la casa"), "la casa …", "…", []),
    ("two columns", Sheet([Line("la memoria", 30, 40), Line("colectiva", 30, 52),
                           Line("la casa", 330, 40), Line("sin miedo", 330, 52)]),
     "la memoria\ncolectiva\nla casa\nsin miedo", "colectiva\nla casa",
     [(1, "colectiva"), (2, "lacasa")]),
    ("a word and its note mark", sheet("la memoria1 viva", "1Nota"), "la memoria¹ viva\n¹ Nota",
     "memoria", [(0, "memoria")]),
    ("a drop cap", sheet("M", "archamos juntas"), "Marchamos juntas", "Marchamos",
     [(0, "M"), (1, "archamos")]),
    ("letterspaced words", sheet("C R Ó N I C A"), "CRÓNICA", "CRÓNICA", [(0, "CRÓNICA")]),
    ("a word broken over the end of the page", sheet("la gestión ad-", "7"),
     "la gestión administrativa\n7", "administrativa", [(0, "ad")]),
    ("a word broken over the end of the page before", sheet("sa por la tarde"),
     "casa por la tarde", "casa", [(0, "sa")]),
    ("a vertical line", Sheet([Line("la memoria de todas", 30, 40, vertical=True)]),
     "la memoria de todas", "memoria de", [(0, "memoriade")]),
    ("a column that stands elsewhere in the passage",
     sheet("primera columna larga del texto", "segunda columna corta del libro"),
     "segunda columna corta del libro\nprimera columna larga del texto", "primera",
     [(0, "primera")]),
    ("lines that the page has from the last to the first", UPWARDS,
     "\n".join(line.text for line in UPWARDS.lines[::-1]), "silencio", [(1, "silencio")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "passage", "word", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_rectangles_are_over(
    page: Sheet, passage: str, word: str, expected: list[tuple[int, str]]
) -> None:
    assert marked(page, passage, word) == expected


def test_each_occurrence_has_its_own_rectangle() -> None:
    assert marked(HEADED, "miedo en la casa, y\nmiedo fuera", "miedo", 1) == [(2, "miedo")]


def test_a_slanting_word_is_highlighted_letter_by_letter() -> None:
    letters = [Line(c, 30 + 6 * n, 40 + 5 * n) for n, c in enumerate("acompañamiento")]
    found = highlight_boxes("acompañamiento", [(0, 14)], Sheet(letters).layout())
    assert len(found) >= 5
    assert all(p.bottom - p.top <= 1.7 * DOWN for p in found)


def test_the_number_of_rectangles_is_limited() -> None:
    page = sheet(*["a " * 40] * 80)
    passage = "\n".join(["a " * 40] * 80)
    matches = [(n, n + 1) for n, c in enumerate(passage) if c == "a"]
    assert len(highlight_boxes(passage, matches, page.layout())) == 2000


WORDS = st.sampled_from(["miedo", "memoria", "casa", "el", "la", "acompañar", "yo", "2014", "red"])
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=12)


@given(LINES, st.data())
def test_every_word_of_a_page_is_found_where_it_is(lines: list[str], data: st.DataObject) -> None:
    page, passage = sheet(*lines), "\n".join(lines)
    number = data.draw(st.integers(0, len(lines) - 1))
    words = lines[number].split()
    which = data.draw(st.integers(0, len(words) - 1))
    start = sum(len(line) + 1 for line in lines[:number]) + sum(len(w) + 1 for w in words[:which])
    (rectangle,) = highlight_boxes(passage, [(start, start + len(words[which]))], page.layout())
    assert page.under(rectangle) == (number, words[which])
    assert rectangle.left == pytest.approx(30 + 6 * sum(len(w) + 1 for w in words[:which]), abs=0.1)


@given(LINES, LINES)
def test_words_of_dropped_lines_are_not_highlighted(header: list[str], lines: list[str]) -> None:
    page, passage = sheet(*header, *lines), "\n".join(lines)
    word = lines[0].split()[0]
    first, *others = [
        page.under(p) for p in highlight_boxes(passage, [(0, len(word))], page.layout())
    ]
    assert others == []
    assert first[1] == word
    assert first[0] == len(header) or passage.startswith(lines[0])


@given(st.text(max_size=200), st.text(max_size=200), st.data())
def test_rectangles_of_any_texts_are_on_the_page(
    passage: str, text: str, data: st.DataObject
) -> None:
    page = Sheet([Line("".join(text.split()), 0, 0)]).layout()
    start = data.draw(st.integers(0, len(passage)))
    end = data.draw(st.integers(start, len(passage)))
    for rectangle in highlight_boxes(passage, [(start, end)], page):
        assert 0 <= rectangle.left < rectangle.right <= WIDTH
        assert 0 <= rectangle.top < rectangle.bottom <= HEIGHT


_LETTER_OF_A_BYTE = (b"aeioulmnrst" * 24)[:256]


def _long(seed: int, letters: int) -> str:
    """Words of six letters."""
    drawn = random.Random(seed).randbytes(letters).translate(_LETTER_OF_A_BYTE).decode()
    return " ".join(drawn[start : start + 6] for start in range(0, letters, 6))


@pytest.mark.parametrize(
    ("passage", "on_page"),
    [
        ("a" * 60_000, "a" * 60_000),
        ("a" * 60_000, "ab" * 30_000),
        (_long(1, 60_000), _long(2, 60_000)),
        (_long(1, 2_000_000), _long(1, 60_000)),
    ],
    ids=["one letter", "two letters", "another text", "a longer passage"],
)
def test_the_longest_pages_take_about_a_second(passage: str, on_page: str) -> None:
    text = "".join(on_page.split())[:60_000]
    page = PageGeometry(
        WIDTH, HEIGHT, (), place(text, np.array([[0.1, 0.1, 0.2, 0.2]] * len(text)))
    )
    started = time.monotonic()
    highlight_boxes(passage, [(10, 16)], page)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "matches", [[(0, 6_000)], [(0, 6_000)] * 3_000], ids=["a long one", "many of them"]
)
def test_invalid_matches_take_no_longer(matches: list[tuple[int, int]]) -> None:
    page = PageGeometry(
        WIDTH, HEIGHT, (), place("a" * 6_000, np.array([[0.1, 0.1, 0.2, 0.2]] * 6_000))
    )
    started = time.monotonic()
    assert 1 <= len(highlight_boxes("a" * 6_000, matches[:50], page)) <= 2_000
    assert len(highlight_boxes("b" * 6_000, matches, page)) == 0
    assert time.monotonic() - started < 5


def test_invalid_boxes_do_no_harm() -> None:
    upside_down = PlacedText("miedo", np.array([[9, 9, 3, 3]] * 5, "<u2").tobytes())
    (found,) = highlight_boxes("miedo", [(0, 5)], PageGeometry(WIDTH, HEIGHT, (), upside_down))
    assert found.left < found.right
    assert found.top < found.bottom


def test_words_of_very_long_pages_are_found() -> None:
    words = _long(3, 40_000).split()
    lines = [" ".join(words[n : n + 60]) for n in range(0, len(words), 60)]
    fractions = []
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            if character != " ":
                fractions.append((column / 500, row / 200, (column + 1) / 500, (row + 0.9) / 200))
    page = PageGeometry(500, 200, (), place("".join("".join(lines).split()), np.array(fractions)))
    passage = "\n".join(lines[1:])  # without its header
    start = passage.index(words[6000])
    (found,) = highlight_boxes(passage, [(start, start + 6)], page)
    row = next(n for n, line in enumerate(lines) if words[6000] in line and n > 0)
    assert (found.left, found.top) == pytest.approx((lines[row].index(words[6000]), row), abs=0.1)
