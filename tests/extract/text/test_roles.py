"""Pages -> what they are for, in the languages of the collection."""

from __future__ import annotations

import pytest

from indexer.extract.text.roles import find_roles, section_role
from indexer.model import Passage, Role

TEXT = "\n".join(["La comunidad sostuvo la búsqueda con lo que tenía a la mano, y siguió."] * 25)
COVER = "Claves para acompañar\n\nEl miedo también avisa\n\nTaller de muestra\n2014"
REFERENCES = {
    "es": "Lira, E. (1991). Psicología de la amenaza política. Santiago: ILAS, pp. 12-30.",
    "en": "Herman JL. Trauma and recovery. J Trauma Stress 1992;5(3):377-391.",
    "pt": "MARTÍN-BARÓ, I. Psicologia social. Revista, v. 3, n. 1, p. 7-27, 1989. Disponível em: x",
    "fr": "Sironi F. Bourreaux et victimes. Paris : Odile Jacob, 1999, pp. 33-80.",
}
ENTRIES = [
    "Presentación", "El miedo en el cuerpo", "Miedo y organización", "Qué hacer con el miedo",
    "Cuidar a quien cuida", "Preguntas para el taller", "Glosario de palabras", "Agradecimientos",
]  # fmt: skip


def contents(heading: str, leader: str = " ") -> str:
    lines = [f"{title}{leader}{4 + 3 * n}" for n, title in enumerate(ENTRIES)]
    return "\n".join([heading, "", *lines] if heading else lines)


def references(heading: str, language: str) -> str:
    return "\n".join([heading, "", *[REFERENCES[language]] * 12])


def roles(*texts: str, nothing: bool = True) -> list[str]:
    """The roles of pages, of which some more follow."""
    pages = [*texts, *[TEXT] * 20]
    passages = [Passage(n, str(n), text) for n, text in enumerate(pages, 1)]
    found = find_roles(passages, lambda number: nothing)
    return [passage.role.value for passage in found[: len(texts)]]


def roles_at_end(*texts: str) -> list[str]:
    pages = [COVER, *[TEXT] * 20, *texts]
    passages = [Passage(n, str(n), text) for n, text in enumerate(pages, 1)]
    return [p.role.value for p in find_roles(passages, lambda number: True)[-len(texts) :]]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (COVER, "cover"),
        (TEXT, "text"),
        (contents("Índice"), "contents"),
        (contents("Table of Contents", " . . . . . . . "), "contents"),
        (contents("Sumário", "........"), "contents"),
        (contents("Table des matières", " ……… "), "contents"),
        (contents(""), "contents"),  # nothing but titles and pages that go up
        ("Índice\n\n" + "\n".join(f"• {title}" for title in ENTRIES), "contents"),
        (
            "© 2014 Aluna Acompañamiento Psicosocial\nPrimera edición: mayo de 2014\n"
            "ISBN 978-607-00-0000-0\nDiseño editorial: Taller\nImpreso en México",
            "colophon",
        ),
        ("First published 2014\nAll rights reserved.\nISBN 978-0-00-000000-2", "colophon"),
        ("Ficha técnica\n\nTextos: a equipe\nProjeto gráfico: Oficina\nTiragem: 500", "colophon"),
        ("Mentions légales\n\nDépôt légal : mai 2014\nImprimé en France", "colophon"),
        ("Esta página se ha dejado en blanco", "blank"),
        ("", "blank"),
        # Text after all.
        ("\n".join(f"{name} {2014 - n * 7 % 23}" for n, name in enumerate(ENTRIES)), "text"),
        ("\n".join(f"{title} ....... {title.lower()}.org" for title in ENTRIES), "text"),
        (f"{TEXT}\n© 2014 la fotografía", "text"),
    ],
)  # fmt: skip
def test_a_page_has_a_role(text: str, role: str) -> None:
    where = roles(text) if role == "cover" else roles(COVER, TEXT, text)[2:]
    assert where == [role]


def test_pages_that_go_on_have_the_role_of_those_before() -> None:
    more = "Más sobre el miedo ........ 31\nY un último apartado ........ 33"
    assert roles(COVER, contents("Índice", " ........ "), more)[1:] == ["contents", "contents"]


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("Bibliografía", "es"),
        ("7. References", "en"),
        ("REFERÊNCIAS", "pt"),
        ("Bibliographie", "fr"),
    ],
)
def test_references_are_found_by_their_heading_and_go_on(heading: str, language: str) -> None:
    found = roles_at_end(TEXT, references(heading, language), references("", language))
    assert found == ["text", "bibliography", "bibliography"]


def test_references_at_the_foot_of_a_text_leave_it_a_text() -> None:
    page = TEXT + "\n\nReferencias\n" + REFERENCES["es"]
    assert roles_at_end(page, references("", "es")) == ["text", "bibliography"]


@pytest.mark.parametrize(
    "text",
    [
        "Cisternas se terminó de imprimir en agosto de 2016\nen los talleres de Gráfica Popular.",
        "Achevé d’imprimer en mai 2014\npar les ateliers de la Rive.",
        "Rios acabou de imprimir-se em maio de 2014\nna oficina do porto.",
    ],
)
def test_the_last_page_may_say_who_printed_the_work(text: str) -> None:
    assert roles_at_end(text, "") == ["colophon", "blank"]
    assert roles_at_end(f"{TEXT} {text}\n{TEXT}") == ["text"]


def test_an_index_is_told_from_a_table_of_contents_by_its_order() -> None:
    words = ["acompañar", "búsqueda", "comunidad", "cuidado", "duelo", "escucha", "miedo", "red"]
    pages = [9, 3, 17, 5, 12, 2, 19, 7]
    index = [f"{word}, {page}, {page + 1}" for word, page in zip(words, pages, strict=True)]
    named = "\n".join(["Índice analítico", *index, *index])
    assert roles_at_end(named, "\n".join(index)) == ["index", "index"]


def test_the_back_cover_repeats_the_cover() -> None:
    assert roles_at_end("Claves para acompañar\nTaller de muestra") == ["cover"]
    assert roles_at_end("Y así seguimos, hasta encontrarles.") == ["text"]


def test_a_picture_before_the_text_is_its_cover_and_elsewhere_a_picture() -> None:
    assert roles("", TEXT, "", nothing=False) == ["cover", "text", "text"]


def test_short_documents_have_no_cover() -> None:
    pages = [Passage(1, "1", COVER), Passage(2, "2", TEXT)]
    assert [p.role for p in find_roles(pages, lambda number: True)] == [Role.TEXT, Role.TEXT]


@pytest.mark.parametrize(
    ("heading", "text", "role"),
    [
        ("Referencias", "Lira, E. Psicología. 1991.", Role.BIBLIOGRAPHY),
        ("Further reading", "Herman, J. Trauma. 1992.", Role.BIBLIOGRAPHY),
        ("Contenido", "\n".join(ENTRIES), Role.CONTENTS),
        ("Contenido", TEXT, Role.TEXT),
        ("Tejer la red", TEXT, Role.TEXT),
    ],
)
def test_a_section_is_what_its_heading_says(heading: str, text: str, role: Role) -> None:
    assert section_role(Passage(2, heading, text)) is role
