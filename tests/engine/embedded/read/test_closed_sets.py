"""Words of which one is never found for another: different things of one kind."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from indexer.engine import embedded
from indexer.engine.embedded.read.blocked_words import singulars
from indexer.engine.embedded.read.closed_sets import closed_sets, parse_closed_sets

SETS = parse_closed_sets("""
# Months; a remark.
enero | january | janeiro | janvier
marzo | march | marco | mars
mayo | may | maio | mai

# Units of time.
segundo | second | segundo | seconde
mes meses mensual | month monthly | mes meses | mois
# A remark between the lines of a set.
ano | year | ano | an

# Numbers.
dos segundo | two second | dois segundo | deux second
tres | three | tres | trois

# Kin. Parents are mothers and fathers.
madre | mother parent | mae | mere parent
padre | father parent | pai | pere parent
primo | cousin | primo | cousin

# A people of the north.
mayo | yoreme | yoreme |
yaqui | | yaqui |
""")


@pytest.mark.parametrize(
    ("word", "other", "apart"),
    [
        pytest.param("enero", "marzo", True, id="of one language"),
        pytest.param("enero", "March", True, id="of two languages"),
        pytest.param("march", "enero", True, id="the other way round"),
        pytest.param("Enero", "janvier", False, id="one concept in two languages"),
        pytest.param("marzo", "março", False, id="accents do not count"),
        pytest.param("madres", "fathers", True, id="plurals"),
        pytest.param("mês", "años", True, id="accents and plurals"),
        pytest.param("mensual", "yearly", False, id="a word that stands nowhere"),
        pytest.param("mensual", "an", True, id="other words of a concept's family"),
        pytest.param("marcha", "enero", False, id="a word that begins as one of a set"),
        pytest.param("madre", "enero", False, id="words of two sets"),
        pytest.param("segundo", "meses", True, id="a word of two sets, in the one"),
        pytest.param("segundo", "three", True, id="a word of two sets, in the other"),
        pytest.param("second", "seconde", False, id="two words that share one of two sets"),
        pytest.param("mayo", "may", False, id="one concept here, though another thing there"),
        pytest.param("mayo", "yaqui", True, id="a word of sets that have nothing in common"),
        pytest.param("parents", "madre", False, id="a word of two concepts, and the one"),
        pytest.param("parents", "pai", False, id="a word of two concepts, and the other"),
        pytest.param("parents", "cousin", True, id="a word of two concepts, and a third"),
        pytest.param("remark", "months", False, id="words of remarks"),
        pytest.param("enero", "enero", False, id="a word and itself"),
    ],
)
def test_words_are_apart_if_they_are_different_things_of_a_set(
    word: str, other: str, apart: bool
) -> None:
    assert SETS.part(word, other) == apart


@pytest.mark.parametrize("text", ["", "\n\n", "# Only a remark.\n"])
def test_without_sets_nothing_is_apart(text: str) -> None:
    assert not parse_closed_sets(text).part("enero", "marzo")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a | b | c | d\ne | f | g", "line 2: a concept has 4 languages"),
        ("a | b | c | d\ne f g h", "line 2: a concept has 4 languages"),
        ("a | b | c | d\ne | f | g | h | i", "line 2: a concept has 4 languages"),
        ("# Months.\nenero | january | janeiro | janvier\n\n", "line 2: a set has two concepts"),
        ("a | b | c | d\n\n\ne | f | g | h\ni | j | k | l", "line 1: a set has two concepts"),
        ("a | b | c | d\nE | f | g | h", "line 2: E is not written as it is compared"),
        ("a | b | c | d\ne | f | maçã | h", "line 2: maçã is not written as it is compared"),
        ("a | b | c | d\ne | f | g-h | i", "line 2: g-h is not written as it is compared"),
        ("a | b | c | d\ne | f | l'an | i", "line 2: l'an is not written as it is compared"),
    ],
)
def test_a_fault_in_the_sets_is_told_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_closed_sets(text)


# --- the sets that ship

SHIPPED: Final = closed_sets()
CELLS: Final = [
    cell.split()
    for line in Path(embedded.__file__).with_name("closed_sets.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for cell in line.split("|")
]


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("enero", "febrero march maio août diciembre"),
        ("lunes", "tuesday quinta-feira samedi"),
        ("madre", "sister hija oncle avó father"),
        ("tres", "five quatro fifth vingt mil"),
        ("invierno", "summer primavera automne"),
        ("mexicanas", "Guatemala Spanish argentino brésilienne"),
        ("France", "alemán Italy español"),
        ("africana", "Europe asiático"),
        ("rojo", "blue verdes noire"),
        ("dólares", "pesos euro"),
        ("kilómetro", "miles metros"),
        ("norte", "south leste ouest"),
        ("izquierda", "right direita droite"),
        ("antes", "after depois après"),
        ("víctimas", "victimario perpetrators bourreau"),
        ("niña", "boy menino garçons"),
        ("mujer", "men homem masculin"),
        ("vida", "death mortes mourir"),
        ("war", "paz peace pacifique"),
        ("Oaxaca", "Chiapas guerrerense Jalisco"),
        ("tseltal", "tsotsil náhuatl"),
        ("musulmanes", "Jews catholique"),
        ("diputada", "senador ministre"),
        ("perro", "cat cheval"),
        ("maíz", "wheat arroz"),
    ],
)
def test_different_things_of_one_kind_are_apart(word: str, others: str) -> None:
    assert [other for other in others.split() if not SHIPPED.part(word, other)] == []


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("enero", "january janvier"),
        ("march", "marzo marcha marche demonstration"),
        ("segundo", "second deuxième seconde"),
        ("niña", "girl fillette menina child niños mujer"),
        ("niños", "children boys girls enfants"),
        ("padres", "parents fathers pai"),
        ("hermanas", "sister brother frères"),
        ("castellano", "Spanish España espagnol"),
        ("estadounidense", "American américaine"),
        ("latinoamericanas", "sudamericano Latin centroamericana"),
        ("English", "británico inglesa"),
        ("derecho", "law right droit"),
        ("pueblo", "gente people village"),
        ("semanal", "weekly hebdomadaire semana"),
        ("muerte", "death deceased fallecida décès homicidio"),
        ("violencia", "violent agresión tortura"),
    ],
)
def test_words_for_one_thing_are_not_apart(word: str, others: str) -> None:
    assert [other for other in others.split() if SHIPPED.part(word, other)] == []


def test_no_cell_has_a_word_twice_or_a_plural_that_the_singular_stands_for() -> None:
    words = [(cell, word, base) for cell in CELLS for word in cell for base in singulars(word)]
    assert [word for cell, word, base in words if base != word and base in cell] == []
    assert [cell for cell in CELLS if len(set(cell)) < len(cell)] == []
