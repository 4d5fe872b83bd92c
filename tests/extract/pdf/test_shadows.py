"""Words that a page draws twice, one copy as the shadow of the other, are read once."""

from __future__ import annotations

import pytest

from tests.extract.pdf.typeset_pages import line, lines, page_text

# PDFium itself leaves out a copy that is drawn at once.
BETWEEN = [line(f"Renglones varios {n}", 50, 500 - 20 * n) for n in range(7)]


def _words(*drawn: str) -> list[str]:
    return page_text(*drawn).split()


@pytest.mark.parametrize("size", [8, 12, 40])
@pytest.mark.parametrize(("right", "down"), [(0, 0), (0.1, 0.1), (0.15, 0), (-0.1, 0.15)], ids=str)
def test_a_shadow_is_left_out(size: float, right: float, down: float) -> None:
    title = "Cuidar la palabra\nde todas"
    shadow = lines(title, 50 + right * size, 700 - down * size, size=size)
    read = _words(shadow, *BETWEEN, lines(title, size=size))
    assert [word for word in read if word in title.split()] == title.split()


def test_a_shadow_on_the_same_line_is_left_out() -> None:
    words = [line("Impacto", 50, 699.2, size=9), line("Impacto", 50, 700, size=9)]
    between = ["BT /F1 9 Tf 1 0 0 1 50 700 Tm ( ) Tj ET"] * 6
    assert _words(words[0], *between, words[1]) == ["Impacto"]


@pytest.mark.parametrize(
    ("x", "y"),
    [(56, 700), (50, 694), (300, 700), (50, 100)],
    ids=["near", "below", "beside", "far"],
)
def test_the_same_words_elsewhere_stay(x: float, y: float) -> None:
    assert _words(line("Nadie"), *BETWEEN, line("Nadie", x, y)).count("Nadie") == 2


def test_words_that_come_twice_in_a_line_stay() -> None:
    assert page_text(line("poco a poco poco a poco")) == "poco a poco poco a poco"


def test_the_cells_of_a_table_stay() -> None:
    cells = [line("no", 50 + 40 * (n % 8), 700 - 14 * (n // 8)) for n in range(80)]
    assert _words(*cells).count("no") == 80


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_equal_rows_of_a_turned_page_stay(turned: int) -> None:
    rows = [f"BT /F1 9 Tf 0 1 -1 0 {100 + 12 * n} 300 Tm (Total general) Tj ET" for n in range(9)]
    assert page_text(*rows, turned=turned).split().count("general") == 9
