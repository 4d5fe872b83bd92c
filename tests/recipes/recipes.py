"""Every recipe of CONTRIBUTING.md as the changes that somebody who follows it would make."""

from __future__ import annotations

from typing import Final

from tests.builders import pdf
from tests.recipes.indexer_recipes import (
    ENGINE,
    FACET,
    FILE_TYPE,
    LANGUAGE,
    METADATA_FIELD,
    SETTING,
)
from tests.recipes.search_app_recipes import (
    CITATION_STYLE,
    EXPORT_FORMAT,
    REQUEST_PARAMETER,
    SCREEN,
)

_METADATA: Final = """\
file,title,creator,contributor,date,language,type,subject,publisher,identifier
booklet.pdf,El miedo avisa,"Rivas, Ana; Taller de prueba","Luna, Eva; Sol, Inés",2021-06,es,\
booklet,miedo; memoria,Editorial de prueba,booklet
"""
_PAGES: Final = (
    "El miedo tambien avisa de lo que importa cuidar en la comunidad.",
    "La memoria compartida sostiene a quienes acompañan.",
)

CORPUS: Final = {"metadata.csv": _METADATA.encode(), "booklet.pdf": pdf(*_PAGES)}

RECIPES: Final = (
    LANGUAGE,
    METADATA_FIELD,
    FACET,
    FILE_TYPE,
    REQUEST_PARAMETER,
    CITATION_STYLE,
    EXPORT_FORMAT,
    SETTING,
    SCREEN,
    ENGINE,
)
"""In the order of CONTRIBUTING.md."""
