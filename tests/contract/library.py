"""A small library of publications, each written to answer some of the cases."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.engine import replace_index
from indexer.engine.glossary import NO_GLOSSARY, Glossary
from indexer.engine.port import Writer
from indexer.model import Metadata, Passage, Publication, Record, Relation
from indexer.settings import Settings

Publications = Mapping[str, tuple[Metadata, tuple[str, ...]]]
"""Metadata and passages by identifier."""


def record(identifier: str, metadata: Metadata, texts: tuple[str, ...]) -> Record:
    """The record of a publication with one passage for each text."""
    publication = Publication(
        id=identifier,
        path=f"{identifier}.pdf",
        copies=(),
        sha256=identifier.encode().hex().ljust(64, "0"),
        size=1000,
        media_type="application/pdf",
        metadata=metadata,
        passage_count=len(texts),
        passages_without_text=tuple(n for n, text in enumerate(texts, 1) if not text),
    )
    return Record(publication, (1,), "test", True, staff=metadata)


def passages(metadata: Metadata, texts: tuple[str, ...]) -> tuple[Passage, ...]:
    """The passages of a publication; a text may begin with its language, as in "en: Fear"."""
    made = []
    for number, text in enumerate(texts, 1):
        language = metadata.languages[0] if metadata.languages else "und"
        if text[2:4] == ": ":
            language, text = text[:2], text[4:]
        made.append(Passage(number, str(number), text, language=language))
    return tuple(made)


LIBRARY: Publications = {
    "miedo": (
        Metadata(
            title="Claves sobre el miedo",
            creators=("Equipo Uno",),
            date="2014",
            languages=("es",),
            type="booklet",
            subjects=("miedo", "defensoras"),
            relations=(Relation("isPartOf", "Claves"),),
        ),
        (
            "El miedo es una señal. Las defensoras de derechos humanos lo conocen.",
            "",
            "La reparación integral de las víctimas empieza por escuchar.",
        ),
    ),
    "memoria": (
        Metadata(
            title="Memoria y comunidad",
            creators=("Equipo Dos", "Equipo Uno"),
            date="2016-05",
            languages=("es",),
            type="booklet",
            subjects=("memoria",),
            relations=(Relation("isPartOf", "Claves"),),
        ),
        (
            "La memoria de la comunidad resiste al olvido y al miedo.",
            "Los derechos de la tierra. Lo humano y los derechos.",
        ),
    ),
    "fear": (
        Metadata(
            title="Keys about fear",
            creators=("Team One",),
            date="2015-03-08",
            languages=("en",),
            type="article",
            subjects=("miedo",),
        ),
        ("Fear is a signal. Human rights defenders know this case.", "Listening repairs."),
    ),
    "bilingue": (
        Metadata(title="Dos lenguas", languages=("es", "en"), date="2020-01-02", type="booklet"),
        ("es: Cuidado colectivo en las casas.", "en: Collective care in this case."),
    ),
    "anio": (
        Metadata(title="Calendario", languages=("es",), date="2018", type="post"),
        ("Un año de trabajo con la comunidad.",),
    ),
    "ano": (
        Metadata(title="Otro calendario", languages=("es",), date="2018", type="post"),
        ("Un ano de trabajo con la comunidad.",),
    ),
    "nahuatl": (
        Metadata(title="Tlahtolli", languages=("und",), type="post"),
        ("Nochi tlacameh huan sihuameh tlacatih tlatecpanahuiltilistli.",),
    ),
    "largo": (
        Metadata(title="Genérico y genero", languages=("es",), date="2010", type="article"),
        tuple(f"Página número {n}. Texto genérico de relleno." for n in range(1, 9)),
    ),
}


def write(writer: Writer, *identifiers: str) -> None:
    """Put publications of the library into a transaction (all, where none is named)."""
    for identifier in identifiers or LIBRARY:
        put(writer, identifier, *LIBRARY[identifier])


def put(writer: Writer, identifier: str, metadata: Metadata, texts: tuple[str, ...]) -> None:
    """Put one publication into a transaction."""
    made = passages(metadata, texts)
    writer.put(record(identifier, metadata, tuple(p.text for p in made)), made)


def build(
    settings: Settings,
    publications: Publications = LIBRARY,
    glossary: Glossary = NO_GLOSSARY,
) -> None:
    """An index of `publications`."""
    writer = replace_index(settings)
    for identifier, (metadata, texts) in publications.items():
        put(writer, identifier, metadata, texts)
    writer.put_glossary(glossary)
    writer.commit()
