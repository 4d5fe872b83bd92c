"""A booklet and an article whose pages are what they seem: set here, read as the indexer reads.

Of the booklet's eight pages all but the fourth have the word; see WORD, BROKEN and LAST.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from indexer.extract.options import Options
from indexer.extract.registry import extract
from indexer.model import Metadata, Passage
from tests.builders import html, pdf
from tests.search_app.site import Work

WORD: Final = "jacaranda"
TURNED: Final = 2
"""The page that is shown turned by 90 degrees."""
BROKEN: Final = 3
"""The page on which the word is broken at the end of a line."""
WITHOUT: Final = 4
LAST: Final = 8
"""The page on which the word stands in the last of many lines."""

_LINE: Final = "Las mujeres del taller hablan junto a la ventana"
_LEFT: Final = (
    "En el patio del taller crece", "una jacaranda que florece", "antes de las lluvias; bajo",
    "su sombra se habla del duelo", "y de lo que ayuda a seguir.", "La jacaranda escucha.",
)  # fmt: skip
_RIGHT: Final = (
    "Cada jueves alguien trae pan", "y una pregunta. Nadie tiene", "que responder. Una jacaranda",
    "no responde tampoco, y sin", "embargo vuelve a florecer", "cada primavera en el patio.",
)  # fmt: skip
_BROKEN: Final = (
    "Cuando termina la tarde queda la sombra de la jaca-",
    "randa sobre la mesa, y el cuaderno abierto encima.",
)


def _set(lines: Sequence[str], matrix: str) -> str:
    shown = "".join(f"({line}) Tj T*\n" for line in lines)
    return f"BT /F1 12 Tf {matrix} Tm 16 TL\n{shown}ET\n"


_UPRIGHT: Final = "1 0 0 1 50 760"
_CONTENT: Final = {
    0: _set(_LEFT, _UPRIGHT) + _set(_RIGHT, "1 0 0 1 330 760"),
    1: _set([_LINE, "La jacaranda de la tabla mide nueve metros"], "0 1 -1 0 90 60"),
    2: _set(_BROKEN, _UPRIGHT),
    3: _set([_LINE, "Aqui no crece nada"], _UPRIGHT),
    **{n: _set([_LINE, f"Una jacaranda en la hoja {n + 1}"], _UPRIGHT) for n in (4, 5, 6)},
    7: _set([*[f"{_LINE}, {n}" for n in range(40)], "y al final la jacaranda"], _UPRIGHT),
}
PDF: Final = pdf(
    *["x"] * LAST,
    content={page: text.encode("cp1252") for page, text in _CONTENT.items()},
    turned={TURNED - 1: 90},
)

_SECTION: Final = (
    "<h2 id='sombra'>La sombra</h2><p>Bajo la <strong>jacaranda</strong> se habla de lo vivido, "
    "sin prisa y sin preguntas que hieran a quien escucha.</p>"
    "<table><tr><th>mes</th><th>flores</th></tr><tr><td>marzo</td><td>muchas</td></tr></table>"
    "<ul><li>Pan y agua para la tarde</li><li>Una <em>jacaranda</em> en flor</li></ul>"
)


def _read(name: str, data: bytes) -> tuple[Passage, ...]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(data)
        return extract(file, name, Options()).passages


def _work(identifier: str, name: str, data: bytes, title: str, media_type: str) -> Work:
    metadata = Metadata(
        title=title, creators=("Taller Ventana",), date="2016", languages=("es",), type="guide"
    )
    return Work(identifier, name, data, metadata, _read(name, data), media_type)


BOOKLET: Final = _work("patio", "patio.pdf", PDF, "El patio", "application/pdf")
ARTICLE: Final = _work(
    "sombra", "sombra.html", html(_SECTION).encode(), "Bajo la sombra", "text/html"
)
