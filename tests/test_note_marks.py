"""Note marks: how they are shown, and what of a text they are."""

from __future__ import annotations

import pytest

from indexer.note_marks import blank_note_marks, note_mark, without_note_marks


@pytest.mark.parametrize(
    ("before", "label", "shown"),
    [
        ("la sembradora", "1", "¹"),
        ("la sembradora", "[12]", "¹²"),
        ("seria suficiente", "1,4", "¹,⁴"),
        ("en 2010", "3", "³"),
        ("", "7", "⁷"),
        ("200 m", "2", "⁽²⁾"),
        ("10", "3", "⁽³⁾"),
        ("padre y", "1", "⁽¹⁾"),
        ("García", "a", "⁽ᵃ⁾"),
        ("García", "*", "*"),
    ],
)
def test_a_mark_is_shown_so_that_it_cannot_be_part_of_the_word_before_it(
    before: str, label: str, shown: str
) -> None:
    assert note_mark(label, before) == shown
    assert without_note_marks(f"{before}{shown} sigue").replace("*", "") == f"{before} sigue"


@pytest.mark.parametrize(
    "text",
    ["200 m² de terreno", "5km²", "H₂O y CO²", "10³ y 10⁻⁶", "x² + y²", "1º, 2ª edición", "cm³/s"],
)
def test_exponents_and_ordinals_are_text(text: str) -> None:
    assert without_note_marks(text) == text


def test_marks_are_blanked_in_place() -> None:
    assert blank_note_marks("memoria¹ viva²³, ¹Nota") == "memoria  viva  ,  Nota"
