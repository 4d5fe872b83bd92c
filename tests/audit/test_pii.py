"""Addresses, telephone numbers and paths in any text, and what only looks like them."""

from __future__ import annotations

import pytest

from indexer.audit.detectors import pii

CONTACTS = [
    ("Escriba a informes@aluna.example.org.", ["informes@aluna.example.org"]),
    ("rosa.perez+caso@correo.mx y jo-e@a.b.mx", ["rosa.perez+caso@correo.mx", "jo-e@a.b.mx"]),
    ("rosa [arroba] correo.mx, rosa(at)correo.mx", ["rosa@correo.mx", "rosa@correo.mx"]),
    ("Tel. 55 5687 8759", ["55 5687 8759"]),
    ("Teléfono: 01 (951) 514 1634", ["01 (951) 514 1634"]),
    ("Cel: 044 55 1234 5678", ["044 55 1234 5678"]),
    ("WhatsApp +52 1 951 123 4567", ["+52 1 951 123 4567"]),
    ("llame al (55) 5687 8759", ["(55) 5687 8759"]),
    ("Guatemala: +502 2230 0814", ["+502 2230 0814"]),
    ("+33 1 42 68 53 00 (París)", ["+33 1 42 68 53 00"]),
]


@pytest.mark.parametrize(("text", "found"), CONTACTS)
def test_addresses_and_numbers_are_found(text: str, found: list[str]) -> None:
    assert list(pii.contacts(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "ISBN 978-607-8123-45-6",
        "ISSN 2007-1234 (impreso)",
        "https://doi.org/10.1590/S0102-311X2014000100012",
        "doi 10.1590/0034-8910.2014048004965",
        "expediente CNDH/2/2015/1234/Q, foja 5556878759",
        "entre 1984-1992 y 20-12-2014",
        "(2.0) 0.613 1.226 (1) 234 567 890 123",
        "logo@2x.png, @usuario, a @ b",
        "CLABE 012180001234567897",
        "hotel 5556878759",
    ],
)
def test_other_numbers_are_no_contacts(text: str) -> None:
    assert list(pii.contacts(text)) == []


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\rosa\Documents\caso.docx",
        "D:/Proyectos/2014/testimonio.indd",
        r"\\servidor\juridico\rosa\caso.doc",
        "/home/rosa/caso/a.tex",
        "/Users/rosa/Desktop/a.pages",
        "/Volumes/RESPALDO/a.indd",
        "file:///C:/Users/rosa/a.html",
        "smb://sede/rosa/a.doc",
    ],
)
def test_paths_on_somebodys_computer_are_found(path: str) -> None:
    assert next(iter(pii.local_paths(f"de {path}"))) == path


@pytest.mark.parametrize(
    "text", ["/home", "https://a.mx/home/rosa/b", "a/b/c", "C: nada", "y/o", r"\\alpha + \\beta"]
)
def test_other_slashes_are_no_paths(text: str) -> None:
    assert list(pii.local_paths(text)) == []
