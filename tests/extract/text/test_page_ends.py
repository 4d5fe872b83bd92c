"""Words that are broken over the end of a page, and drop caps, in the text of a document."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexer.extract.repairs.drop_cap_words import DROP_CAP
from indexer.extract.text.clean import PageText, clean_pages

TEXT = "Aquí está la administrativa y también el psico-social, la hospitalidad y los motivos.\n"


def cleaned(*pages: str) -> list[str]:
    """Pages after one whose words are the evidence."""
    return clean_pages([PageText(text) for text in (TEXT, *pages)])[1:]


@pytest.mark.parametrize(
    ("pages", "ends", "begins"),
    [
        (("gestión ad-", "ministrativa, y más"), "gestión administrativa", "administrativa, y más"),
        (("gestión ad-\r\n7", "ministrativa"), "gestión administrativa\n7", "administrativa"),
        (("gestión ad\ufffe12", "ministrativa"), "gestión administrativa\n12", "administrativa"),
        (("gestión ad\u00ad\n- 2 -", "ministrativa"), "gestión administrativa", "administrativa"),
        (("lo des-", "conocido es"), "lo desconocido", "desconocido es"),
        (("lo psico-", "social es"), "lo psico-social", "psico-social es"),
        (("DES-", "CONOCIDO"), "DESCONOCIDO", "DESCONOCIDO"),
        # a running head and a heading stand before the rest of a word that exists
        (("lo orto-", "Informe 2019\ngráfico es"), "lo ortográfico", "ortográfico es"),
        (("la hos-", "Informe 2019\nCapítulo dos\npitalidad"), "la hospitalidad", "hospitalidad"),
        (("la xopi-", "8\nlada es"), "la xopilada", "xopilada es"),
        # a table at the head of the page
        (("la hos-", "Uno\nDos\nTres\nCuatro\nCinco\n\npitalidad"), "hospitalidad", "hospitalidad"),
        (("lo des-", "Uno\nDos\nTres\nCuatro\nCinco\n\nconocido"), "desconocido", "desconocido"),
        # a page that is a picture
        (("la hos-", "", "pitalidad es"), "la hospitalidad", "hospitalidad es"),
    ],
)
def test_a_word_broken_over_the_end_of_a_page_is_whole_on_both(
    pages: Sequence[str], ends: str, begins: str
) -> None:
    first, *_, last = cleaned(*pages)
    assert first.endswith(ends)
    assert begins in last.split("\n")[-1]


@pytest.mark.parametrize(
    ("pages", "ends"),
    [
        (("el capítulo -", "Otro empieza"), "capítulo -"),
        (("el capítulo uno-", "Otro empieza"), "capítulo uno-"),
        (("de 2014-", "2015 y más"), "de 2014-"),
        (("antes pre-", "y después"), "antes pre-"),
        (("lo des-", "Informe 2019\nxopilado"), "lo des-"),
        (("lo des-", "", "xopilado es"), "lo des-"),
        (("lo des-", "Uno\nDos\nTres\nCuatro y lo\nconocido"), "lo des-"),
        (("lo des-",), "lo des-"),
        (("según UTF-\n8", "bits"), "según UTF-8"),
    ],
)
def test_what_does_not_go_on_keeps_its_hyphen(pages: Sequence[str], ends: str) -> None:
    first, *others = cleaned(*pages)
    assert first.endswith(ends)
    assert others == [*pages[1:]]


def test_the_rest_of_a_known_word_is_found_in_the_next_column() -> None:
    """What stands between is the page's foot, or a table, which PDFium reads first."""
    (page,) = cleaned("son los mo\U0001fffe\nTabla 1. Datos\ntivos de todas")
    assert page == "son los motivos\nTabla 1. Datos\nde todas"


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        # over the fold of a spread, whose right page is drawn first
        ("la tren\U0001fffe\nzadora de la orilla", "la trenzadora\nde la orilla"),
        ("la tren\U0001fffe\nsobre la orilla", "la tren-\nsobre la orilla"),
        ("la tren\U0001fffe\nwww.orilla.org", "la tren-\nwww.orilla.org"),
    ],
)
def test_the_next_line_has_the_rest_of_an_unknown_word_unless_it_begins_with_a_word(
    read: str, shown: str
) -> None:
    assert cleaned(read) == [shown]


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        ("M|archamos juntas", "Marchamos juntas"),
        ("C|AMINAMOS juntas", "CAMINAMOS juntas"),
        ("«N|unca», dijo", "«Nunca», dijo"),
        ("A|ella le dijeron", "A ella le dijeron"),
        ("Y|la vecina", "Y la vecina"),
        ("O|bien se van", "O bien se van"),
        ("A|quí estamos", "Aquí estamos"),
        ("E|ntre todas", "Entre todas"),
        ("A|caso vuelvan", "Acaso vuelvan"),
        ("A|menos que", "A menos que"),
        ("A|veces la memoria", "A veces la memoria"),
        ("A|parte de eso", "Aparte de eso"),
        ("Y|o camino", "Yo camino"),
        ("A|comunidades lejanas", "A comunidades lejanas"),
        ("L’|État", "L’État"),
        ("U|no más", "Uno más"),
    ],
)
def test_a_drop_cap_is_joined_unless_it_is_a_word(read: str, shown: str) -> None:
    known = "aquí ella y la vecina, o bien, o bien uno entre otras"
    assert clean_pages([PageText(known), PageText(read.replace("|", DROP_CAP))])[1] == shown
