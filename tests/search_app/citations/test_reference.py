"""What becomes of the metadata before any format is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.media import Unit
from indexer.model import Metadata, Passage, Relation
from search_app.citations.reference import Creator, Issued, Locator, WorkKind, creator, issued
from tests.search_app.citations.works import BOOKLET, made


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Roble, María José", Creator(family="Roble", given="María José")),
        ("  Roble ,  María  ", Creator(family="Roble", given="María")),
        ("María José Roble", Creator(literal="María José Roble")),
        ("Equipo Ñandú", Creator(literal="Equipo Ñandú")),
        ("Casa Muestra, A.C.", Creator(literal="Casa Muestra, A.C.")),
        ("Casa Muestra, S. C.", Creator(literal="Casa Muestra, S. C.")),
        ("Uno, Dos, Tres", Creator(literal="Uno, Dos, Tres")),
        ("Roble,", Creator(literal="Roble,")),
        (", María", Creator(literal=", María")),
        ("Línea\r\nrota", Creator(literal="Línea rota")),
    ],
)
def test_only_a_name_with_one_comma_is_taken_apart(name: str, expected: Creator) -> None:
    assert creator(name) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2019-03-11", Issued(2019, 3, 11)),
        ("2019-03", Issued(2019, 3)),
        ("2019", Issued(2019)),
        ("2019-13-01", Issued(2019)),
        ("2019-03-99", Issued(2019, 3)),
        ("", None),
        ("0000", None),
        ("en 2019", None),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known(date: str, expected: Issued | None) -> None:
    assert issued(date) == expected


SERIES = (Relation("isPartOf", "Serie"),)


@pytest.mark.parametrize(
    ("type_", "html", "relations", "kind"),
    [
        ("booklet", False, (), WorkKind.BOOK),
        ("Guide", True, SERIES, WorkKind.BOOK),
        ("report", False, (), WorkKind.REPORT),
        ("article", False, (), WorkKind.PAGE),
        ("article", False, SERIES, WorkKind.ARTICLE),
        ("post", True, (), WorkKind.PAGE),
        ("", False, (), WorkKind.BOOK),
        ("", True, (), WorkKind.PAGE),
        ("something new", False, SERIES, WorkKind.BOOK),
    ],
)
def test_the_kind_of_a_work_follows_its_type_and_then_its_format(
    type_: str, html: bool, relations: tuple[Relation, ...], kind: WorkKind
) -> None:
    assert made("x", replace(BOOKLET, type=type_, relations=relations), html=html).kind is kind


@pytest.mark.parametrize(
    ("passage", "html", "locator"),
    [
        (Passage(4, "iv", ""), False, Locator(Unit.PAGE, "iv")),
        (Passage(4, "", ""), False, Locator(Unit.PAGE, "4")),
        (Passage(2, "Tejer", ""), True, Locator(Unit.SECTION, "Tejer")),
        (Passage(2, "", "", "Capítulo"), True, Locator(Unit.SECTION, "Capítulo")),
        (Passage(2, "", ""), True, None),
    ],
)
def test_a_passage_is_a_printed_page_or_a_section(
    passage: Passage, html: bool, locator: Locator | None
) -> None:
    assert made("x", BOOKLET, passage, html=html).locator == locator


def test_without_metadata_there_is_the_name_of_the_file() -> None:
    bare = made("x", Metadata())
    assert (bare.title, bare.creators, bare.issued, bare.language) == ("x.pdf", (), None, "")


def test_a_work_in_two_languages_claims_none() -> None:
    assert made("x", replace(BOOKLET, languages=("es", "en"))).language == ""
