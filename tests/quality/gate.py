"""What must hold: targets on any corpus, and the floor on the corpus that it was measured on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Final

from indexer import wire
from tests.quality.measure import (
    OURS,
    PDFIUM,
    PDFTOTEXT,
    Document,
    Figures,
    Group,
    Languages,
    groups,
    languages,
)
from tests.quality.order import known_orders

FLOOR: Final = Path(__file__).with_name("floor.json")

F1_TARGET: Final = 0.97
"""Mean agreement with pdftotext, in each language."""
FAIR: Final = 0.9
FAIR_SHARE: Final = 0.97
"""Share of the PDFs whose agreement is at least FAIR."""
LANGUAGE_TARGET: Final = 0.98
TAU_TARGET: Final = 0.98
"""Kendall's tau of the lines of each page whose order is known."""
WORSE: Final = 0.01
"""No document agrees less than PDFium alone by more, running lines apart. Chapter titles at the
head of few pages each are dropped too, and are not seen as running lines here (0.008 of a book)."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How far a value may fall (or rise, for those of which less is better) below its floor."""

    name: str
    label: str
    mean: float
    document: float
    less_is_better: bool = False

    def fall(self, now: float, before: float) -> float:
        """By how much it is worse; negative where it is better."""
        return now - before if self.less_is_better else before - now


# Reading is deterministic: the tolerance is for rounding and for new versions of libraries.
BOUNDS: Final = (
    Bound("f1", "F1 against pdftotext", 0.002, 0.02),
    Bound("kept", "share of words kept", 0.005, 0.05),
    Bound("headings", "share of headings kept", 0.005, 0.2),
    Bound("oov", "out-of-vocabulary %", 0.1, 2.0, less_is_better=True),
    Bound("glued", "glued words in 10,000", 0.5, 20.0, less_is_better=True),
    Bound("pages", "share of pages with text", 0.002, 0.05),
    Bound("marked", "words with a note's number in 10,000", 0.1, 2.0, less_is_better=True),
    Bound("order", "share of word pairs in order", 0.002, 0.02),
)
LANGUAGE_TOLERANCE: Final = 0.002


@dataclass(frozen=True, slots=True)
class Kept:
    """A document's values in the floor."""

    figures: Figures
    found: str


@dataclass(frozen=True, slots=True)
class Floor:
    """What was measured when the floor was accepted.

    `documents` are by the beginning of their SHA-1; `versions` name what made the figures.
    """

    corpus: str
    made: str
    versions: dict[str, str]
    groups: dict[str, Group]
    languages: Languages
    fair: float
    documents: dict[str, Kept]


def load(path: Path = FLOOR) -> Floor | None:
    """The floor that was accepted, if there is one."""
    return wire.decode(path.read_bytes(), Floor) if path.exists() else None


def save(floor: Floor, path: Path = FLOOR) -> None:
    """Write the floor so that a change of one value is one line of a diff."""
    values = json.loads(wire.encode(floor))
    values["documents"] = {k: json.dumps(v) for k, v in sorted(values["documents"].items())}
    text = json.dumps(values, indent=1, ensure_ascii=False)
    for line in values["documents"].values():
        text = text.replace(json.dumps(line), line)
    path.write_text(text + "\n", "utf-8")


def floor_of(
    measured: Sequence[Document], corpus: str, made: str, versions: dict[str, str]
) -> Floor:
    """The floor that these documents make."""
    own = {d.source.key: Kept(_rounded(d.ours), d.found) for d in measured if not d.source.is_scan}
    found = groups(measured)
    return Floor(corpus, made, versions, found, languages(measured), fair_share(measured), own)


def _rounded(figures: Figures) -> Figures:
    values = (getattr(figures, bound.name) for bound in BOUNDS)
    return Figures(*(None if value is None else round(value, 4) for value in values))


def fair_share(measured: Sequence[Document]) -> float:
    """The share of text PDFs that agree fairly with pdftotext."""
    f1s = [d.ours.f1 for d in measured if d.ours.f1 is not None]
    return sum(f1 >= FAIR for f1 in f1s) / len(f1s) if f1s else 1.0


def orders(measured: Sequence[Document]) -> tuple[float, float]:
    """Our mean agreement in the order of words, and pdftotext's."""
    found = [
        (ours.order, theirs.order)
        for document in measured
        if (ours := document.ours).order is not None
        and (theirs := document.readers[PDFTOTEXT]).order is not None
    ]
    ours, theirs = zip(*found, strict=True) if found else ((1.0,), (1.0,))
    return fmean(ours), fmean(theirs)


def missed_targets(measured: Sequence[Document]) -> Iterator[str]:
    """What is not good enough on any corpus, a line each."""
    for name, group in groups(measured).items():
        f1 = group.readers[OURS].f1
        if f1 is not None and f1 < F1_TARGET:
            low = _named([d for d in measured if d.source.group == name])
            yield f"{name}: F1 against pdftotext is {f1:.3f}, the target {F1_TARGET}: {low}"
    share = fair_share(measured)
    if share < FAIR_SHARE:
        low = _named([d for d in measured if d.ours.f1 is not None and d.ours.f1 < FAIR])
        shares = f"{share:.1%} of the PDFs, the target {FAIR_SHARE:.0%}"
        yield f"F1 is at least {FAIR} in {shares}: {low}"
    spoken = languages(measured)
    if spoken.share < LANGUAGE_TARGET:
        wrong = ", ".join(f"{d.source.path} ({d.found})" for d in measured if d.right is False)
        shares = f"{spoken.share:.1%}, the target {LANGUAGE_TARGET:.0%}"
        yield f"the language is right in {shares}: {wrong}"
    order, theirs = orders(measured)
    if order < theirs:
        yield f"the order of words agrees to {order:.3f}, that of pdftotext to {theirs:.3f}"
    for known in known_orders():
        if known.tau < TAU_TARGET:
            yield f"{known.page}: tau of the lines is {known.tau:.3f}, the target {TAU_TARGET}"
    for document in measured:
        if document.apart and is_worse_than_pdfium(document):
            ours, alone = document.apart
            yield f"{document.source.path}: F1 is {ours:.3f}, that of PDFium alone {alone:.3f}"


def is_worse_than_pdfium(document: Document) -> bool:
    """Whether what is done after PDFium spoils its text.

    Not where more words are in the word list than in PDFium's text: then it is pdftotext, which
    has the same fault as PDFium, that is wrong.
    """
    if document.apart is None or document.apart[0] >= document.apart[1] - WORSE:
        return False
    ours, alone = document.ours.oov, document.readers[PDFIUM].oov
    return ours is None or alone is None or ours >= alone


def fallen(measured: Sequence[Document], floor: Floor) -> Iterator[str]:
    """What is worse than the floor on its own corpus, a line each."""
    for name, group in groups(measured).items():
        if name in floor.groups and not name.endswith("scan"):
            before = floor.groups[name].readers[OURS]
            own = [d for d in measured if d.source.group == name]
            yield from _fallen_means(name, group.readers[OURS], before, own, floor)
    spoken = languages(measured)
    if spoken.share < floor.languages.share - LANGUAGE_TOLERANCE:
        now_wrong = ", ".join(
            f"{d.source.path} ({d.found}, was {floor.documents[d.source.key].found})"
            for d in measured
            if d.right is False and floor.documents[d.source.key].found != d.found
        )
        shares = f"{spoken.share:.1%}, its floor {floor.languages.share:.1%}"
        yield f"the language is right in {shares}: {now_wrong}"
    for document in measured:
        if not document.source.is_scan:
            yield from _fallen_document(document, floor.documents[document.source.key].figures)


def _fallen_means(
    name: str, now: Figures, before: Figures, own: Sequence[Document], floor: Floor
) -> Iterator[str]:
    for bound in BOUNDS:
        fall = _fall(bound, now, before)
        if fall > bound.mean:
            falls = {d.source.path: _fall(bound, d.ours, floor.documents[d.source.key].figures)
                     for d in own}  # fmt: skip
            worst = sorted(falls, key=falls.__getitem__, reverse=True)[:5]
            which = ", ".join(f"{path} ({falls[path]:.3f})" for path in worst if falls[path] > 0)
            yield f"{name}: {_told(bound, now, before)} ({fall:.3f} worse): {which}"


def _fallen_document(document: Document, before: Figures) -> Iterator[str]:
    for bound in BOUNDS:
        fall = _fall(bound, document.ours, before)
        if fall > bound.document:
            why = f": {document.problem}" if document.problem else ""
            told = _told(bound, document.ours, before)
            yield f"{document.source.path}: {told} ({fall:.3f} worse){why}"


def _fall(bound: Bound, now: Figures, before: Figures) -> float:
    new, old = getattr(now, bound.name), getattr(before, bound.name)
    if old is None:
        return 0.0
    if new is None:  # nothing was read that could be measured
        return 0.0 if bound.less_is_better else float(old)
    return bound.fall(new, old)


def _told(bound: Bound, now: Figures, before: Figures) -> str:
    new, old = getattr(now, bound.name), getattr(before, bound.name)
    return f"{bound.label} is {new or 0:.3f}, its floor {old:.3f}"


def _named(own: Sequence[Document]) -> str:
    worst = sorted(own, key=lambda document: document.agreement)[:5]
    return ", ".join(f"{d.source.path} ({d.agreement:.3f})" for d in worst)
