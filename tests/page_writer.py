"""Writes the lines of PDF pages whose reading order is known."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import pypdfium2

from indexer.extract.pdf.page_lines import PageCharacters, read_lines
from tests.audit.builders import document

NOUNS, PEOPLE, _VERBS = (
    words.split()
    for words in (
        "agua alegría asamblea barranca biblioteca carta casa cocina comida cosecha cueva danza "
        "enseñanza escuela esperanza fiesta fogata frontera fuerza historia iglesia jornada ladera "
        "lengua lluvia madrugada memoria mesa milpa montaña noche palabra pregunta puerta raíz "
        "ronda selva semilla siembra tarde tela tierra vereda vida visita voz",
        "abogadas abuelas amigas artesanas autoridades campesinas compañeras comunidades doctoras "
        "familias hermanas hijas jornaleras madres maestras mujeres parteras redes tejedoras tías "
        "vecinas visitantes",
        "abrazan acompañan aprenden buscan caminan cantan comparten construyen cuentan cuidan "
        "defienden enseñan escriben escuchan guardan llevan nombran preguntan recuerdan siembran "
        "sostienen tejen transforman",
    )
)
_LEADING = 1.3
_CHAR_WIDTH = 0.5  # of Helvetica, in sizes


@dataclass(frozen=True, slots=True)
class Text:
    """A line at a place of the page, in points from its lower left corner."""

    left: float
    baseline: float
    text: str
    size: float = 10
    spacing: float = 0
    """How much wider its blanks are."""


Box = list[Text]


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """What is drawn, in this order, and the lines as they are read."""

    drawn: Sequence[Text]
    read: Sequence[Text]
    entries: str = ""
    size: tuple[int, int] = (595, 842)
    matrix: str = ""

    def pdf(self) -> bytes:
        """The page as a PDF."""
        content = "".join(
            f"BT /F1 {t.size} Tf {t.spacing} Tw {t.left} {t.baseline} Td ({t.text}) Tj ET\n"
            for t in self.drawn
        )
        page = f"/MediaBox [0 0 {self.size[0]} {self.size[1]}] {self.entries}"
        drawn = f"q {self.matrix} cm\n{content}Q" if self.matrix else content
        return document(drawn.encode("cp1252"), page=page)

    def score(self, text: str) -> float:
        """Kendall's tau of the lines in the text that a reader gave: 1.0 where all are in order.

        A line that is not found in one piece counts as the last.
        """
        flat = " ".join(text.split())
        places = [flat.find(line.text) for line in self.read]
        order = [place if place >= 0 else len(flat) for place in places]
        pairs = [(a < b) - (a > b) for n, a in enumerate(order) for b in order[n + 1 :]]
        return sum(pairs) / len(pairs)


def justified(box: Box, width: float) -> Box:
    """The lines of a box, all of them but the last as wide as that."""
    with (
        closing(pypdfium2.PdfDocument(DrawnPage(box, box).pdf())) as opened,
        closing(opened[0]) as page,
        closing(page.get_textpage()) as text_page,
    ):
        rights = [line.right for line in read_lines(PageCharacters(text_page, 60_000))]
    return [
        replace(line, spacing=round((line.left + width - right) / line.text.count(" "), 3))
        for line, right in zip(box[:-1], rights, strict=False)
    ] + box[-1:]


class Writer:
    """Makes up text, always the same."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._written: set[str] = set()

    def _sentence(self) -> str:
        pick = self._random.choice
        parts = [
            f"las {pick(PEOPLE)} de la {pick(NOUNS)} {pick(_VERBS)} la {pick(NOUNS)} y la "
            f"{pick(NOUNS)} con las {pick(PEOPLE)} que {pick(_VERBS)} en la {pick(NOUNS)}"
            for _ in range(pick((1, 2)))
        ]
        return (" porque ".join(parts) + ".").capitalize()

    def box(self, left: float, top: float, width: float, lines: int, size: float = 10) -> Box:
        """So many lines of running text, set in a column."""
        chars = int(width / size / _CHAR_WIDTH)
        set_lines = [""]
        while len(set_lines) <= lines:
            before = list(set_lines)
            for word in self._sentence().split():
                if len(set_lines[-1]) + len(word) >= chars:
                    set_lines.append("")
                set_lines[-1] = f"{set_lines[-1]} {word}".strip()
            new = set_lines[len(before) - 1 : -1]
            if any(line in self._written for line in new):
                set_lines = before  # each line is on the page once
            self._written.update(new)
        return [
            Text(left, round(top - size * _LEADING * n, 2), line, size)
            for n, line in enumerate(set_lines[:lines])
        ]

    def heading(self, left: float, baseline: float, size: float = 16) -> Box:
        pick = self._random.choice
        return [Text(left, baseline, f"{pick(NOUNS)} y {pick(NOUNS)}".capitalize(), size)]

    def shuffled(self, boxes: Iterable[Box]) -> list[Box]:
        found = list(boxes)
        self._random.shuffle(found)
        return found
