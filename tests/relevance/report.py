"""The figures as tables: for a terminal, and as a section of docs/quality.md.

That section depends on the accepted figures alone, so that a test can compare the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tests.bench.report import Table
from tests.conftest import ROOT
from tests.docs.sections import GeneratedSection
from tests.relevance.floors import Figure, Measured, Measurements, systems, value_of

SECTION: Final = GeneratedSection(
    "relevance", "python -m tests.relevance --accept", ROOT / "docs" / "quality.md"
)


def tables(made: Measurements) -> Iterator[Table]:
    """All systems by the first measure of each set; then the product by all measures."""
    yield _compared(made)
    yield _product(made.figures)


def _compared(made: Measurements) -> Table:
    named = systems(made.figures)
    rows = []
    for questions in _sets(made.figures):
        measure = next(f.measure for f in made.figures if f.questions == questions)
        if any(c.questions == questions for c in made.comparisons):
            cells = [_cell(made, Measured(questions, system, measure)) for system in named]
            rows.append([f"{questions}, {measure}", *cells])
    return Table(["", *named], rows)


def _cell(made: Measurements, key: Measured) -> str:
    mean = value_of(made.figures, key)
    if mean is None:
        return "–"
    p = next((c.p for c in made.comparisons
              if (c.questions, c.other) == (key.questions, key.system)), None)  # fmt: skip
    return f"{mean:.3f}" if p is None else f"{mean:.3f} ({_p(p)})"


def _p(p: float) -> str:
    return f"{p:.4f}".lstrip("0") if p < 0.01 else f"{p:.2f}".lstrip("0")


def _product(figures: Sequence[Figure]) -> Table:
    """A row for each set and way of asking."""
    own = [figure for figure in figures if figure.floored]
    measures = list(dict.fromkeys(figure.measure for figure in own))
    rows = []
    for questions in _sets(own):
        for system in systems([f for f in own if f.questions == questions]):
            means = [value_of(own, Measured(questions, system, m)) for m in measures]
            cells = ["" if mean is None else f"{mean:.3f}" for mean in means]
            rows.append([f"{questions}, {system}", *cells])
    return Table(["", *measures], rows)


def _sets(figures: Sequence[Figure]) -> list[str]:
    return list(dict.fromkeys(figure.questions for figure in figures))


def plain(made: Measurements) -> str:
    """The tables for a terminal."""
    return "\n\n".join(table.plain() for table in tables(made))


def section(made: Measurements) -> str:
    """The section of the document, without its markers."""
    versions = ", ".join(f"{name} {version}" for name, version in made.versions.items())
    said = f"Measured on {made.made} with {versions}."
    return "\n\n".join([said, *(table.markdown() for table in tables(made))])
