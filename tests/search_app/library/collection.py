"""A library in which every facet has more values than a page shows; each work has "miedo" in it."""

from __future__ import annotations

from indexer.model import Metadata, Passage, Relation
from tests.search_app.site import Work, pdf

KINDS = ("booklet", "article", "news", "guide", "report", "dialogue", "testimonio", "post")
LANGUAGES = ("es", "en", "pt", "fr")
SENTENCE = (
    "El acompañamiento psicosocial de las comunidades parte de la palabra de quienes han vivido "
    "el miedo, y de lo que hacen juntas con él para cuidarse y seguir. "
)


def _work(n: int) -> Work:
    language = LANGUAGES[n % 4]
    metadata = Metadata(
        title=f"Claves para acompañar a quienes defienden derechos humanos frente al miedo, {n}",
        creators=(f"Equipo de acompañamiento de la región número {n % 110}", "Nombre Apellido"),
        date=f"{1990 + n % 30}-03-11",
        languages=(language,),
        type=KINDS[n % len(KINDS)],
        subjects=tuple(f"tema de cierta longitud número {(n * 4 + i) % 120}" for i in range(4)),
        relations=(Relation("isPartOf", f"Claves hacia el acompañamiento psicosocial {n % 12}"),),
    )
    passages = tuple(
        Passage(page, str(page), f"Página {page}. {SENTENCE * 6}", language=language)
        for page in range(1, 4)
    )
    return Work(f"obra-{n:03}", f"obras/{n:03}.pdf", pdf(1), metadata, passages)


LIBRARY = tuple(_work(n) for n in range(150))
