"""Reads the glossary that staff keep in the corpus folder: a table, or SKOS in its place.

What is missing is doubted: a glossary that cannot be read, is blank or away stays as it was read
last, until it can be read again, or staff accept that it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexer.corpus import headings, table_files
from indexer.corpus.doubt import Removals
from indexer.corpus.glossary_forms import WrittenConcept, WrittenForm, concepts_of
from indexer.corpus.mistakes import NO_PLACE, Mistakes, Place, quoted
from indexer.corpus.staff_table import (
    REPAIRED,
    SHIFTED,
    Grid,
    StaffTable,
    TableInvalid,
    TableRow,
    heading_mistakes,
    is_blank,
    rows_below,
)
from indexer.corpus.table_names import GLOSSARY_NAMES, SKOS_ENDINGS
from indexer.corpus.walk import Walk
from indexer.engine.glossary import NO_GLOSSARY, Concept, Glossary
from indexer.errors import ExtractionFailed
from indexer.extract.skos.concepts import MAX_BYTES, MAX_CONCEPTS, SkosConcept
from indexer.file_problems import Problem, ProblemKind
from indexer.languages import INTERFACES
from indexer.messages import NO_MESSAGE, Message, message
from indexer.settings import Settings
from indexer.system_reasons import reason_of
from indexer.tasks import read_skos

_BETWEEN_FORMS: Final = re.compile(r"[|;\n\r]")
"""Staff separate the values of a cell of metadata by a semicolon."""
_USUAL_COLUMNS: Final = (*INTERFACES, headings.GLOSSARY_NOTE)


@dataclass(frozen=True, slots=True)
class ReadGlossary:
    """The glossary that is to be used, and what is wrong with its file."""

    glossary: Glossary
    problems: tuple[Problem, ...]


def read_glossary(
    walk: Walk, settings: Settings, before: Glossary, removals: Removals
) -> ReadGlossary:
    """The glossary of the corpus folder; `before` is the one that was read last, which stays where
    none can be read now.
    """
    reading = _Reading(walk, settings)
    found = reading.concepts()
    if found is not None:
        glossary = Glossary(tuple(found))
    elif walk.glossaries or removals is Removals.DOUBTED:
        glossary = before
    else:
        glossary = NO_GLOSSARY
    if not walk.glossaries and glossary.concepts:
        reading.report_gone()
    return ReadGlossary(glossary, tuple(reading.mistakes.problems()))


class _Reading:
    def __init__(self, walk: Walk, settings: Settings) -> None:
        self._walk = walk
        self._settings = settings
        self._path = walk.glossaries[0] if walk.glossaries else ""
        self.mistakes = Mistakes()
        self._report_others()

    def concepts(self) -> list[Concept] | None:
        """What the file says; None without a file, or if nothing in it can be used."""
        if not self._path:
            return None
        try:
            is_skos = self._path.lower().endswith(SKOS_ENDINGS)
            written = self._skos() if is_skos else self._table()
            found = concepts_of(written, self._invalid)
            if not found and self.mistakes.of_kind(ProblemKind.GLOSSARY_INVALID):
                raise TableInvalid(message("Nothing in it joins two words or terms."))
        except OSError as error:
            self.mistakes.add(ProblemKind.UNREADABLE, self._path, reason_of(error))
            return None
        except TableInvalid as error:
            self.mistakes.add(ProblemKind.GLOSSARY_UNUSABLE, self._path, error.reason)
            return None
        return found

    def _report_others(self) -> None:
        for path in (*self._walk.glossaries[1:], *self._walk.other_glossaries):
            if self._path:
                what = message("the glossary that is used is {file}", file=self._path)
            elif "/" in path and path.rpartition("/")[2].lower() in GLOSSARY_NAMES:
                what = message("only a glossary in the corpus folder itself is used")
            else:
                what = message("no glossary has the name glossary.csv or glossary.xlsx")
            self.mistakes.add(ProblemKind.GLOSSARY_UNUSED, path, what)

    def report_gone(self) -> None:
        """Say that the glossary is away, and goes on to be used."""
        self.mistakes.add(ProblemKind.GLOSSARY_GONE, GLOSSARY_NAMES[0], NO_MESSAGE)

    def _invalid(self, what: Message, place: Place = NO_PLACE) -> None:
        self.mistakes.add(ProblemKind.GLOSSARY_INVALID, self._path, what, place)

    # --- a table

    def _table(self) -> Iterator[WrittenConcept]:
        """What the rows of a table say.

        Raises:
            OSError: it cannot be opened.
            TableInvalid: it is not a table, is blank, or no row names the languages.
        """
        grid = table_files.read(self._walk, self._path, self._settings, headings.GLOSSARY)
        table = _interpreted(grid)
        for one in heading_mistakes(table, headings.GLOSSARY, _USUAL_COLUMNS):
            self._invalid(one.what, one.place)
        for row in table.rows:
            place = Place(row=row.number)
            if row.shifted:
                self._invalid(SHIFTED, place)
            elif row.cells != table.labels:  # the headings once more
                if row.repaired:
                    self._invalid(REPAIRED, place)
                note = row.cells.get(headings.GLOSSARY_NOTE, "")
                yield WrittenConcept(_written(row, table), note, place)

    # --- SKOS

    def _skos(self) -> Iterator[WrittenConcept]:
        """What the concepts of a SKOS file say.

        Raises:
            OSError: it cannot be opened.
            TableInvalid: it is not SKOS, or cannot be read here.
        """
        if not read_skos.is_installed():
            raise TableInvalid(
                message(
                    "To read it, the library rdflib must be installed (`pip install rdflib`). Or "
                    "keep the glossary as a table, glossary.csv."
                )
            )
        resolved = self._walk.places.get(self._path, self._path)
        try:
            read = read_skos.read_file(self._walk.root, resolved, self._path, self._settings)
        except ExtractionFailed as error:
            raise TableInvalid(_why_unread(error.kind)) from error
        if read.mistake:
            raise TableInvalid(read.mistake)
        if not read.concepts:
            raise TableInvalid(message("It has no concepts with labels."))
        for concept in read.concepts:
            place = Place(concept=concept.name)
            yield WrittenConcept(self._labels(concept, place), concept.note, place)

    def _labels(self, concept: SkosConcept, place: Place) -> Iterator[WrittenForm]:
        for one in concept.labels:
            if one.language:
                yield WrittenForm(one.text, one.language, place)
            else:
                what = message('the label "{text}" has no language', text=quoted(one.text))
                self._invalid(what, place)


def _why_unread(kind: ProblemKind) -> Message:
    if kind is not ProblemKind.TEXT_CUT:
        return kind.explanation
    return message(
        "It is larger than {size} MB, or has more than {concepts} concepts.",
        size=MAX_BYTES // 1024 // 1024,
        concepts=MAX_CONCEPTS,
    )


def _interpreted(grid: Grid) -> StaffTable:
    if is_blank(grid):
        raise TableInvalid(message("It is empty."))
    heading = headings.find(grid, headings.GLOSSARY)
    if heading is None or not heading.is_usable:
        raise TableInvalid(
            message(
                "No row has the names of the columns. Write them in the first row, for example: "
                "{example}.",
                example=headings.GLOSSARY.shown_names(_USUAL_COLUMNS),
            )
        )
    return rows_below(grid, heading)


def _written(row: TableRow, table: StaffTable) -> Iterator[WrittenForm]:
    for column, text in row.cells.items():
        if column != headings.GLOSSARY_NOTE:
            place = Place(row=row.number, column=table.labels[column])
            for form in _BETWEEN_FORMS.split(text):
                yield WrittenForm(form, column, place)
