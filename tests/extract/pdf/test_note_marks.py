"""Note marks of PDFs are no part of a word; exponents, ordinals and formulas are."""

from __future__ import annotations

import pytest

from tests.extract.pdf.typeset_pages import Raise, line, lines, page_text

MARKS = [
    ("La sembradora{1} camina al molino{23}.", "La sembradora¹ camina al molino²³."),
    ("seria suficiente{1,4} y tres estudos{20-25}.", "seria suficiente¹,⁴ y tres estudos²⁰-²⁵."),
    ("dijo «basta»{4}, y calló.{5} Después", "dijo «basta»⁴, y calló.⁵ Después"),
    ("(ver anexo){6} y “cita”{7}: el 90%{8}", "(ver anexo)⁶ y “cita”⁷: el 90%⁸"),
    ("La CIDH{9} habló en 2010{10} y en el 95{11}.", "La CIDH⁹ habló en 2010¹⁰ y en el 95¹¹."),
    ("sus miembros{[1]} y la casa{[12]}.", "sus miembros¹ y la casa¹²."),
    ("hubo lluvias {8} fuertes", "hubo lluvias⁸ fuertes"),
    ("todas las regiones ({6}).", "todas las regiones (⁶)."),
    ("palabra*{3} y otra", "palabra*³ y otra"),
    ("Schools of {1}Medicine and {2}Surgery", "Schools of ¹Medicine and ²Surgery"),
    ("Juan Pérez{1,2}, Ana López{2} y Luz Gil{3}", "Juan Pérez¹,², Ana López² y Luz Gil³"),
    ("creyó en{14} eso", "creyó en¹⁴ eso"),
    ("vale 0,05{b} y 42,8{a}; García{a}", "vale 0,05⁽ᵇ⁾ y 42,8⁽ᵃ⁾; García⁽ᵃ⁾"),
    ("Ana García{a} y Luz López{b,c} firman", "Ana García⁽ᵃ⁾ y Luz López⁽ᵇ,ᶜ⁾ firman"),
    ("Pérez{ab} y Ruiz{1,b}, la gata{a,d}", "Pérez⁽ᵃᵇ⁾ y Ruiz¹,⁽ᵇ⁾, la gata⁽ᵃ,ᵈ⁾"),
    ("Luz Gil{a,1} dijo “basta”{a,b,c,d,e}", "Luz Gil⁽ᵃ,¹⁾ dijo “basta”⁽ᵃ,ᵇ,ᶜ,ᵈ,ᵉ⁾"),
    ("porque la palabra {b} no se vende{c}", "porque la palabra⁽ᵇ⁾ no se vende⁽ᶜ⁾"),
    ("Son pocas{a}. Incluye a todas; {d}Dos", "Son pocas⁽ᵃ⁾. Incluye a todas; ⁽ᵈ⁾Dos"),
    ("enero de 2000{a} y el 95%{b} sugerido{c}", "enero de 2000⁽ᵃ⁾ y el 95%⁽ᵇ⁾ sugerido⁽ᶜ⁾"),
]  # fmt: skip

TEXT = [
    "Midió 30 m{2} y 6 km{2}, 20 mg/m{2} y 5 in{2}",
    "CO<2>, H<2>O, CO{2} y Ca{2+}",
    "10{3} kg, 10{-6} y 1,3 10{6} cm{2}",
    "x{2} + y{2}, R{2} ajustada, (a+b){2}, E=mc{2}",
    "1{o} y 2{a} edición, 1{er} premio, N{o} 4",
    "XVI{e} siècle, Prof{a}. Gil, D{ra}. López, M{a} José",
    "Comp{ia} y Av{da} con cada casa, a la cabeza",
    "con {60}Co y {14}C, [{3}H]-timidina, {125}I",
    "2{8} bits y {1}/2 taza",
    "iproute2, msdos2, CO2, A4, COVID-19, B1 y 2a edición",
    "Capítulo 3 de 1999, págs. 12-15, 1.2.3",
]

HOWS = [Raise(), Raise(4.5, 5), Raise(3.3, 8), Raise(2, 5.5), Raise(6, 6)]


@pytest.mark.parametrize(("markup", "shown"), MARKS)
def test_a_raised_mark_is_no_part_of_the_word(markup: str, shown: str) -> None:
    assert page_text(line(markup)) == shown


@pytest.mark.parametrize("how", HOWS)
def test_marks_are_known_by_their_place_however_they_are_raised(how: Raise) -> None:
    text = page_text(lines("La memoria{1} viva, el luto{2}.\nOtra cosa{3}\nsigue", how=how))
    assert text == "La memoria¹ viva, el luto².\nOtra cosa³\nsigue"


def test_a_raised_letter_behind_a_number_and_a_dot_is_an_ordinal() -> None:
    read = page_text(line("la 3.{a} vez, el 1.{o} de mayo, N.{o} 4; la opción 1.a")).replace(
        "\n", " "
    )
    assert read == "la 3.ª vez, el 1.º de mayo, N.º 4; la opción 1.a"


@pytest.mark.parametrize("markup", TEXT)
def test_exponents_ordinals_and_formulas_stay_text(markup: str) -> None:
    plain = markup.translate(str.maketrans("", "", "{}<>"))
    assert page_text(line(markup)).replace("\n", " ").replace(" ", "") == plain.replace(" ", "")
    assert page_text(line(markup)).split() == plain.split()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("matrix", ["1 0 0 1 0 0", "0 1 -1 0 800 0", "0 -1 1 0 -200 800"])
def test_marks_are_found_on_turned_pages(turned: int, matrix: str) -> None:
    drawn = f"q {matrix} cm {lines('La sembradora{1} camina hacia el molino{2} de piedra.')} Q"
    assert page_text(drawn, turned=turned) == "La sembradora¹ camina hacia el molino² de piedra."


NOTES = [
    ("{1}Sembradora: quien siembra.", "¹ Sembradora: quien siembra."),
    ("{2} «Molino» de piedra.", "² «Molino» de piedra."),
    ("{a}Universidad de Oaxaca.", "⁽ᵃ⁾ Universidad de Oaxaca."),
    ("{[3]} Véase el anexo.", "³ Véase el anexo."),
    ("3 de mayo, no una nota.", "3 de mayo, no una nota."),
    ("{60}Co es un isótopo.", "60Co es un isótopo."),
]


@pytest.mark.parametrize(("markup", "shown"), NOTES)
def test_the_number_of_a_note_stands_apart_from_its_first_word(markup: str, shown: str) -> None:
    text = page_text(lines("Un renglón\nde texto"), line(markup, y=100, size=8))
    assert text.split("\n")[-1] == shown


def test_a_note_number_that_is_only_smaller_stands_apart() -> None:
    drawn = "BT 1 0 0 1 50 100 Tm /F1 5 Tf (1) Tj /F1 8 Tf (Nota al pie) Tj ET"
    assert page_text(drawn) == "¹ Nota al pie"


@pytest.mark.parametrize(("markup", "shown"), [("Otra{1} vez", "¹ Nota"), ("Otra vez", "1Nota")])
def test_a_note_number_as_large_as_its_note_is_known_by_its_mark(markup: str, shown: str) -> None:
    text = page_text(line(markup), line("1Nota al pie", y=100))
    assert text.split("\n")[-1] == f"{shown} al pie"


def test_the_number_of_a_note_in_small_print_stands_apart() -> None:
    drawn = [lines("Aquí va el texto.1\nSigue el texto\ny más"), line("1Nota", y=100, size=8)]
    assert page_text(*drawn).split("\n")[-1] == "¹ Nota"


def test_a_mark_on_a_line_of_its_own_goes_back_to_its_word() -> None:
    """As PDFium reads a mark that is raised above the letters beside it."""
    drawn = line("una rosa roja{7} sigue aquí", how=Raise(7, 5))
    assert page_text(drawn) == "una rosa roja⁷ sigue aquí"


def test_what_could_be_an_exponent_is_the_mark_that_a_note_lacks() -> None:
    drawn = [line("con la letra x{1} y x{2} de la casa"), line("{1}Así la llamó.", y=100, size=8)]
    assert page_text(*drawn).split("\n") == ["con la letra x⁽¹⁾ y x2 de la casa", "¹ Así la llamó."]


def test_marks_in_a_row_of_figures_are_not_measured_by_each_other() -> None:
    cells = [(f"{number},8", mark) for number, mark in ((42, "a"), (36, "a"), (23, "b"), (24, "b"))]
    row = [line("Salud", x=50)]
    for x, (number, mark) in zip(range(90, 400, 60), cells, strict=False):
        row += [line(number, x=x), line(mark, x=x + 19.5, y=703.3, size=6)]
    assert page_text(*row) == "Salud 42,8⁽ᵃ⁾ 36,8⁽ᵃ⁾ 23,8⁽ᵇ⁾ 24,8⁽ᵇ⁾"


def test_superscripts_of_the_font_are_known_by_their_shapes() -> None:
    """OpenType superscripts have the size and the baseline of the line."""
    text = "BT /F1 10 Tf 1 0 0 1 50 700 Tm (memoria) Tj /F9 10 Tf (1) Tj /F1 10 Tf ( viva) Tj ET"
    assert page_text(text) == "memoria¹ viva"
