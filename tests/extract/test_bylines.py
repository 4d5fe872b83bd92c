"""The authors whom the credits of a work name."""

from __future__ import annotations

import pytest

from indexer.extract.bylines import labelled_authors, signed_authors

CREDITS = {
    "Autoras: Elizabeth Lira y María Isabel Castillo": (
        "Elizabeth Lira",
        "María Isabel Castillo",
    ),
    "Autor: Ignacio Martín-Baró": ("Ignacio Martín-Baró",),
    "Authors: Ana Ruiz, Luz Pino and Eva de la Cruz": ("Ana Ruiz", "Luz Pino", "Eva de la Cruz"),
    "Autoria: Coletivo Margarida Alves": ("Coletivo Margarida Alves",),
    "Autrices : Ana Ruiz et Luz Pino": ("Ana Ruiz", "Luz Pino"),
    "Autoría: Comisión Nacional de Búsqueda, Oficina Regional": (
        "Comisión Nacional de Búsqueda, Oficina Regional",
    ),
    "Texto: Ana Ruiz\nDiseño: Luz Pino": ("Ana Ruiz",),
    "Ilustraciones: Luz Pino\nTextos: Ana Ruiz": ("Ana Ruiz",),
    # A text has labels of its own.
    "Texto: Nueva Constitución": (),
    "Ilustraciones: Luz Pino": (),
    "Traducción: Luz Pino": (),
    "Impresión: Luz Pino": (),
    "Texto e ilustraciones: Luz Pino": (),
    "Autoras: las mujeres de la sierra que nos contaron su historia": (),
    "Autor: Ana": (),
    "Autora: Ana Ruiz, 2014": (),
    "La autora: Ana Ruiz": (),
}


@pytest.mark.parametrize("credit", CREDITS)
def test_only_names_behind_a_label_for_authors_are_read(credit: str) -> None:
    assert labelled_authors(["Cuidarnos", "", *credit.splitlines()]) == CREDITS[credit]


BYLINES = {
    "Por Ana Ruiz": ("Ana Ruiz",),
    "Por: Ana Ruiz y Luz Pino": ("Ana Ruiz", "Luz Pino"),
    "By Ana Ruiz, Luz Pino and Eva de la Cruz": ("Ana Ruiz", "Luz Pino", "Eva de la Cruz"),
    "Por Ana Ruiz e Luz Pino": ("Ana Ruiz", "Luz Pino"),
    "Par Ana Ruiz et Luz Pino": ("Ana Ruiz", "Luz Pino"),
    "Escrito por Ana Ruiz / Corresponsal": ("Ana Ruiz",),
    "Écrit par : Ana Ruiz": ("Ana Ruiz",),
    "Por Ana Ruiz | 3 de marzo de 2014": ("Ana Ruiz",),
    "Por Ana Ruiz, el 3 de marzo de 2014": ("Ana Ruiz",),
    "Por Comisión Nacional de Búsqueda, Oficina Sur": (
        "Comisión Nacional de Búsqueda, Oficina Sur",
    ),
    "Por redacción": (),
    "Por el equipo": (),
    "Por admin": (),
    "Por la vida y la libertad": (),
    "Ana Ruiz": (),
    "Por Ana Ruiz, que vive en Oaxaca": (),
}


@pytest.mark.parametrize("line", BYLINES)
def test_only_names_behind_a_byline_word_sign(line: str) -> None:
    assert signed_authors(line) == BYLINES[line]
