"""Under which names the tables of staff are found, and what looks like one that was renamed."""

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

SKOS_ENDINGS: Final = (".ttl", ".rdf", ".jsonld")
"""What a glossary in SKOS is called."""

GLOSSARY_NAMES: Final = (
    *("glossary.csv", "glossary.csv.txt", "glossary.tsv", "glossary.txt"),
    *("glossary.xlsx", "glossary.ods"),
    *(f"glossary{ending}" for ending in SKOS_ENDINGS),
)
"""The same for the glossary."""

_STEMS: Final = ("metadata", "metadatos", "metadados", "metadonnees")
_GLOSSARY_STEMS: Final = ("glossary", "glosario", "glossario", "glossaire", "thesaurus", "tesauro")


def looks_like_table(name: str) -> bool:
    """Whether a file is probably the table of metadata under another name, such as
    "metadata (1).csv" or "Copia de metadatos.xlsx".
    """
    return _is_like(name, _STEMS, (*SPREADSHEET_ENDINGS, ".txt"))


def looks_like_glossary(name: str) -> bool:
    """Whether a file is probably the glossary under another name, such as "glosario.xlsx"."""
    return _is_like(name, _GLOSSARY_STEMS, (*SPREADSHEET_ENDINGS, ".txt", *SKOS_ENDINGS))


def _is_like(name: str, stems: tuple[str, ...], endings: tuple[str, ...]) -> bool:
    plain = fold_word(name)
    return plain.endswith(endings) and any(stem in plain for stem in stems)
