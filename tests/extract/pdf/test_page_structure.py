"""Pages of a PDF -> their paragraphs, headings and footnotes, as (kind, first words)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.extract.options import Options
from indexer.extract.pdf.pdf_extractor import extract_pdf
from indexer.model import BlockKind, Passage
from tests.builders import pdf

PROSE = (
    "El miedo avisa de un peligro y pide que",
    "alguien lo escuche antes de que decida",
    "por su cuenta lo que las demás todavía",
    "no han podido decir en la reunión.",
)
Row = tuple[float, float, float, str]
"""Left edge, baseline, size and words; words in bold begin with an asterisk."""


def rows(*groups: Sequence[str], left: float = 72, top: float = 760, size: float = 11) -> list[Row]:
    """Paragraphs with a gap between them."""
    found = []
    for group in groups:
        for words in group:
            found.append((left, top, size, words))
            top -= 1.25 * size
        top -= 0.8 * size
    return found


def stream(lines: Sequence[Row]) -> bytes:
    parts = []
    for left, baseline, size, words in lines:
        font, plain = ("F2", words[1:]) if words.startswith("*") else ("F1", words)
        escaped = plain.replace("(", r"\(").replace(")", r"\)")
        parts.append(f"BT /{font} {size} Tf {left} {baseline} Td ({escaped}) Tj ET")
    return "\n".join(parts).encode("cp1252")


def read(tmp_path: Path, lines: Sequence[Row]) -> Passage:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf("x", content={0: stream(lines)}))
    (passage,) = extract_pdf(file, "a.pdf", Options()).passages
    return passage


def parts(passage: Passage) -> list[tuple[str, str]]:
    """What each paragraph is, and its first words."""
    kinds = {block.start: block.kind.value for block in passage.blocks}
    found, at = [], 0
    for paragraph in passage.text.split("\n\n"):
        found.append((kinds.get(at, ""), " ".join(paragraph.split()[:3])))
        at += len(paragraph) + 2
    return found


TEXT = ("", "El miedo avisa")
NOTES = rows(("1 Nota de la primera palabra.", "sigue en otra línea."), top=120, size=8)
MORE = rows(("2 Nota de la segunda palabra.",), top=99, size=8)
HEADING = (72, 730, 11, "*Lo que avisa")
INDENTED = [(72 + 16 * (n % 4 == 0), 760 - 13.5 * n, 11, PROSE[n % 4]) for n in range(8)]

PAGES: dict[str, tuple[list[Row], list[tuple[str, str]]]] = {
    "a gap parts paragraphs": (rows(PROSE, PROSE), [TEXT, TEXT]),
    "so does the indent of a first line": (INDENTED, [TEXT, TEXT]),
    "lines of a paragraph stay together": (rows(PROSE * 2), [TEXT, TEXT][:1]),
    "larger type is a heading": (
        [(72, 780, 20, "Miedo y cuidado"), *rows(PROSE, PROSE)],
        [("heading", "Miedo y cuidado"), TEXT, TEXT],
    ),
    "a heading may have several lines": (
        [(72, 800, 20, "Miedo y"), (72, 776, 20, "cuidado"), *rows(PROSE, PROSE, top=740)],
        [("heading", "Miedo y cuidado"), TEXT, TEXT],
    ),
    "bold type is one even without a gap": (
        [HEADING, *rows(PROSE, PROSE, top=716.25)],
        [("heading", "Lo que avisa"), TEXT, TEXT],
    ),
    "not a word in bold": (
        rows(("*Miedo.", *PROSE), PROSE),
        [("", "Miedo. El miedo"), TEXT],
    ),
    "notes come last, each for itself": (
        [*rows(PROSE, PROSE), *NOTES, *MORE],
        [TEXT, TEXT, ("footnote", "1 Nota de"), ("footnote", "2 Nota de")],
    ),
    "notes of the first column come after the second one": (
        [*rows(PROSE, PROSE), *NOTES, *rows(PROSE, left=330)],
        [TEXT, TEXT, TEXT, ("footnote", "1 Nota de")],
    ),
    "a footer below the notes is no footnote": (
        [*rows(PROSE, PROSE), *NOTES, (72, 40, 11, "Cuadernos de muestra, de 2014")],
        [TEXT, TEXT, ("footnote", "1 Nota de"), ("", "Cuadernos de muestra,")],
    ),
    "small print without a mark is no footnote": (
        [*rows(PROSE, PROSE), *rows(("Fuente: las autoras del cuaderno.",), top=120, size=8)],
        [TEXT, TEXT, ("", "Fuente: las autoras")],
    ),
    "references in small print are no footnotes": (
        [
            *rows(PROSE, PROSE, PROSE),
            (72, 140, 11, "*Referencias"),
            *rows(("1 Lira E. Psicología del miedo. 1991.",), top=126, size=8),
        ],
        [TEXT, TEXT, TEXT, ("heading", "Referencias"), ("", "1 Lira E.")],
    ),
    "items of a list stay lines": (
        rows(PROSE, ("• escuchar primero,", "• nombrar el miedo,", "• no apurar.")),
        [TEXT, ("", "• escuchar primero,")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PAGES)
def test_a_page_has_paragraphs_headings_and_notes(tmp_path: Path, case: str) -> None:
    lines, expected = PAGES[case]
    assert parts(read(tmp_path, lines)) == expected


def test_lines_and_words_stay_as_they_are(tmp_path: Path) -> None:
    passage = read(tmp_path, [*rows(PROSE, PROSE), *NOTES])
    assert passage.text.startswith("\n".join(PROSE) + "\n\n" + "\n".join(PROSE))
    assert passage.text.endswith("\n\n1 Nota de la primera palabra.\nsigue en otra línea.")


def test_a_word_that_goes_on_in_the_next_column_is_whole_above_a_note(tmp_path: Path) -> None:
    left = rows((*PROSE[:3], "no pudo decirse: el acompaña-"))
    right = rows(("miento de las demás, que avisa", *PROSE), left=330)
    passage = read(tmp_path, [*left, *right, *rows(("1 Nota breve.",), top=120, size=8)])
    assert "el acompañamiento de las demás, que avisa" in passage.text
    apart = read(tmp_path, [*left, *NOTES, *right])  # PDFium joins it to the note
    assert "el acompañamiento\nde las demás, que avisa" in apart.text


def test_levels_follow_the_size(tmp_path: Path) -> None:
    heads = [(72, 800, 22, "Uno"), (72, 770, 15, "Dos"), (72, 740, 13, "Tres")]
    passage = read(tmp_path, [*heads, *rows(PROSE, PROSE, top=710)])
    assert [b.level for b in passage.blocks if b.kind is BlockKind.HEADING] == [1, 2, 3]
