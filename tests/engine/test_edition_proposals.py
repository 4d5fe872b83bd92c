"""Which files are proposed as editions of one work, and what to write down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from indexer.engine.edition_proposals import EditionProposal, propose_editions
from indexer.engine.editions import Editions
from indexer.engine.near_duplicates import signature
from indexer.model import Metadata, Passage, Publication, Record, Relation

YEARS = "In 1977, 1983, 1991, 2004 and 2011 there were 12,051 cases, 340 of them in the north."
CONTENTS = "1.1 page 10, 1.2 page 11, 2.1 page 12, 2.2 page 14, 3.1 page 21, 3.2 page 25, 12.11"
WORDS = " ".join(f"La comunidad recuerda el río {n} veces y camina otra vez." for n in range(40))
OTHER = " ".join(f"Nadie del taller {n} olvida cómo empezó aquella jornada." for n in range(40))


@dataclass(frozen=True)
class File:
    """A file with one text a page."""

    language: str
    pages: Sequence[str] = ("Nothing with numbers in it.",)
    relations: tuple[Relation, ...] = ()


def proposals(files: Mapping[str, File]) -> list[EditionProposal]:
    records, texts = [], {}
    for path, file in files.items():
        passages = [Passage(n, str(n), text) for n, text in enumerate(file.pages, 1)]
        metadata = Metadata(
            title=path,
            languages=(file.language,) if file.language else (),
            relations=file.relations,
        )
        identifier = f"id of {path}"
        publication = Publication(
            identifier, path, (), path, 1, "application/pdf", metadata, len(passages)
        )
        records.append(
            Record(publication, (1,), "", True, staff=metadata, signature=signature(passages))
        )
        texts[identifier] = passages
    return list(propose_editions(records, Editions(records), texts.get))


CASES = {
    "names that differ by the language only": (
        {"claves-es.pdf": File("es"), "claves-en.pdf": File("en")},
        {"claves-en.pdf": "isTranslationOf: claves-es.pdf"},
    ),
    "the language as a word, and in the name of the folder": (
        {"Guía español/Guía.pdf": File("es"), "guia ingles/guia.pdf": File("en")},
        {"guia ingles/guia.pdf": "isTranslationOf: Guía español/Guía.pdf"},
    ),
    "three editions name one original": (
        {"a-en.pdf": File("en"), "a-es.pdf": File("es"), "a-fr.pdf": File("fr")},
        {"a-en.pdf": "isTranslationOf: a-es.pdf", "a-fr.pdf": "isTranslationOf: a-es.pdf"},
    ),
    "the same numbers in other names": (
        {"miedo.pdf": File("es", [YEARS]), "fear.pdf": File("en", [f"Years. {YEARS}"])},
        {"fear.pdf": "isTranslationOf: miedo.pdf"},
    ),
    "what stands in the cell already stays": (
        {
            "a-es.pdf": File("es"),
            "a-en.pdf": File("en", relations=(Relation("isPartOf", "Claves"),)),
        },
        {"a-en.pdf": "isPartOf: Claves; isTranslationOf: a-es.pdf"},
    ),
    "a path that a cell cannot hold is named by its identifier": (
        {"a; b-es.pdf": File("es"), "a; b-en.pdf": File("en")},
        {"a; b-en.pdf": "isTranslationOf: id of a; b-es.pdf"},
    ),
    "almost the same text is another version": (
        {"informe.pdf": File("es", [WORDS]), "texto (2).pdf": File("es", [f"Nuevo. {WORDS}"])},
        {"texto (2).pdf": "isVersionOf: informe.pdf"},
    ),
    "a similar text under a name with another version": (
        {
            "informe-v1.pdf": File("es", [WORDS + OTHER[:900]]),
            "informe-final.pdf": File("es", [WORDS[:1500] + OTHER[:900]]),
        },
        {"informe-v1.pdf": "isVersionOf: informe-final.pdf"},
    ),
    "one that is related already is left alone": (
        {
            "a-es.pdf": File("es"),
            "a-en.pdf": File("en", relations=(Relation("isTranslationOf", "a-es.pdf"),)),
        },
        {},
    ),
    "booklets of a series have the same contents": (
        {"uno.pdf": File("es", [CONTENTS]), "two.pdf": File("en", [CONTENTS])},
        {},
    ),
    "what a whole series says tells no booklet": (
        {
            **{f"cuaderno {name}.pdf": File("es", [YEARS]) for name in "abc"},
            "booklet.pdf": File("en", [YEARS]),
        },
        {},
    ),
    "the same numbers elsewhere in the text": (
        {
            "uno.pdf": File("es", [YEARS, *["Otra página."] * 9]),
            "two.pdf": File("en", [*["Another page."] * 9, " ".join(reversed(YEARS.split()))]),
        },
        {},
    ),
    "names agree, the numbers do not": (
        {
            "a-es.pdf": File("es", [YEARS]),
            "a-en.pdf": File("en", ["Between 1801, 1802, 1803, 1804, 1805 and 1806."]),
        },
        {},
    ),
    "one has many more pages": ({"a-es.pdf": File("es", ["x"] * 9), "a-en.pdf": File("en")}, {}),
    "one language": ({"a-es.pdf": File("es"), "a-en.pdf": File("es")}, {}),
    "no language": ({"a-es.pdf": File("es"), "a-en.pdf": File("")}, {}),
    "reports of two years": (
        {"informe-2019.pdf": File("es", [WORDS]), "informe-2021.pdf": File("es", [OTHER])},
        {},
    ),
    "the language is the whole name": (
        {"claves/es.pdf": File("es"), "claves/en.pdf": File("en")},
        {"claves/en.pdf": "isTranslationOf: claves/es.pdf"},
    ),
    "nothing but languages in the path": ({"es.pdf": File("es"), "en.pdf": File("en")}, {}),
}


@pytest.mark.parametrize(("files", "cells"), CASES.values(), ids=CASES.keys())
def test_editions_are_proposed_with_the_cell_that_relates_them(
    files: Mapping[str, File], cells: Mapping[str, str]
) -> None:
    found = {proposal.path: proposal.cell for proposal in proposals(files)}
    assert found == cells
