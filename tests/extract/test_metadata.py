from __future__ import annotations

import pytest

from indexer.extract import metadata


@pytest.mark.parametrize(
    "junk",
    [
        "", " ", "Untitled", "untitled-3", "Sin título", "Microsoft Word - informe final.doc",
        "PowerPoint Presentation", "Presentación de PowerPoint", "informe_final_v3",
        "Cuaderno 4.indd", "C:\\Users\\ana\\x", "12345", "...", "A", "Documento1", "file:///x",
        "ja010932 1..12", "3f2a9c1e-77aa-4b1b", "T\ufffdtulo", "https://example.org/",
    ],
)  # fmt: skip
def test_junk_is_no_title(junk: str) -> None:
    assert metadata.title(junk) == ""


@pytest.mark.parametrize(
    "title",
    ["Claves hacia el acompañamiento", "Memoria", "OWASP Top 10 - 2013", "COVID-19 y cuidado",
     "El miedo: 1", "Índice de violencia 2014"],
)  # fmt: skip
def test_titles_stay(title: str) -> None:
    assert metadata.title(f' "{title}" ') == title


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Elizabeth Lira; María Isabel Castillo", ("Elizabeth Lira", "María Isabel Castillo")),
        ("Ana López, Juan Pérez", ("Ana López", "Juan Pérez")),
        ("Martín-Baró, Ignacio", ("Martín-Baró, Ignacio",)),
        ("Servicios para la Paz, A. C.", ("Servicios para la Paz, A. C.",)),
        (
            "Comisión Nacional de Búsqueda, Oficina Regional",
            ("Comisión Nacional de Búsqueda, Oficina Regional",),
        ),
        ("Centro Prodh Sur, Ana López", ("Centro Prodh Sur", "Ana López")),
        ("Aluna", ("Aluna",)),
        ("(c) 2007 Mark Trettin", ("Mark Trettin",)),
        ("Administrador", ()), ("usuario", ()), ("Unknown", ()), ("Windows User", ()),
        ("jperez01", ()), ("user3", ()), ("Adobe InDesign CC 2014", ()), ("HP", ()),
        ("ana@example.org", ()), ("https://facebook.com/x", ()), ("-", ()),
    ],
)  # fmt: skip
def test_creators_are_people_and_organisations(value: str, names: tuple[str, ...]) -> None:
    assert metadata.creators([value]) == names


def test_creators_and_subjects_come_once() -> None:
    assert metadata.creators(["Aluna", "ALUNA"]) == ("Aluna",)
    assert metadata.subjects(["miedo, duelo; Miedo", "memoria"]) == ("miedo", "duelo", "memoria")


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("D:20140612103000+02'00'", "2014-06-12"), ("D:2014", "2014"), ("20140612", "2014-06-12"),
        ("2014-06-12T10:00:00Z", "2014-06-12"), ("2014-06", "2014-06"), ("2014", "2014"),
        ("2014/6/2", "2014-06-02"), ("25/12/2014", "2014-12-25"), ("12/25/2014", "2014-12-25"),
        ("03/04/2014", "2014"), ("04/04/2014", "2014-04-04"), ("12 de junio de 2014", "2014-06-12"),
        ("2014/06", "2014-06"), ("junio de 2014", "2014-06"), ("June 2014", "2014-06"),
        ("juin 2014", "2014-06"), ("jun. 2014", "2014-06"), ("Spring 2014", "2014"),
        ("15-jun-2014", "2014-06-15"), ("Jun 15, 2014 10:30", "2014-06-15"),
        ("quinta-feira, 12 de junho de 2014", "2014-06-12"), ("1er août 2014", "2014-08-01"),
        ("Publicado el 15 de junio de 2014 por Aluna", "2014-06-15"),
        ("31 de junio de 2014", "2014"), ("junio de 2014 a marzo de 2015", ""),
        ("2014-00-00", "2014"), ("2014-02-31", "2014"), ("D:19000101", "1900-01-01"),
        ("1899", ""), ("2999-01-01", ""), ("", ""), ("hoy", ""), ("entre 2010 y 2014", ""),
    ],
)  # fmt: skip
def test_dates_are_iso_of_the_precision_that_is_sure(value: str, iso: str) -> None:
    assert metadata.iso_date(value) == iso


def test_a_file_made_before_pdf_existed_has_no_date() -> None:
    assert metadata.file_year("D:19800101000000") == ""
    assert metadata.file_year("D:20010807") == "2001"


@pytest.mark.parametrize(
    ("values", "identifier"),
    [
        (["https://doi.org/10.1590/2318-0889"], "10.1590/2318-0889"),
        (["uuid:123", "doi:10.1590/x"], "10.1590/x"),
        (["ISBN 978-607-1234-56-7"], "isbn:9786071234567"),
        (["uuid:8a"], ""),
    ],
)
def test_identifiers_are_those_known_outside_the_file(values: list[str], identifier: str) -> None:
    assert metadata.identifier(values) == identifier
