"""The measures of each document, and their means over the documents of a language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import Final

from indexer.model import UNDETERMINED, Extraction
from indexer.tasks.extract import ExtractOutcome
from tests.quality import corrections, order, words
from tests.quality.alone import Text
from tests.quality.corpus import Source
from tests.quality.reading import Texts

OURS: Final = "ours"
PDF_READERS: Final = (OURS, "pdftotext", "pypdf", "PDFium alone")
HTML_READERS: Final = (OURS, "trafilatura", "whole body")
PDFTOTEXT, PYPDF, PDFIUM = PDF_READERS[1:]
TRAFILATURA, BODY = HTML_READERS[1:]
SLOW: Final = (PYPDF, TRAFILATURA)
"""Readers that are measured only when asked for (a minute together); else the floor has them."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one reader gave of one document, or the means of several.

    `f1` is the agreement with pdftotext's words (`corrections`), `kept` the share of an HTML page's
    words, `headings` of its headings; `oov` the per cent of words in no word list, `glued` words
    longer than 25 letters in 10,000, `pages` the share of pages with text, `marked` words with the
    number of a note stuck to them in 10,000, `order` the share of pairs of words in common with the
    nearest other reader. None where there is no such.
    """

    f1: float | None = None
    kept: float | None = None
    headings: float | None = None
    oov: float | None = None
    glued: float | None = None
    pages: float | None = None
    marked: float | None = None
    order: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file and its figures by reader.

    `found` are the languages that the indexer gives it. `right` says whether the manifest's is one
    of them; None where the text is in another language than the manifest says. `apart` is ours and
    PDFium's agreement where no running line counts (of files without hidden words).
    """

    source: Source
    readers: dict[str, Figures]
    found: str = UNDETERMINED
    right: bool | None = None
    apart: tuple[float, float] | None = None
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    problem: str = ""

    @property
    def ours(self) -> Figures:
        """The figures of the reader that is measured."""
        return self.readers[OURS]

    @property
    def agreement(self) -> float:
        """What ranks the documents: F1 of a PDF, the share of words of a page."""
        ours = self.ours
        value = ours.f1 if self.source.is_pdf else ours.kept
        return 1.0 if value is None else value


@dataclass(frozen=True, slots=True)
class Gathered:
    """All texts of the corpus, by path and reader."""

    ours: dict[str, ExtractOutcome]
    texts: dict[str, Texts] = field(default_factory=dict)
    raw: Texts = field(default_factory=dict)


def documents(sources: Iterable[Source], gathered: Gathered) -> list[Document]:
    """The figures of each document."""
    return [_document(source, gathered) for source in sources]


def _document(source: Source, gathered: Gathered) -> Document:
    outcome = gathered.ours[source.path]
    read = outcome.value or Extraction("")
    texts = {name: found[source.path] for name, found in gathered.texts.items()
             if source.path in found}  # fmt: skip
    texts = {OURS: Text(tuple(passage.text for passage in read.passages))} | texts
    counts = {name: words.words(text.pages) for name, text in texts.items()}
    reference = PDFTOTEXT if source.is_pdf else BODY
    likeliest = words.likeliest(counts[reference])
    is_said = likeliest == source.language
    language = source.language if is_said else ""
    compared = counts[reference]
    if source.is_pdf:
        compared = corrections.corrected(compared, corrections.labels().get(source.key, ()))
    readers = {
        name: _figures(source, texts[name], counts[name], compared, language) for name in texts
    }
    if source.is_pdf and not source.is_scan:
        readers = _with_order(readers, texts, gathered.raw.get(source.path, Text()))
    if not source.is_pdf:
        readers[OURS] = _with_headings(readers[OURS], read, texts[BODY].headings)
    # The others also read words that nobody sees.
    is_comparable = source.is_pdf and not source.is_scan and not read.held_back.hidden_words
    found = read.metadata.languages or (UNDETERMINED,)
    return Document(
        source,
        readers,
        "+".join(found),
        None if source.is_scan or not is_said else source.language in found,
        _apart(texts) if is_comparable else None,
        _most(counts[reference] - counts[OURS]),
        _most(counts[OURS] - counts[reference]),
        str(outcome.problem.kind.explanation) if outcome.problem else "",
    )


def _figures(
    source: Source, text: Text, counts: words.Words, reference: words.Words, language: str
) -> Figures:
    oov = words.unknown(counts, language)
    glued = 10_000 * words.glued(counts) / counts.total() if counts else 0.0
    found = words.marked(text.pages, language)
    marked = None if found is None else 10_000 * found / (counts.total() or 1)
    if not source.is_pdf:
        return Figures(kept=words.kept(counts, reference), oov=oov, glued=glued, marked=marked)
    full = [page for page in text.pages if any(map(str.isalnum, page))]
    share = len(full) / len(text.pages) if text.pages else 0.0
    if source.is_scan:
        return Figures(pages=share)
    # Where pdftotext finds nothing either, there is nothing to agree with.
    f1 = words.agreement(counts, reference) if reference else None
    return Figures(f1=f1, oov=oov, glued=glued, pages=share, marked=marked)


def _with_order(
    readers: dict[str, Figures], texts: dict[str, Text], raw: Text
) -> dict[str, Figures]:
    """With the agreement in order, running lines apart: with pdftotext's two modes, and its own
    with the other one and PDFium.
    """
    *own, raw_pages = words.without_running_lines([*(t.pages for t in texts.values()), raw.pages])
    pages = dict(zip(texts, own, strict=True))
    return {
        name: replace(
            figures,
            order=order.agreement(
                pages[name], [raw_pages, pages[PDFIUM if name == PDFTOTEXT else PDFTOTEXT]]
            ),
        )
        for name, figures in readers.items()
    }


def _with_headings(figures: Figures, read: Extraction, headings: Sequence[str]) -> Figures:
    """With the share of headings that are a line of their own in what was read."""
    lines = {_letters(line) for p in read.passages for line in (p.label, *p.text.splitlines())}
    asked = [letters for heading in headings if (letters := _letters(heading))]
    share = fmean(letters in lines for letters in asked) if asked else None
    return replace(figures, headings=share)


def _letters(line: str) -> str:
    return "".join(filter(str.isalpha, line.casefold()))


def _apart(texts: dict[str, Text]) -> tuple[float, float]:
    """Our agreement and PDFium's, where no line that repeats from page to page counts."""
    pages = [texts[name].pages for name in (OURS, PDFIUM, PDFTOTEXT)]
    ours, pdfium, reference = map(words.words, words.without_running_lines(pages))
    return words.agreement(ours, reference), words.agreement(pdfium, reference)


def _most(counts: words.Words) -> tuple[str, ...]:
    return tuple(word for word, _ in counts.most_common(5))


# --- groups

GROUP_FIELDS: Final = (
    "f1",
    "kept",
    "headings",
    "oov",
    "glued",
    "pages",
    "marked",
    "order",
)


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one kind and language: how many, and each reader's means."""

    documents: int
    readers: dict[str, Figures]


def groups(measured: Sequence[Document]) -> dict[str, Group]:
    """By "PDF es" and the like, in the order of the report."""
    own: dict[str, list[Document]] = defaultdict(list)
    for document in measured:
        own[document.source.group].append(document)
    return {name: _group(own[name]) for name in sorted(own, key=_rank)}


def _rank(group: str) -> tuple[bool, bool, int, str]:
    kind, language = group.split()
    known = [*words.LANGUAGES].index(language) if language in words.LANGUAGES else 9
    return kind != "PDF", language == "scan", known, language


def _group(own: Sequence[Document]) -> Group:
    names = list(own[0].readers)
    means = {name: _mean([document.readers[name] for document in own]) for name in names}
    return Group(len(own), means)


def _mean(figures: Sequence[Figures]) -> Figures:
    def mean(name: str) -> float | None:
        values = [v for each in figures if (v := getattr(each, name)) is not None]
        return round(fmean(values), 5) if values else None

    return Figures(*map(mean, GROUP_FIELDS))


@dataclass(frozen=True, slots=True)
class Languages:
    """How many publications have the language that the manifest gives them.

    `disputed` are those whose text is in another language than the manifest says.
    """

    right: int
    asked: int
    disputed: int

    @property
    def share(self) -> float:
        """The share of those that were asked."""
        return self.right / self.asked if self.asked else 1.0


def languages(measured: Sequence[Document]) -> Languages:
    """Over all documents but scans."""
    asked = [document.right for document in measured if document.right is not None]
    spoken = [document for document in measured if not document.source.is_scan]
    return Languages(sum(asked), len(asked), len(spoken) - len(asked))
