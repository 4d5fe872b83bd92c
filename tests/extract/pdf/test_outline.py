"""Tables of contents: outlines as they are in files, and what contents pages print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.extract.options import Options
from indexer.extract.pdf.outline import clean_outline, mark_headings, printed_contents
from indexer.extract.pdf.pdf_extractor import extract_pdf
from indexer.extract.text.block_marks import separate_blocks
from indexer.model import OutlineEntry, Passage, Role
from tests.builders import pdf
from tests.conftest import ROOT

E = OutlineEntry


@pytest.mark.parametrize(
    ("entries", "kept"),
    [
        ([E("El miedo", 2), E("Qué es", 2, 1)], [E("El miedo", 2), E("Qué es", 2, 1)]),
        ([E(" El\tmiedo\x00 ", 1)], [E("El miedo", 1)]),
        # A part without a page begins where its first chapter does.
        ([E("Primera parte", 0), E("Uno", 3, 1)], [E("Primera parte", 3), E("Uno", 3, 1)]),
        ([E("Uno", 3), E("Anexo", 0)], [E("Uno", 3)]),
        ([E("Uno", 99), E("", 1), E("/home/ana/x.doc", 1)], []),
        ([E("Slide 1", 1), E("Slide 2", 2), E("Diapositiva 3", 3)], []),
        ([E("Uno", 1, 99)], [E("Uno", 1, 8)]),
    ],
)
def test_an_outline_is_kept_as_far_as_it_leads_anywhere(
    entries: Sequence[OutlineEntry], kept: list[OutlineEntry]
) -> None:
    assert list(clean_outline(entries, 4, lambda title: "/home" not in title)) == kept


def test_a_booklet_has_its_outline_nested() -> None:
    file = ROOT / "corpus" / "cuadernos" / "claves-miedo-es.pdf"
    found = extract_pdf(file, file.name, Options())
    assert found.contents[:3] == (
        E("Presentación", 4),
        E("1 Para qué sirve el miedo", 5),
        E("1.1 El cuerpo que avisa", 5, 1),
    )
    roles = [passage.role.value for passage in found.passages]
    assert roles[:4] == ["cover", "colophon", "contents", "text"]


def test_titles_of_the_outline_are_headings_of_their_pages() -> None:
    texts = ["Portada", "2.1 Qué es\nEs un aviso.\nQué es\n\nFin"]
    marked = mark_headings(texts, [E("Qué es", 2, 1), E("No está", 2)])
    text, blocks = separate_blocks(marked[1])
    assert text == "2.1 Qué es\n\nEs un aviso.\nQué es\n\nFin"
    assert [(text[b.start : b.end], b.level) for b in blocks] == [("2.1 Qué es", 2)]


TITLES = ("El miedo avisa", "El cuerpo sabe", "Cuidar la red", "Lo que sigue")


def book(printed: str, first: int, labels: bool = False) -> list[Passage]:
    """A book with a contents page, whose chapters begin at `first` and two pages on each."""
    pages = [Passage(1, "i", "Cuaderno", role=Role.COVER)]
    pages.append(Passage(2, "ii", printed, role=Role.CONTENTS))
    for number in range(3, first + 2 * len(TITLES)):
        chapter, rest = divmod(number - first, 2)
        begins = number >= first and not rest
        text = f"{TITLES[chapter]}\nUn texto largo" if begins else "Un texto largo"
        pages.append(Passage(number, str(number - first + 1) if labels else str(number), text))
    return pages


def lines(*pages: int, numbers: Sequence[str] = ("", "", "", "")) -> str:
    entries = zip(numbers, TITLES, pages, strict=True)
    return "Índice\n" + "\n".join(
        f"{n} {title} ...... {page}".strip() for n, title, page in entries
    )


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (book(lines(5, 7, 9, 11), 5), [(5, 0), (7, 0), (9, 0), (11, 0)]),
        (book(lines(1, 3, 5, 7), 5), [(5, 0), (7, 0), (9, 0), (11, 0)]),  # counted from the text
        (book(lines(1, 3, 5, 7), 60, labels=True), [(60, 0), (62, 0), (64, 0), (66, 0)]),
        (
            book(lines(5, 7, 9, 11, numbers=("1", "1.1", "1.2", "2.")), 5),
            [(5, 0), (7, 1), (9, 1), (11, 0)],
        ),
        (book(lines(2, 9, 4, 7), 5), []),  # not the pages on which they stand
        (book("Índice\nEl miedo avisa ... 5", 5), []),  # too few to be sure
    ],
)  # fmt: skip
def test_contents_pages_are_believed_if_their_titles_stand_where_they_say(
    pages: list[Passage], expected: list[tuple[int, int]]
) -> None:
    found = printed_contents(pages)
    assert [(entry.number, entry.depth) for entry in found] == expected
    assert all(entry.title.endswith(TITLES[at]) for at, entry in enumerate(found))


def test_an_outline_comes_before_what_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf("a b", "c d", outline=[(1, "El miedo")]))
    assert extract_pdf(file, "a.pdf", Options()).contents == (E("El miedo", 2),)
