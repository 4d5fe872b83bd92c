"""The figures as tables: for the terminal, and as the section of docs/quality.md.

That section depends on the floor alone, so that a test can compare the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tests.bench.report import Table
from tests.conftest import ROOT
from tests.docs.sections import GeneratedSection
from tests.quality import gate
from tests.quality.corpus import SCAN
from tests.quality.gate import Floor
from tests.quality.measure import (
    HTML_READERS,
    PDF_READERS,
    Document,
    Figures,
    Group,
    Languages,
)

SECTION: Final = GeneratedSection(
    "quality", "python -m tests.quality --accept", ROOT / "docs" / "quality.md"
)
_WORST: Final = 10

_PDF_ROWS: Final = (
    ("f1", "F1 against pdftotext", "{:.3f}"),
    ("oov", "out-of-vocabulary words, %", "{:.1f}"),
    ("glued", "glued words in 10,000", "{:.1f}"),
    ("pages", "pages with text, %", "{:.1%}"),
    ("marked", "words with a note's number in 10,000", "{:.2f}"),
    ("order", "word pairs in order", "{:.3f}"),
)
_HTML_ROWS: Final = (
    ("kept", "words of the body kept, %", "{:.1%}"),
    ("headings", "headings kept, %", "{:.1%}"),
    ("oov", "out-of-vocabulary words, %", "{:.1f}"),
    ("glued", "glued words in 10,000", "{:.1f}"),
    ("marked", "words with a note's number in 10,000", "{:.2f}"),
)


_KINDS: Final = (("PDF", PDF_READERS, _PDF_ROWS), ("HTML", HTML_READERS, _HTML_ROWS))


def tables(groups: dict[str, Group]) -> Iterator[Table]:
    """PDF and HTML, by language: ours beside the others."""
    for kind, readers, rows in (
        ("PDF", PDF_READERS, _PDF_ROWS),
        ("HTML", HTML_READERS, _HTML_ROWS),
    ):
        own = {name: group for name, group in groups.items() if name.startswith(kind)}
        lines = [
            [f"{name} ({group.documents}), {label}", *cells]
            for name, group in own.items()
            for field, label, form in rows
            if (cells := _cells(group, readers, field, form))
        ]
        if lines:
            yield Table([kind, *readers], lines)


def _cells(group: Group, readers: Sequence[str], field: str, form: str) -> list[str]:
    """A row's figures; none where ours has none."""
    values = [getattr(group.readers.get(name, Figures()), field) for name in readers]
    if values[0] is None:
        return []
    return ["–" if v is None else form.format(v).removesuffix("%") for v in values]


def summary(languages: Languages, fair: float) -> str:
    """The figures over all documents."""
    return (
        f"F1 is at least {gate.FAIR} in {fair:.1%} of the PDFs. The manifest's language is found "
        f"in {languages.right} of {languages.asked} publications ({languages.share:.1%}); "
        f"{languages.disputed} more are not written in the language that the manifest gives them."
    )


def worst(measured: Sequence[Document]) -> str:
    """The documents that agree least, each with what is missing and what is too much."""
    lines = []
    for is_pdf, title in ((True, "F1 of PDFs"), (False, "Share of words kept of HTML pages")):
        own = [d for d in measured if d.source.is_pdf == is_pdf and not d.source.is_scan]
        lines += ["", f"{title}, the least:"] if own else []
        for document in sorted(own, key=lambda document: document.agreement)[:_WORST]:
            lines.append(f"{document.agreement:.3f}  {document.source.path}: {_reason(document)}")
    wrong = [f"{d.found:6} {d.source.path}" for d in measured if d.right is False]
    return "\n".join(
        [*lines, *(["", "The manifest's language is not found:"] if wrong else []), *wrong]
    )


def _reason(document: Document) -> str:
    if document.problem:
        return document.problem
    ours, apart = document.ours, document.apart
    said = []
    if apart and ours.f1 is not None and apart[0] > ours.f1 + 0.005:
        said.append(f"{apart[0]:.3f} without running lines")
    if document.lost:
        said.append(f"without {' '.join(document.lost)}")
    if document.added:
        said.append(f"with {' '.join(document.added)}")
    return "; ".join(said)


# --- the section of docs/quality.md


def section(floor: Floor) -> str:
    """The section, without its markers."""
    versions = ", ".join(f"{name} {version}" for name, version in floor.versions.items())
    parts = [table.markdown() for table in _compact(floor.groups)]
    told = summary(floor.languages, floor.fair)
    return "\n\n".join([f"Measured on {floor.made} with {versions}.", *parts, told])


def _compact(groups: dict[str, Group]) -> Iterator[Table]:
    """A row a language, all readers in one cell."""
    for kind, readers, columns in _KINDS:
        names = [name for name in groups if name.startswith(kind) and not name.endswith(SCAN)]
        rows = []
        for name in names:
            cells = (_cells(groups[name], readers, field, form) for field, _, form in columns)
            shown = [" · ".join(each) for each in cells]
            rows.append([f"{name} ({groups[name].documents})", *shown])
        labels = [label for _, label, _ in columns]
        if rows:
            yield Table([f"{kind}: {' · '.join(readers)}", *labels], rows)


def plain(groups: dict[str, Group]) -> str:
    """The tables for a terminal."""
    return "\n\n".join(table.plain() for table in tables(groups))
