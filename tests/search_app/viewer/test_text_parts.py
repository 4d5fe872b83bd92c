"""A passage's text and its blocks -> the paragraphs, headings and notes of the page."""

from __future__ import annotations

import pytest

from indexer.engine.snippets import Span
from indexer.model import BlockKind, TextBlock
from search_app.viewer.match_numbers import number_matches
from search_app.viewer.text_parts import TextPart, split_text

TEXT = "Uno\n\nDos y tres.\n\nCuatro\n\n¹ Nota."


def block(words: str, level: int = 0) -> TextBlock:
    start = TEXT.index(words)
    kind = BlockKind.HEADING if level else BlockKind.FOOTNOTE
    return TextBlock(kind, start, start + len(words), level)


def words(parts: tuple[TextPart, ...]) -> list[tuple[int, str]]:
    return [(part.level, "".join(span.text for span in part.spans)) for part in parts]


NOTE = block("¹ Nota.")


ONE, TWO, THREE = (0, "Uno"), (0, "Dos y tres."), (0, "Cuatro")
LAST = (0, "¹ Nota.")


@pytest.mark.parametrize(
    ("blocks", "text", "notes"),
    [
        ([], [ONE, TWO, THREE, LAST], []),
        ([block("Uno", 1), NOTE], [(3, "Uno"), TWO, THREE], [LAST]),
        # No level is left out below another, whatever the file says.
        ([block("Uno", 1), block("Cuatro", 3), NOTE], [(3, "Uno"), TWO, (4, "Cuatro")], [LAST]),
        ([block("Uno", 3), block("Cuatro", 1), NOTE], [(3, "Uno"), TWO, (3, "Cuatro")], [LAST]),
    ],
)
def test_a_text_has_parts(
    blocks: list[TextBlock], text: list[tuple[int, str]], notes: list[tuple[int, str]]
) -> None:
    found = split_text(number_matches([Span(TEXT, match=False)]), blocks)
    assert (words(found.text), words(found.notes)) == (text, notes)


def test_a_match_over_two_paragraphs_is_marked_in_both_and_has_one_address() -> None:
    spans = [Span("Uno\n\nDos y ", match=True), Span("tres.", match=False)]
    found = split_text(number_matches(spans), [])
    assert [(s.text, s.match, s.is_rest) for part in found.text for s in part.spans] == [
        ("Uno", 1, False),
        ("Dos y ", 1, True),
        ("tres.", 0, False),
    ]


def test_blocks_beyond_a_text_that_is_cut_are_left_out() -> None:
    found = split_text(number_matches([Span(TEXT[:12], match=False)]), [block("Cuatro", 1), NOTE])
    assert words(found.text) == [(0, "Uno"), (0, "Dos y t")]
    assert found.notes == ()
