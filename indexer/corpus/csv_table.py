"""Splits a table that staff keep as CSV into cells, as spreadsheets write it, with any country's
separator.

What the cells mean is read by `metadata_table` and `glossary_table`.
"""

from __future__ import annotations

import csv
import io
import re
from itertools import islice, permutations
from typing import Final

from indexer.corpus import headings, staff_text
from indexer.corpus.headings import TableColumns
from indexer.corpus.staff_table import Grid, TableInvalid
from indexer.messages import message

MAX_BYTES: Final = 16 * 1024 * 1024
"""Maximum size of the table."""

_SEPARATORS: Final = (",", ";", "\t", "|")
_SAMPLE_CHARS: Final = 64 * 1024
"""The headings stand in the beginning."""

_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?[;,\t ]{0,20}(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""What Excel writes, and reads, before everything else."""


def parse(data: bytes, columns: TableColumns) -> Grid:
    """The rows of a table that is separated by comma, semicolon, tab or |, in any encoding; the
    separator is the one with which most of `columns` are found.

    Raises:
        TableInvalid: it is too large, or not a table.
    """
    if len(data) > MAX_BYTES:
        raise TableInvalid(
            message("It is larger than {count} MB.", count=MAX_BYTES // 1024 // 1024)
        )
    text = staff_text.decode(data)
    if named := _SEPARATOR_LINE.match(text):
        return _rows(text[named.end() :], named[1])
    separator = _separator(text, columns)
    rows = _rows(text, separator)
    if headings.find(rows, columns) is None:
        return _unwrapped(text, columns) or rows
    return rows


def _separator(text: str, columns: TableColumns) -> str:
    """The separator with which the most columns are named; else the most frequent one."""
    sample = text[:_SAMPLE_CHARS]

    def rank(separator: str) -> tuple[tuple[bool, int], int]:
        rows = _rows(sample, separator, headings.MAX_ROWS_ABOVE)
        heading = headings.find(rows, columns)
        return heading.rank if heading else (False, 0), sample.count(separator)

    return max(_SEPARATORS, key=rank)


def _unwrapped(text: str, columns: TableColumns) -> Grid:
    """The rows of a table each line of which a spreadsheet has put into one cell; else empty.

    That happens where a spreadsheet opens a table with another separator than it expects: it
    saves the lines in quotes, and what was added beside them behind these.
    """
    for outer, inner in permutations(_SEPARATORS, 2):
        sample = _split_lines(text[:_SAMPLE_CHARS], outer, inner)
        if headings.find(sample[: headings.MAX_ROWS_ABOVE], columns):
            return _split_lines(text, outer, inner)
    return []


def _split_lines(text: str, outer: str, inner: str) -> Grid:
    lines = (outer.join(row).rstrip(outer) for row in _rows(text, outer))
    return [next(iter(_rows(line, inner)), []) for line in lines]


def _rows(text: str, separator: str, limit: int | None = None) -> list[list[str]]:
    """The first rows of a table, or all of them.

    Raises:
        TableInvalid: it is not a table.
    """
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return list(islice(reader, limit))
    except csv.Error as error:
        raise TableInvalid(message("It is not a table.")) from error
