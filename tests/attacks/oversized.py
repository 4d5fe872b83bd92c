"""A collection in which everything is far too much, and requests that ask for all of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from indexer.model import Metadata, Origin, Passage, Relation
from tests.search_app.site import Work, pdf

SECTIONS: Final = 5_000
_CROWD: Final = 102
_TEXT: Final = "El miedo no se va; la memoria de ñandúes 😀 y “comillas” queda. "


def _endless() -> Work:
    """An HTML page of thousands of sections."""
    passages = tuple(
        Passage(n, f"Sección {n} sobre el miedo", f"{_TEXT} {n}", f"Sección {n} sobre el miedo",
                "es", Origin.HTML, f"s{n}")
        for n in range(1, SECTIONS + 1)
    )  # fmt: skip
    about = Metadata(title="Página sin fin", languages=("es",), date="2015", type="article")
    return Work("endless", "endless.html", b"<p>x</p>", about, passages, "text/html")


def _loud() -> Work:
    """A booklet whose metadata and labels are as long as a book."""
    about = Metadata(
        title="<" * 1_000_000,
        creators=tuple(f"Nombre{n}, María & José" for n in range(5_000)),
        date="2016",
        languages=("es", *(f"q{a}{b}" for a in "abcdefghij" for b in "abcdefghij")),
        type="tipo " * 20_000,
        subjects=tuple(f"tema número {n} de muchos" for n in range(10_000)),
        description='"&' * 500_000,
        publisher="&" * 1_000_000,
        rights="'" * 1_000_000,
        source="/" * 1_000_000,
        relations=(
            *(Relation("isPartOf", f"Serie {n} " + "ñ" * 200) for n in range(1_000)),
            *(Relation("references", "x" * 2_000 + str(n)) for n in range(1_000)),
        ),
    )
    passages = (
        Passage(1, "L" * 100_000, "miedo " * 40_000, "<" * 100_000, "es"),
        Passage(2, "M" * 100_000, "m" * 300_000, "T" * 100_000, "es"),
    )
    return Work("loud", "loud.pdf", pdf(2), about, passages)


def _editions() -> tuple[Work, ...]:
    """One work in very many editions, all with the same text."""
    about = Metadata(
        title='"' * 20_000,
        creators=('"' * 20_000, *(f"Autora {n}" for n in range(100))),
        languages=("es",),
        type="booklet",
        description="<" * 20_000,
    )
    passage = Passage(1, "&" * 20_000, _TEXT * 40, "<" * 20_000, "es", Origin.HTML, "a" * 20_000)
    return tuple(
        Work(
            f"edition-{n:03}",
            f"editions/{n:03}.html",
            b"<p>x</p>",
            replace(
                about,
                date=f"{1000 + n * 9}",
                subjects=("v" * 20_000 + str(n), "w" * 299 + f"{n:03}"),
                relations=(Relation("isVersionOf", "edition-000"),) if n else (),
            ),
            (passage,),
            "text/html",
        )
        for n in range(_CROWD)
    )


OVERSIZED: Final = (_endless(), _loud(), *_editions())
