"""Works to be cited: what guides to the styles give examples of."""

from __future__ import annotations

from dataclasses import replace

from indexer.model import Metadata, Passage, Publication, Relation
from search_app.citations.reference import Addresses, Reference, reference

ROOT = "https://buscar.example.org"
PUBLISHER = "Editorial Muestra"


def made(
    identifier: str, metadata: Metadata, passage: Passage | None = None, *, html: bool = False
) -> Reference:
    publication = Publication(
        id=identifier,
        path=f"textos/{identifier}.{'html' if html else 'pdf'}",
        copies=(),
        sha256="0" * 64,
        size=1,
        media_type="text/html" if html else "application/pdf",
        metadata=metadata,
        passage_count=9,
    )
    work = f"{ROOT}/publications/{identifier}"
    page = work if passage is None else f"{work}/passages/{passage.number}"
    fragment = "" if passage is None else f"#page={passage.number}"
    return reference(publication, Addresses(page, work, f"{work}/file{fragment}"), passage)


BOOKLET = Metadata(
    title="Acompañar sin sustituir: primeras claves",
    creators=("Equipo Ñandú",),
    date="2019-03-11",
    languages=("es",),
    type="booklet",
    publisher=PUBLISHER,
)
ARTICLE = replace(BOOKLET, title="El miedo como mensaje", date="2014-06-05", type="article")
SERIES = (Relation("isPartOf", "Claves & apuntes"),)
HEADING = Passage(2, "Tejer la red", "La red protege.", "Tejer la red", "es")

WORKS = {
    "booklet": made("claves", BOOKLET),
    "two": made("dos", replace(BOOKLET, creators=("Sauco, Ana", "Roble, María José"))),
    "vowel": made("vocal", replace(BOOKLET, creators=("Sauco, Ana", "Ibarra, Ignacio"))),
    "hiatus": made("hierro", replace(BOOKLET, creators=("Sauco, Ana", "Hierro, Luz"))),
    "four": made(
        "cuatro",
        replace(BOOKLET, creators=("Sauco, Ana", "Roble, María José", "Pino, Luz", "Fresno, Eva")),
    ),
    "undated": made("sin-fecha", replace(BOOKLET, date="")),
    "anonymous": made("anonimo", replace(BOOKLET, creators=())),
    "own": made("propio", replace(BOOKLET, publisher="Equipo Ñandú")),
    "roman": made("claves", BOOKLET, Passage(4, "iv", "Texto.")),
    "hyphened": made("claves", BOOKLET, Passage(5, "3-12", "Texto.")),
    "series": made("serie", replace(BOOKLET, relations=SERIES)),
    "page": made("miedo", ARTICLE, html=True),
    "section": made("miedo", ARTICLE, HEADING, html=True),
    "article": made("revista", replace(ARTICLE, relations=SERIES), html=True),
    "month": made("mes", replace(ARTICLE, date="2014-06"), html=True),
    "asking": made("pregunta", replace(ARTICLE, title='¿Qué dice "el miedo"?'), html=True),
    "english": made(
        "fear", replace(ARTICLE, title="Fear as a “message”", languages=("en",)), html=True
    ),
    "special": made(
        "100%_raro",
        replace(
            BOOKLET,
            title="R&D_100% {sin} $ #1 ~ ^ \\x\r\nER  - <i>\ue000no</i>",
            creators=("Andes and Andes, Luz", "Grupo and Otros"),
            publisher="A & B",
            subjects=("uno; dos", "<b>"),
        ),
    ),
}
