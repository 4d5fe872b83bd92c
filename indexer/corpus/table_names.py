"""Under which names the table of metadata is found, and what looks like one that was renamed."""

from __future__ import annotations

from typing import Final

from indexer.folding import fold_word

TABLE_NAMES: Final = (
    "metadata.csv",
    # What Notepad makes of it; Windows does not show the .txt.
    "metadata.csv.txt",
    # Excel's "Unicode text", and that of programs which call it by its separator.
    "metadata.tsv",
    "metadata.txt",
    "metadata.xlsx",
    "metadata.ods",
)
"""The names in the corpus folder itself, in any case. Where there are several such files, the
first of these names is used: staff can see which that is."""

SPREADSHEET_ENDINGS: Final = (
    *(".csv", ".csv.txt", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers"),
    ".gsheet",
)
"""What spreadsheets are called; where there is no table, one of them may be meant as it."""

_STEMS: Final = ("metadata", "metadatos", "metadados", "metadonnees")


def looks_like_table(name: str) -> bool:
    """Whether a file is probably the table of metadata under another name, such as
    "metadata (1).csv" or "Copia de metadatos.xlsx".
    """
    plain = fold_word(name)
    return plain.endswith((*SPREADSHEET_ENDINGS, ".txt")) and any(stem in plain for stem in _STEMS)
