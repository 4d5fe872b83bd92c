"""Printed lines -> paragraphs: (lines as read, lines as shown)."""

from __future__ import annotations

import pytest

from search_app.viewer.paragraphs import reflow

FULL = "una línea entera de las que llenan el ancho de la página"

CASES = [
    ([FULL, FULL, FULL, "y termina.", FULL], [f"{FULL} {FULL} {FULL} y termina.", FULL]),
    ([FULL, FULL, "", FULL, FULL], [f"{FULL} {FULL}", "", f"{FULL} {FULL}"]),
    ([FULL, "• " + FULL, FULL, "2.1 " + FULL], [FULL, f"• {FULL} {FULL}", f"2.1 {FULL}"]),
    (["un verso", "otro verso", "otro más", "fin"], ["un verso", "otro verso", "otro más", "fin"]),
    ([FULL, FULL], [FULL, FULL]),
    ([""], [""]),
]  # fmt: skip


@pytest.mark.parametrize(("read", "shown"), CASES)
def test_lines_of_a_paragraph_are_joined(read: list[str], shown: list[str]) -> None:
    assert reflow("\n".join(read)).split("\n") == shown


@pytest.mark.parametrize(("read", "shown"), CASES)
def test_no_word_changes(read: list[str], shown: list[str]) -> None:
    assert reflow("\n".join(read)).split() == "\n".join(read).split()
