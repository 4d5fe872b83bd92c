"""The dates that a line states as those of its publication, and those that it only mentions."""

from __future__ import annotations

import pytest

from indexer.extract.stated_dates import Saying, dateline, stated_dates

STATED = {
    "Publicado el 7 de junio de 2015": (Saying.PUBLISHED, "2015-06-07"),
    "Publicado: 07/06/2015": (Saying.PUBLISHED, "2015-06-07"),
    "Publié le 3 mars 2014 à 10h30": (Saying.PUBLISHED, "2014-03-03"),
    "Mis en ligne le 1er août 2014": (Saying.PUBLISHED, "2014-08-01"),
    "Publicado em 3 de março de 2014 por Ana": (Saying.PUBLISHED, "2014-03-03"),
    "Posted by Ana on Thursday, 12 June 2014 at 10:30 am": (Saying.PUBLISHED, "2014-06-12"),
    "Esta entrada fue publicada en Noticias el 7 junio, 2015 por admin": (
        Saying.PUBLISHED,
        "2015-06-07",
    ),
    "Fecha: junio de 2015": (Saying.PUBLISHED, "2015-06"),
    "Actualizado el 5 de mayo de 2016": (Saying.UPDATED, "2016-05-05"),
    "Última modificación: martes 5 de mayo de 2016": (Saying.UPDATED, "2016-05-05"),
    "Last updated on Mar 03, 2014.": (Saying.UPDATED, "2014-03-03"),
    "Dernière mise à jour : 3 mars 2014": (Saying.UPDATED, "2014-03-03"),
    "Oaxaca, 7 de junio de 2015.": (Saying.ALONE, "2015-06-07"),
    "Oaxaca, Oax., a 7 de junio de 2015": (Saying.ALONE, "2015-06-07"),
    "OAXACA, OAX., 7 DE JUNIO DE 2015": (Saying.ALONE, "2015-06-07"),
    "San Cristóbal de Las Casas, Chiapas, México. 7 de junio de 2015": (
        Saying.ALONE,
        "2015-06-07",
    ),
    "Acteal, Chiapas, 22 de diciembre de 2015": (Saying.ALONE, "2015-12-22"),
    "San Cristóbal de Las Casas, Chiapas a 7 de junio de 2015": (Saying.ALONE, "2015-06-07"),
    "San Cristóbal de Las Casas, Chiapas, México; a 7 de junio de 2015": (
        Saying.ALONE,
        "2015-06-07",
    ),
    "São Luís do Maranhão, 7 de junho de 2015": (Saying.ALONE, "2015-06-07"),
    "Boletín No. 45, 7 de junio de 2015": (Saying.ALONE, "2015-06-07"),
    "Vol. 3, Núm. 2, junio de 2015": (Saying.ALONE, "2015-06"),
    "N° 45, junio de 2015": (Saying.ALONE, "2015-06"),
    "Issue 4, June 2015": (Saying.ALONE, "2015-06"),
    "Submitted by admin on Fri, 05/03/2019 - 10:30": (Saying.PUBLISHED, "2019-05-03"),
    "viernes 05/03/2019": (Saying.ALONE, "2019-05-03"),
    "Rio de Janeiro, 7 de junho de 2015": (Saying.ALONE, "2015-06-07"),
    "sábado 7 de junio de 2015, 10:30 hrs": (Saying.ALONE, "2015-06-07"),
    "By Ana Ruiz on March 3, 2014": (Saying.ALONE, "2014-03-03"),
    "Por Ana Ruiz | 3 de marzo de 2014": (Saying.ALONE, "2014-03-03"),
    "3 de marzo de 2014 | Noticias | 4 comentarios": (Saying.ALONE, "2014-03-03"),
    "March 3, 2014 by Ana Ruiz": (Saying.ALONE, "2014-03-03"),
    "Ana Ruiz • 2025-11-22": (Saying.ALONE, "2025-11-22"),
    "Ciudad de México, marzo de 2014": (Saying.ALONE, "2014-03"),
    "Versión 1.97 de 2006-05-09 (15:12:22)": (Saying.ALONE, "2006-05-09"),
    "Guía de referencia 4.6.2.0, 17 de diciembre de 2022": (Saying.ALONE, "2022-12-17"),
    "Junio 2015": (Saying.ALONE, "2015-06"),
    "By the team on March 3, 2014": (Saying.ALONE, "2014-03-03"),
    "By our correspondent in Oaxaca on March 3, 2014": (Saying.ALONE, "2014-03-03"),
    "Written by the staff, March 3rd, 2014": (Saying.ALONE, "2014-03-03"),
    "Por el equipo · 3 de marzo de 2014": (Saying.ALONE, "2014-03-03"),
    "Escrito por Ana Ruiz y Luz Pino el 3/3/2014": (Saying.ALONE, "2014-03-03"),
    "Escrito por: admin, el 3 de marzo de 2014": (Saying.ALONE, "2014-03-03"),
    "Por: comunicación social, 3 de marzo de 2014": (Saying.ALONE, "2014-03-03"),
    "Texto: Ana Ruiz, 3 de marzo de 2014": (Saying.ALONE, "2014-03-03"),
    "Da Redação, 3 de março de 2014": (Saying.ALONE, "2014-03-03"),
    "Pela equipe em 3 de março de 2014": (Saying.ALONE, "2014-03-03"),
    "Par l'équipe, le 3 mars 2014": (Saying.ALONE, "2014-03-03"),
    "Rédigé par Anne le 3 mars 2014": (Saying.ALONE, "2014-03-03"),
    "Mar. 3, 2014 by the team": (Saying.ALONE, "2014-03-03"),
    "3 mar. 2014": (Saying.ALONE, "2014-03-03"),
}


@pytest.mark.parametrize("line", STATED)
def test_a_line_states_when_something_was_published(line: str) -> None:
    assert [(one.saying, one.iso) for one in stated_dates(line, day_first=True)] == [STATED[line]]


@pytest.mark.parametrize(
    "line",
    [
        "El 7 de junio de 2015 salió a la calle.",
        "Por la matanza del 3 de marzo de 2014",
        "Par la loi du 3 mars 2014",
        "By the end of the war on March 3, 2014",
        "El equipo viajó el 3 de marzo de 2014",
        "Por el equipo de rescate, muerto el 3 de marzo de 2014",
        "En Oaxaca, 7 de junio de 2015",
        "Encuentro en Oaxaca, 7 de junio de 2015",
        "Taller: 7 de junio de 2015",
        "Nació en Oaxaca, 7 de junio de 1915",
        "Ley Federal Nº 53-FZ (28 de marzo de 1998)",
        "Expediente 2009-11-23",
        "Del 7 al 9 de junio de 2015",
        "El informe publicado el 3 de marzo de 2014 señala que hubo avances y retrocesos en todo "
        "el país durante el año",
        "© 2008-2023 Colectiva",
        "Teléfono 55 2016 0412",
        "Joined March 2007",
        "Artículo 45, 3 de marzo de 2014",
        "Vigente hasta el 31 de diciembre de 2020",
        "Portal 1998",
    ],
)
def test_a_date_that_a_line_only_mentions_is_not_stated(line: str) -> None:
    assert stated_dates(line, day_first=True) == []


def test_one_line_can_state_when_something_was_published_and_changed() -> None:
    line = "Publicado el 3 de marzo de 2014. Actualizado el 5 de mayo de 2016"
    assert [(one.saying, one.iso) for one in stated_dates(line, day_first=True)] == [
        (Saying.PUBLISHED, "2014-03-03"),
        (Saying.UPDATED, "2016-05-05"),
    ]


def test_only_the_year_is_certain_where_day_and_month_can_be_either() -> None:
    line = "Published: 03/04/2014"
    assert [one.iso for one in stated_dates(line, day_first=False)] == ["2014"]
    assert [one.iso for one in stated_dates(line, day_first=True)] == ["2014-04-03"]


@pytest.mark.parametrize(
    ("paragraph", "iso"),
    [
        ("Oaxaca, 7 de junio de 2015.- El colectivo dijo que", "2015-06-07"),
        ("Ciudad de México, 7 de junio de 2015 (Prensa).- El colectivo", "2015-06-07"),
        ("Mexico City, June 7, 2015 – The collective", "2015-06-07"),
        ("El 7 de junio de 2015 - dijo", ""),
        ("En Oaxaca, 7 de junio de 2015: hubo", ""),
        ("El colectivo informó en Oaxaca, 7 de junio de 2015.- que", ""),
    ],
)
def test_a_report_begins_with_its_place_and_date(paragraph: str, iso: str) -> None:
    assert dateline(paragraph) == iso
