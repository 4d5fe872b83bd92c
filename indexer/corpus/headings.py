"""Finds the row of a table that names its columns, in four languages, as staff write them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.fields import COLUMNS, FILE_COLUMN, FILE_COLUMN_NAMES
from indexer.folding import fold_word
from indexer.messages import Message, message, verbatim

MAX_ROWS_ABOVE: Final = 50
"""Rows that are searched for the headings: above them may be a title, blank rows, a note."""

_MAX_NAME_CHARS: Final = 60
_SIMILAR_RATIO: Final = 0.75
_REMARK: Final = re.compile(r"[(\[/].*", re.DOTALL)
"""Autor(a), Autor/a, Fecha (año-mes-día)."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The row with the headings: its `index`, and its columns by the index of their cell.

    `labels` is what staff call each column. `unknown` are headings that name no column, and
    `repeated` those that name one a second time. `width` counts all cells of the row.
    """

    index: int
    columns: Mapping[int, str]
    labels: Mapping[str, str]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    width: int

    @property
    def is_usable(self) -> bool:
        """Whether it says in which column the files are named."""
        return FILE_COLUMN in self.labels

    @property
    def rank(self) -> tuple[bool, int]:
        """How much speaks for it."""
        return self.is_usable, len(self.columns)


def column_of(name: str) -> str:
    """The column that staff call `name`; empty if no column has that name."""
    return _BY_NAME.get(_fold(name), "")


def similar_column(name: str) -> str:
    """The column of which `name` may be a misspelling; empty if no name is close."""
    plain = _fold(name)
    swapped = (known for known in _BY_NAME if sorted(known) == sorted(plain))
    close = [*swapped, *difflib.get_close_matches(plain, _BY_NAME, n=1, cutoff=_SIMILAR_RATIO)]
    return _BY_NAME[close[0]] if close and len(plain) > 2 else ""


def find(rows: Sequence[Sequence[str]]) -> Heading | None:
    """The heading row among the first rows: the first that names the files and another column.

    Where no row does, the one that names the most columns, which may be unusable; None if no row
    names any.
    """
    found = [_heading(index, row) for index, row in enumerate(rows[:MAX_ROWS_ABOVE]) if any(row)]
    complete = (one for one in found if one.is_usable and len(one.columns) > 1)
    best = next(complete, None) or max(found, key=lambda one: one.rank, default=None)
    return best if best and best.columns else None


def _heading(index: int, row: Sequence[str]) -> Heading:
    columns: dict[int, str] = {}
    labels: dict[str, str] = {}
    unknown, repeated = list[str](), list[str]()
    for at, cell in enumerate(row):
        label = " ".join(cell[:_MAX_NAME_CHARS].split())
        if not label or label.startswith("_"):  # a column that staff keep for themselves
            continue
        column = column_of(label)
        if not column:
            unknown.append(label)
        elif column in labels:
            repeated.append(label)
        else:
            columns[at], labels[column] = column, label
    return Heading(index, columns, labels, tuple(unknown), tuple(repeated), len(row))


def _fold(name: str) -> str:
    plain = _REMARK.sub("", fold_word(name[:_MAX_NAME_CHARS])) or fold_word(name[:_MAX_NAME_CHARS])
    return " ".join("".join(c if c.isalnum() or c == "'" else " " for c in plain).split())


def _by_name() -> dict[str, str]:
    named = {FILE_COLUMN: (FILE_COLUMN, *FILE_COLUMN_NAMES)}
    named |= {row.name: (row.name, *row.names) for row in COLUMNS.values()}
    return {name: column for column, names in named.items() for name in names}


_BY_NAME: Final = {_fold(name): column for name, column in _by_name().items()}
_SHOWN: Final = {
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
}


def shown_name(column: str) -> Message:
    """What a column is called in messages, which is a heading that is understood."""
    return _SHOWN.get(column, verbatim(column))


def shown_names(columns: Iterable[str]) -> str:
    """What these columns are called, in the language in use."""
    return ", ".join(str(shown_name(column)) for column in columns)
