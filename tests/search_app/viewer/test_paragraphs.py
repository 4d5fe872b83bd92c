"""Printed lines -> paragraphs: (lines as read, lines as shown)."""

from __future__ import annotations

import pytest

from indexer.model import BlockKind, TextBlock
from search_app.viewer.paragraphs import reflow

FULL = "una línea entera de las que llenan el ancho de la página"

NARROW = [
    "los grupos que trabajan en la sierra", "y escuchan a las familias, para que",
    "nadie espere en la puerta sin que se le nombre y sin que la comunidad sepa",
    "de ella; así se sostiene la palabra", "y la memoria de quienes la cuidan.",
]  # fmt: skip
"""A column in which a word was broken between two lines, which are one line here."""
VERSES = [
    "enciende alguien la fogata junto al río",
    "y la montaña escucha",
    "la voz de las mujeres",
]

CASES = [
    ([FULL, FULL, FULL, "y termina.", FULL], [f"{FULL} {FULL} {FULL} y termina.", FULL]),
    ([FULL, FULL, "", FULL, FULL], [f"{FULL} {FULL}", "", f"{FULL} {FULL}"]),
    ([FULL, "• " + FULL, FULL, "2.1 " + FULL], [FULL, f"• {FULL} {FULL}", f"2.1 {FULL}"]),
    (["un verso", "otro verso", "otro más", "fin"], ["un verso", "otro verso", "otro más", "fin"]),
    ([*NARROW, "", *NARROW[1:3], "y cuidan."],
     [" ".join(NARROW), "", " ".join([*NARROW[1:3], "y cuidan."])]),
    ([*VERSES, *VERSES], [*VERSES, *VERSES]),
    ([*[FULL] * 4, "", *NARROW], [" ".join([FULL] * 4), "", " ".join(NARROW)]),
    ([FULL, FULL], [FULL, FULL]),
    ([""], [""]),
]  # fmt: skip


@pytest.mark.parametrize(("read", "shown"), CASES)
def test_lines_of_a_paragraph_are_joined(read: list[str], shown: list[str]) -> None:
    assert reflow("\n".join(read)).split("\n") == shown


@pytest.mark.parametrize(("read", "shown"), CASES)
def test_no_word_changes(read: list[str], shown: list[str]) -> None:
    assert reflow("\n".join(read)).split() == "\n".join(read).split()


def test_a_line_between_two_headings_is_as_wide_as_those_of_the_page() -> None:
    read = "\n".join([*[FULL] * 4, "", "Un título", "en dos líneas", "", FULL, "y termina."])
    start = read.index("Un título")
    heading = TextBlock(BlockKind.HEADING, start, read.index("\n\n", start))
    shown = [" ".join([FULL] * 4), "", "Un título en dos líneas", "", f"{FULL} y termina."]
    assert reflow(read, [heading]).split("\n") == shown
