"""How far the order of a text agrees with that of other readers, and on pages where it is known."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.engine.analysis import fold
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.text.block_marks import strip_marks
from tests.drawn_pages import PAGES
from tests.quality.words import WORD

_MAX_CHARS = 60_000


def agreement(pages: Sequence[str], others: Sequence[Sequence[str]]) -> float | None:
    """The share of pairs of neighbouring words in common with another reader (F1).

    On each page that of the nearest reader counts; words that only one of the two has count for
    neither. None where there is nothing to compare.
    """
    sequences = [_words(page) for page in pages]
    pairs = [[_words(page) for page in other] for other in others if len(other) == len(pages)]
    shared = total = 0
    for number, ours in enumerate(sequences):
        found = [_common(ours, other[number]) for other in pairs]
        best = max(found, key=lambda counts: counts[0] / max(counts[1], 1), default=(0, 0))
        shared += best[0]
        total += best[1]
    return shared / total if total else None


def _words(page: str) -> list[str]:
    return [fold(w) for w in WORD.findall(unicodedata.normalize("NFKC", page).casefold())]


def _common(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """Twice the pairs in common, and all pairs."""
    known = set(one) & set(other)
    a, b = (Counter(pairwise(w for w in words if w in known)) for words in (one, other))
    return 2 * (a & b).total(), a.total() + b.total()


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """Kendall's tau of the lines of a page that was made for it: 1.0 where all are in order."""

    page: str
    tau: float


def known_orders() -> list[KnownOrder]:
    """The pages of `drawn_pages` as they are read."""
    found = []
    for name, make in PAGES.items():
        page = make()
        with PdfiumReader(page.pdf()) as reader:
            text = strip_marks(reader.seen_page(0, _MAX_CHARS).text)
        found.append(KnownOrder(name, page.score(text)))
    return found
