"""Marks in a text -> the text, and its headings and footnotes."""

from __future__ import annotations

import pytest

from indexer.extract.text.block_marks import FOOTNOTE_MARK, heading_mark, separate_blocks
from indexer.extract.text.clean import PageText, clean_pages
from indexer.model import BlockKind

H1, H2, NOTE = heading_mark(1), heading_mark(2), FOOTNOTE_MARK


@pytest.mark.parametrize(
    ("marked", "text", "blocks"),
    [
        ("El miedo avisa.", "El miedo avisa.", []),
        (f"{H1}El miedo\n\nAvisa.", "El miedo\n\nAvisa.", [("heading", "El miedo", 1)]),
        (
            f"{H1}El miedo\nque avisa\n\nUno.\n\n{NOTE}¹ Nota.",
            "El miedo\nque avisa\n\nUno.\n\n¹ Nota.",
            [("heading", "El miedo\nque avisa", 1), ("footnote", "¹ Nota.", 0)],
        ),
        (f"Uno.\n\n{H2}\n\nDos.", "Uno.\n\n\n\nDos.", []),  # nothing is left of it
        (f"Uno {H1}dos", "Uno dos", []),  # inside a line it marks nothing
    ],
)
def test_marks_become_offsets(marked: str, text: str, blocks: list[tuple[str, str, int]]) -> None:
    read, found = separate_blocks(marked)
    assert read == text
    assert [(b.kind.value, read[b.start : b.end], b.level) for b in found] == blocks


def test_running_heads_are_found_whether_they_look_like_headings_or_not() -> None:
    names = ("Ana", "Bea", "Cruz", "Dora", "Eva", "Flor", "Gil", "Hugo")
    pages = [
        PageText(f"{H2 if n % 2 else ''}Cuadernos\n\n{H1}{name} parte\n\n{'palabras ' * 20}{name}")
        for n, name in enumerate(names)
    ]
    cleaned = [separate_blocks(text) for text in clean_pages(pages)]
    assert [text.count("Cuadernos") for text, _ in cleaned] == [1, *[0] * 7]
    assert all(blocks[-1].kind is BlockKind.HEADING for _, blocks in cleaned)
