"""Drop caps, letterspaced words, and words broken over what is no part of them."""

from __future__ import annotations

import pytest

from indexer.extract.repairs.drop_cap_words import DROP_CAP
from indexer.extract.text.hyphenation import OPEN_END
from tests.extract.pdf.typeset_pages import line, lines, page_text

PARAGRAPH = (
    "archamos desde el amanecer con velas\nencendidas y pan en servilletas\nque bordaron las tías."
)


@pytest.mark.parametrize(
    ("cap", "size", "down"),
    [("M", 28, 14), ("M", 40, 24), ("«M", 26, 14), ("¿M", 26, 14), ("M", 66, 42)],
    ids=["two lines", "three lines", "quoted", "a question", "five lines"],
)
def test_a_drop_cap_begins_its_first_line(cap: str, size: int, down: float) -> None:
    width = size * 0.85 * len(cap)
    drawn = [line(cap, 50, 700 - down, size=size), lines(PARAGRAPH, 50 + width)]
    assert page_text(*drawn) == f"{cap}{DROP_CAP}{PARAGRAPH}"


def test_a_drop_cap_that_is_drawn_last_begins_its_first_line() -> None:
    text = page_text(lines(PARAGRAPH, 74), line("M", 50, 686, size=28))
    assert text == f"M{DROP_CAP}{PARAGRAPH}"


def test_a_drop_cap_that_is_drawn_over_its_first_line_begins_it() -> None:
    """WeasyPrint draws all caps before the text, and the first line over the cap."""
    first, rest = PARAGRAPH.split("\n", 1)
    text = page_text(
        line("M", 50, 675, size=40),
        line("Voces", 50, 740, size=20),
        line(first, 50),
        lines(rest, 88, 686),
    )
    assert text.split("\n", 1)[1].lstrip() == f"M{DROP_CAP}{PARAGRAPH}"


@pytest.mark.parametrize("gap", [0, 3])
def test_a_cap_that_stands_on_the_first_line_begins_it(gap: int) -> None:
    text = page_text(line("M", 50, size=24), lines(PARAGRAPH, 70 + gap))
    assert text.replace(DROP_CAP, "") == f"M{PARAGRAPH}"


def test_a_cap_in_capitals_and_one_that_is_a_word() -> None:
    one = page_text(line("C", 50, 686, size=28), lines("AMINAMOS juntas\npor la sierra", 74))
    other = page_text(line("A", 50, 686, size=28), lines("ella le dijeron\nque no", 74))
    assert (one[:3], other[:3]) == (f"C{DROP_CAP}A", f"A{DROP_CAP}e")


@pytest.mark.parametrize(
    "drawn",
    [
        # the letter of a glossary, a large initial far away, a list, a letter of the same size
        [line("A", 50, 690, size=24), lines("Abuso: maltrato\nAcoso: hostigamiento", 74)],
        [line("M", 50, 690, size=24), lines("aquí no hay nada\nsino texto", 300)],
        [line("M", 50, 600, size=24), lines("aquí no hay nada\nsino texto", 74)],
        [line("a", 50, 700), lines("una cosa\ny otra", 74)],
    ],
)
def test_other_letters_stay_where_they_are(drawn: list[str]) -> None:
    assert DROP_CAP not in page_text(*drawn)


def _spaced(text: str, tracking: float, y: float = 700) -> str:
    """A line of letterspaced type."""
    return f"{tracking} Tc {line(text, 50, y)} 0 Tc"


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (line("C R Ó N I C A   D E   L A   L L U V I A"), "CRÓNICA DE LA LLUVIA"),
        (line("C R Ó N I C A  D E  L A  L L U V I A"), "CRÓNICA DE LA LLUVIA"),
        (line("b i t á c o r a"), "bitácora"),
        (_spaced("TALLER DE VOCES", 4), "TALLER DE VOCES"),
        (_spaced("MEMORIA", 6), "MEMORIA"),
        (_spaced("Boletín de mayo", 3), "Boletín de mayo"),
        (line("T E S T I M O N I O S: voces"), "TESTIMONIOS: voces"),
        (line("c u i d a d o con las voces"), "cuidado con las voces"),
    ],
)
def test_letterspaced_words_are_whole(drawn: str, words: str) -> None:
    assert page_text(drawn) == words


@pytest.mark.parametrize(
    "text",
    [
        "a e i o u",
        "las letras A B C D E F G",
        "V F F V F V",
        "S N S N S",
        "J. L. P. Gómez",
        "x y z t",
        "d c b a",
        "la y a o e",
        "opción B o C",
    ],
)
def test_single_letters_stay_apart(text: str) -> None:
    assert page_text(line(text)) == text


def test_cells_of_single_letters_stay_apart() -> None:
    cells = [line(letter, 50 + 40 * place) for place, letter in enumerate("RIOMAS")]
    assert page_text(*cells).replace("\n", " ") == "R I O M A S"


@pytest.mark.parametrize(
    ("below", "y", "size"),
    [("1", 600, 10), ("404 Instantáneas", 600, 9), ("Rev Panam Salud", 600, 8)],
)
def test_a_broken_word_does_not_go_on_in_a_running_foot(below: str, y: float, size: float) -> None:
    text = page_text(lines("Hay diferentes\nrazones y moti-"), line(below, 50, y, size=size))
    assert text == f"Hay diferentes\nrazones y moti{OPEN_END}\n{below}"


def test_a_broken_word_does_not_go_on_in_a_note() -> None:
    text = page_text(lines("razones y moti-"), line("{1}nota", 50, 686, size=8))
    assert text == f"razones y moti{OPEN_END}\n¹ nota"


@pytest.mark.parametrize("rest", ["vos varios", "Baró dijo", "8859 bits"])
def test_it_goes_on_in_the_next_line(rest: str) -> None:
    assert page_text(lines(f"razones y moti-\n{rest}")) == f"razones y moti\ufffe{rest}"


@pytest.mark.parametrize("matrix", ["0 1 -1 0", "0 -1 1 0"], ids=["up", "down"])
@pytest.mark.parametrize("pitch", [5, 6, 9])
@pytest.mark.parametrize("step", [0, 3], ids=["that begin at one height", "that end at one height"])
def test_labels_that_run_across_the_text_stay_apart(matrix: str, pitch: float, step: float) -> None:
    labels = ["electronic", "fast", "drums", "loud", "synthesizer", "pop", "classical", "man"]
    drawn = [
        f"BT /F1 6 Tf {matrix} {100 + pitch * at} {500 - step * len(label)} Tm ({label}) Tj ET"
        for at, label in enumerate(labels)
    ]
    text = page_text(lines("Los nombres de las figuras estan\ndebajo de ellas."), *drawn)
    assert set(labels) <= set(text.split())
