"""The columns of the tables that staff keep, and the row that names them, in four languages, as
staff write them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.fields import COLUMNS, FILE_COLUMN, FILE_COLUMN_NAMES
from indexer.folding import fold_word
from indexer.languages import INTERFACES, LANGUAGES
from indexer.messages import Message, message, verbatim

MAX_ROWS_ABOVE: Final = 50
"""Rows that are searched for the headings: above them may be a title, blank rows, a note."""

_MAX_NAME_CHARS: Final = 60
_SIMILAR_RATIO: Final = 0.75
_REMARK: Final = re.compile(r"[(\[/].*", re.DOTALL)
"""Autor(a), Autor/a, Fecha (año-mes-día)."""


_NOTE_NAMES: Final = (
    *("nota", "notas", "observación", "observaciones", "comentario", "comentarios"),
    *("notes", "remark", "remarks", "comment", "comments"),
    *("observação", "observações", "comentário", "comentários"),
    *("remarque", "remarques", "commentaire", "commentaires"),
)


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns that one kind of table has: `by_name` are all that staff may call them, folded.

    A row that names none of the `needed` ones is no heading. `shown` is what they are called in
    messages, which is a heading that is understood.
    """

    by_name: Mapping[str, str]
    needed: frozenset[str]
    shown: Mapping[str, Message]

    def column_of(self, name: str) -> str:
        """The column that staff call `name`; empty if no column has that name."""
        return self.by_name.get(_fold(name), "")

    def similar_column(self, name: str) -> str:
        """The column of which `name` may be a misspelling; empty if no name is close."""
        plain = _fold(name)
        swapped = (known for known in self.by_name if sorted(known) == sorted(plain))
        matches = difflib.get_close_matches(plain, self.by_name, n=1, cutoff=_SIMILAR_RATIO)
        close = [*swapped, *matches]
        return self.by_name[close[0]] if close and len(plain) > 2 else ""

    def shown_name(self, column: str) -> Message:
        """What a column is called in messages."""
        return self.shown.get(column, verbatim(column))

    def shown_names(self, columns: Iterable[str]) -> str:
        """What these columns are called, in the language in use."""
        return ", ".join(str(self.shown_name(column)) for column in columns)


@dataclass(frozen=True, slots=True)
class Heading:
    """The row with the headings: its `index`, and its columns by the index of their cell.

    `labels` is what staff call each column. `unknown` are headings that name no column, and
    `repeated` those that name one a second time. `width` counts all cells of the row. `is_usable`
    says whether it has a column without which a table says nothing.
    """

    index: int
    columns: Mapping[int, str]
    labels: Mapping[str, str]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    width: int
    is_usable: bool

    @property
    def rank(self) -> tuple[bool, int]:
        """How much speaks for it."""
        return self.is_usable, len(self.columns)


def find(rows: Sequence[Sequence[str]], known: TableColumns) -> Heading | None:
    """The heading row among the first rows: the first that is usable and names another column.

    Where no row does, the one that names the most columns, which may be unusable; None if no row
    names any.
    """
    first = enumerate(rows[:MAX_ROWS_ABOVE])
    found = [_heading(index, row, known) for index, row in first if any(row)]
    complete = (one for one in found if one.is_usable and len(one.columns) > 1)
    best = next(complete, None) or max(found, key=lambda one: one.rank, default=None)
    return best if best and best.columns else None


def _heading(index: int, row: Sequence[str], known: TableColumns) -> Heading:
    columns: dict[int, str] = {}
    labels: dict[str, str] = {}
    unknown, repeated = list[str](), list[str]()
    for at, cell in enumerate(row):
        label = " ".join(cell[:_MAX_NAME_CHARS].split())
        if not label or label.startswith("_"):  # a column that staff keep for themselves
            continue
        column = known.column_of(label)
        if not column:
            unknown.append(label)
        elif column in labels:
            repeated.append(label)
        else:
            columns[at], labels[column] = column, label
    is_usable = not known.needed.isdisjoint(labels)
    return Heading(index, columns, labels, tuple(unknown), tuple(repeated), len(row), is_usable)


def _fold(name: str) -> str:
    plain = _REMARK.sub("", fold_word(name[:_MAX_NAME_CHARS])) or fold_word(name[:_MAX_NAME_CHARS])
    return " ".join("".join(c if c.isalnum() or c == "'" else " " for c in plain).split())


def _named(columns: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    return {_fold(name): column for column, names in columns for name in (column, *names)}


METADATA: Final = TableColumns(
    by_name=_named(
        [(FILE_COLUMN, FILE_COLUMN_NAMES), *((row.name, row.names) for row in COLUMNS.values())]
    ),
    needed=frozenset({FILE_COLUMN}),
    shown={
        FILE_COLUMN: message("file"),
        "title": message("title"),
        "creator": message("creator"),
        "date": message("date"),
        "language": message("language"),
        "type": message("type"),
        "subject": message("subject"),
        "description": message("description"),
        "relation": message("relation"),
        "publisher": message("publisher"),
        "rights": message("rights"),
        "source": message("source"),
        "identifier": message("identifier"),
        "available": message("available"),
    },
)
"""The columns of the table of metadata, in which a row names the files."""

GLOSSARY_NOTE: Final = "note"
"""The column of the glossary that is for staff only."""

GLOSSARY: Final = TableColumns(
    by_name=_named(
        [
            *((row.code, row.names) for row in LANGUAGES),
            (GLOSSARY_NOTE, _NOTE_NAMES),
        ]
    ),
    needed=frozenset(row.code for row in LANGUAGES),
    shown={**{code: verbatim(code) for code in INTERFACES}, GLOSSARY_NOTE: message("note")},
)
"""The columns of the glossary, one a language."""
