"""The date that the title page or the colophon of a document states."""

from __future__ import annotations

import pytest

from indexer.extract.pdf.printed_date import printed_date

TEXT = "El taller reunió a personas de varias comunidades en 1998 y en 2006. " * 30
COVER = "Cuidarnos para seguir\nGuía para acompañar"

DOCUMENTS = {
    "a month on the title page": ([f"{COVER}\nCiudad de México, marzo de 2014", TEXT], "2014-03"),
    "a day": ([f"{COVER}\nOaxaca, 7 de junio de 2015", TEXT], "2015-06-07"),
    "a place and a year at its foot": ([f"{COVER}\nCiudad de México, 2014", TEXT], "2014"),
    "a first edition": ([COVER, f"ISBN 978\nPrimera edición: 2013\n© Aluna\n{TEXT}"], "2013"),
    "the last of several editions": (
        [COVER, "Primera edición, mayo de 2009\nSegunda edición: julio de 2013\nISBN 978"],
        "2013-07",
    ),
    "first published, and this edition": (
        [COVER, "First published May 2006. This edition July 2016.\n© Council 2016"],
        "2016-07",
    ),
    "when it was printed": (
        [COVER, TEXT, "Se terminó de imprimir en marzo de 2014 en Oaxaca\nImpreso en México"],
        "2014-03",
    ),
    "the copyright": ([COVER, f"D.R. © 2014 Aluna A.C.\nTodos los derechos\n{TEXT}"], "2014"),
    "the edition, not the copyright": (
        [COVER, "© 2011 Aluna\nTercera edición, 2014\nISBN 978"],
        "2014",
    ),
    "a letter's first lines": (
        [f"Oaxaca, a 7 de junio de 2015\nA la opinión\n{TEXT}"],
        "2015-06-07",
    ),
    "a letter's last lines": ([f"{TEXT}\nAtentamente\nOaxaca, 7 de junio de 2015"], "2015-06-07"),
    "Portuguese": ([COVER, "Primeira edição: maio de 2013\nDireitos reservados"], "2013-05"),
    "French": ([COVER, "Dépôt légal : mars 2014\nISBN 978"], "2014-03"),
    "years of the text": ([COVER, TEXT], ""),
    "the year that a report tells of": (["Informe anual\n2013", TEXT], ""),
    "the same with a comma": (["Cuidarnos\nInforme anual, 2013", TEXT], ""),
    "a range of years": ([COVER, f"© 2008-2014 Aluna\nISBN 978\n{TEXT}"], ""),
    "several copyrights": ([COVER, f"© 2008 Ana Ruiz\n© 2014 Aluna\n{TEXT}"], ""),
    "a law in the text": ([f"{TEXT}\nla ley del\n28 de marzo de 1998 dice\n{TEXT}", TEXT], ""),
    "an event on the cover": (["Encuentro de buscadoras, 7 de junio de 2015", TEXT], ""),
    "two dates on the cover": (["Marzo de 2012\nAbril de 2013", TEXT], ""),
}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_a_document_states_its_date_on_its_title_page_or_colophon(what: str) -> None:
    pages, date = DOCUMENTS[what]
    assert printed_date(pages) == date
