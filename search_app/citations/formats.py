"""The file formats of references: one row a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from search_app.citations.bibtex import bibtex
from search_app.citations.csl_json import csl_json
from search_app.citations.reference import Reference
from search_app.citations.ris import ris


@dataclass(frozen=True, slots=True)
class ReferenceFormat:
    """A file format of references: how it is written, and how it is sent."""

    title: str
    write: Callable[[Reference], str]
    media_type: str
    extension: str


FORMATS: Final[Mapping[str, ReferenceFormat]] = {
    "bibtex": ReferenceFormat("BibTeX", bibtex, "application/x-bibtex", ".bib"),
    "ris": ReferenceFormat("RIS", ris, "application/x-research-info-systems", ".ris"),
    "csl-json": ReferenceFormat(
        "CSL-JSON", csl_json, "application/vnd.citationstyles.csl+json", ".json"
    ),
}
"""Name in the address -> format, in the order in which pages offer them."""
