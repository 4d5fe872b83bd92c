"""Each style, as its guide has it: (work, style, language, exact entry and note)."""

# ruff: noqa: E501 - a row shows a citation whole

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import citeproc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from indexer.model import Metadata, Passage, Relation
from search_app.citations import styles
from search_app.citations.styles import Style, StyledText, cite
from tests.search_app.citations.works import ROOT, WORKS, made


def marked(stretches: tuple[StyledText, ...]) -> str:
    """A citation with its italics between asterisks, and the service's address as `@`."""
    text = "".join(f"*{s.text}*" if s.italic else s.text for s in stretches)
    return text.replace("https://buscar.example.org/publications", "@")


ENTRIES = [
    ("booklet", Style.APA, "es",
     "Equipo Ñandú. (2019). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/claves",
     "(Equipo Ñandú, 2019)"),
    ("booklet", Style.CHICAGO, "es",
     "Equipo Ñandú. 2019. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/claves.",
     "(Equipo Ñandú 2019)"),
    ("booklet", Style.MLA, "es",
     "Equipo Ñandú. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, 2019, @/claves.",
     "(Equipo Ñandú)"),
    ("booklet", Style.ISO690, "es",
     "EQUIPO ÑANDÚ, 2019. *Acompañar sin sustituir: primeras claves* [en línea]. Editorial Muestra. Disponible en: @/claves",
     "(Equipo Ñandú 2019)"),
    ("two", Style.APA, "es",
     "Sauco, A., y Roble, M. J. (2019). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/dos",
     "(Sauco y Roble, 2019)"),
    ("two", Style.CHICAGO, "es",
     "Sauco, Ana, y María José Roble. 2019. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/dos.",
     "(Sauco y Roble 2019)"),
    ("two", Style.MLA, "es",
     "Sauco, Ana, y María José Roble. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, 2019, @/dos.",
     "(Sauco y Roble)"),
    ("two", Style.ISO690, "es",
     "SAUCO, Ana y ROBLE, María José, 2019. *Acompañar sin sustituir: primeras claves* [en línea]. Editorial Muestra. Disponible en: @/dos",
     "(Sauco y Roble 2019)"),
    ("two", Style.APA, "en",
     "Sauco, A., & Roble, M. J. (2019). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/dos",
     "(Sauco & Roble, 2019)"),
    ("two", Style.CHICAGO, "en",
     "Sauco, Ana, and María José Roble. 2019. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/dos.",
     "(Sauco and Roble 2019)"),
    ("two", Style.MLA, "en",
     "Sauco, Ana, and María José Roble. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, 2019, @/dos.",
     "(Sauco and Roble)"),
    ("two", Style.ISO690, "en",
     "SAUCO, Ana and ROBLE, María José, 2019. *Acompañar sin sustituir: primeras claves* [online]. Editorial Muestra. Available from: @/dos",
     "(Sauco and Roble 2019)"),
    ("two", Style.APA, "pt",
     "Sauco, A., e Roble, M. J. (2019). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/dos",
     "(Sauco e Roble, 2019)"),
    ("two", Style.CHICAGO, "pt",
     "Sauco, Ana, e María José Roble. 2019. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/dos.",
     "(Sauco e Roble 2019)"),
    ("two", Style.MLA, "pt",
     "Sauco, Ana, e María José Roble. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, 2019, @/dos.",
     "(Sauco e Roble)"),
    ("two", Style.ISO690, "pt",
     "SAUCO, Ana e ROBLE, María José, 2019. *Acompañar sin sustituir: primeras claves* [em linha]. Editorial Muestra. Disponível em: @/dos",
     "(Sauco e Roble 2019)"),
    ("vowel", Style.CHICAGO, "es",
     "Sauco, Ana, e Ignacio Ibarra. 2019. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/vocal.",
     "(Sauco e Ibarra 2019)"),
    ("vowel", Style.ISO690, "es",
     "SAUCO, Ana e IBARRA, Ignacio, 2019. *Acompañar sin sustituir: primeras claves* [en línea]. Editorial Muestra. Disponible en: @/vocal",
     "(Sauco e Ibarra 2019)"),
    ("hiatus", Style.APA, "es",
     "Sauco, A., y Hierro, L. (2019). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/hierro",
     "(Sauco y Hierro, 2019)"),
    ("four", Style.APA, "es",
     "Sauco, A., Roble, M. J., Pino, L., y Fresno, E. (2019). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/cuatro",
     "(Sauco et\xa0al., 2019)"),
    ("four", Style.CHICAGO, "es",
     "Sauco, Ana, María José Roble, Luz Pino, y Eva Fresno. 2019. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/cuatro.",
     "(Sauco et\xa0al. 2019)"),
    ("four", Style.MLA, "es",
     "Sauco, Ana, et\xa0al. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, 2019, @/cuatro.",
     "(Sauco et\xa0al.)"),
    ("four", Style.ISO690, "es",
     "SAUCO, Ana et\xa0al., 2019. *Acompañar sin sustituir: primeras claves* [en línea]. Editorial Muestra. Disponible en: @/cuatro",
     "(Sauco et\xa0al. 2019)"),
    ("undated", Style.APA, "es",
     "Equipo Ñandú. (s. f.). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/sin-fecha",
     "(Equipo Ñandú, s. f.)"),
    ("undated", Style.CHICAGO, "es",
     "Equipo Ñandú. s. f. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/sin-fecha.",
     "(Equipo Ñandú, s. f.)"),
    ("undated", Style.MLA, "es",
     "Equipo Ñandú. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, @/sin-fecha.",
     "(Equipo Ñandú)"),
    ("undated", Style.ISO690, "es",
     "EQUIPO ÑANDÚ, [sin fecha]. *Acompañar sin sustituir: primeras claves* [en línea]. Editorial Muestra. Disponible en: @/sin-fecha",
     "(Equipo Ñandú [sin fecha])"),
    ("undated", Style.APA, "en",
     "Equipo Ñandú. (n.d.). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/sin-fecha",
     "(Equipo Ñandú, n.d.)"),
    ("undated", Style.CHICAGO, "en",
     "Equipo Ñandú. n.d. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/sin-fecha.",
     "(Equipo Ñandú, n.d.)"),
    ("undated", Style.MLA, "en",
     "Equipo Ñandú. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, @/sin-fecha.",
     "(Equipo Ñandú)"),
    ("undated", Style.ISO690, "en",
     "EQUIPO ÑANDÚ, [no date]. *Acompañar sin sustituir: primeras claves* [online]. Editorial Muestra. Available from: @/sin-fecha",
     "(Equipo Ñandú [no date])"),
    ("undated", Style.APA, "fr",
     "Equipo Ñandú. (s. d.). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/sin-fecha",
     "(Equipo Ñandú, s. d.)"),
    ("undated", Style.CHICAGO, "fr",
     "Equipo Ñandú. s. d. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/sin-fecha.",
     "(Equipo Ñandú, s. d.)"),
    ("undated", Style.MLA, "fr",
     "Equipo Ñandú. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, @/sin-fecha.",
     "(Equipo Ñandú)"),
    ("undated", Style.ISO690, "fr",
     "EQUIPO ÑANDÚ, [sans date]. *Acompañar sin sustituir: primeras claves* [en ligne]. Editorial Muestra. Disponible à l’adresse\xa0: @/sin-fecha",
     "(Equipo Ñandú [sans date])"),
    ("anonymous", Style.APA, "es",
     "*Acompañar sin sustituir: primeras claves*. (2019). Editorial Muestra. @/anonimo",
     "(*Acompañar sin sustituir*, 2019)"),
    ("anonymous", Style.CHICAGO, "es",
     "*Acompañar sin sustituir: primeras claves*. 2019. Editorial Muestra. @/anonimo.",
     "(*Acompañar sin sustituir* 2019)"),
    ("anonymous", Style.MLA, "es",
     "*Acompañar sin sustituir: primeras claves*. Editorial Muestra, 2019, @/anonimo.",
     "(*Acompañar sin sustituir*)"),
    ("anonymous", Style.ISO690, "es",
     "*Acompañar sin sustituir: primeras claves* [en línea], 2019. Editorial Muestra. Disponible en: @/anonimo",
     "(*Acompañar sin sustituir* 2019)"),
    ("own", Style.APA, "es",
     "Equipo Ñandú. (2019). *Acompañar sin sustituir: primeras claves*. @/propio",
     "(Equipo Ñandú, 2019)"),
    ("own", Style.CHICAGO, "es",
     "Equipo Ñandú. 2019. *Acompañar sin sustituir: primeras claves*. Equipo Ñandú. @/propio.",
     "(Equipo Ñandú 2019)"),
    ("own", Style.MLA, "es",
     "*Acompañar sin sustituir: primeras claves*. Equipo Ñandú, 2019, @/propio.",
     "(*Acompañar sin sustituir*)"),
    ("own", Style.ISO690, "es",
     "EQUIPO ÑANDÚ, 2019. *Acompañar sin sustituir: primeras claves* [en línea]. Equipo Ñandú. Disponible en: @/propio",
     "(Equipo Ñandú 2019)"),
    ("roman", Style.APA, "es",
     "Equipo Ñandú. (2019). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/claves/passages/4",
     "(Equipo Ñandú, 2019, p. iv)"),
    ("roman", Style.CHICAGO, "es",
     "Equipo Ñandú. 2019. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/claves/passages/4.",
     "(Equipo Ñandú 2019, iv)"),
    ("roman", Style.MLA, "es",
     "Equipo Ñandú. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, 2019, @/claves/passages/4.",
     "(Equipo Ñandú iv)"),
    ("roman", Style.ISO690, "es",
     "EQUIPO ÑANDÚ, 2019. *Acompañar sin sustituir: primeras claves* [en línea]. Editorial Muestra. Disponible en: @/claves/passages/4",
     "(Equipo Ñandú 2019, p. iv)"),
    ("roman", Style.APA, "en",
     "Equipo Ñandú. (2019). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/claves/passages/4",
     "(Equipo Ñandú, 2019, p. iv)"),
    ("roman", Style.CHICAGO, "en",
     "Equipo Ñandú. 2019. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/claves/passages/4.",
     "(Equipo Ñandú 2019, iv)"),
    ("roman", Style.MLA, "en",
     "Equipo Ñandú. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, 2019, @/claves/passages/4.",
     "(Equipo Ñandú iv)"),
    ("roman", Style.ISO690, "en",
     "EQUIPO ÑANDÚ, 2019. *Acompañar sin sustituir: primeras claves* [online]. Editorial Muestra. Available from: @/claves/passages/4",
     "(Equipo Ñandú 2019, p. iv)"),
    ("hyphened", Style.APA, "es",
     "Equipo Ñandú. (2019). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/claves/passages/5",
     "(Equipo Ñandú, 2019, p. 3-12)"),
    ("hyphened", Style.CHICAGO, "es",
     "Equipo Ñandú. 2019. *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/claves/passages/5.",
     "(Equipo Ñandú 2019, 3-12)"),
    ("series", Style.APA, "es",
     "Equipo Ñandú. (2019). *Acompañar sin sustituir: primeras claves*. Editorial Muestra. @/serie",
     "(Equipo Ñandú, 2019)"),
    ("series", Style.CHICAGO, "es",
     "Equipo Ñandú. 2019. *Acompañar sin sustituir: primeras claves*. Claves & apuntes. Editorial Muestra. @/serie.",
     "(Equipo Ñandú 2019)"),
    ("series", Style.MLA, "es",
     "Equipo Ñandú. *Acompañar sin sustituir: primeras claves*. Editorial Muestra, 2019, @/serie. Claves & apuntes.",
     "(Equipo Ñandú)"),
    ("series", Style.ISO690, "es",
     "EQUIPO ÑANDÚ, 2019. *Acompañar sin sustituir: primeras claves* [en línea]. Editorial Muestra. Claves & apuntes. Disponible en: @/serie",
     "(Equipo Ñandú 2019)"),
    ("page", Style.APA, "es",
     "Equipo Ñandú. (2014, 5 de junio). *El miedo como mensaje*. Editorial Muestra. @/miedo",
     "(Equipo Ñandú, 2014)"),
    ("page", Style.CHICAGO, "es",
     "Equipo Ñandú. 2014. “El miedo como mensaje”. Editorial Muestra, 5 de junio. @/miedo.",
     "(Equipo Ñandú 2014)"),
    ("page", Style.MLA, "es",
     "Equipo Ñandú. “El miedo como mensaje”. Editorial Muestra, 5 de junio de 2014, @/miedo.",
     "(Equipo Ñandú)"),
    ("page", Style.ISO690, "es",
     "EQUIPO ÑANDÚ, 2014. *El miedo como mensaje* [en línea]. Editorial Muestra, 5 junio 2014. Disponible en: @/miedo",
     "(Equipo Ñandú 2014)"),
    ("section", Style.APA, "es",
     "Equipo Ñandú. (2014, 5 de junio). *El miedo como mensaje*. Editorial Muestra. @/miedo/passages/2",
     "(Equipo Ñandú, 2014, sección “Tejer la red”)"),
    ("section", Style.CHICAGO, "es",
     "Equipo Ñandú. 2014. “El miedo como mensaje”. Editorial Muestra, 5 de junio. @/miedo/passages/2.",
     "(Equipo Ñandú 2014, sec. “Tejer la red”)"),
    ("section", Style.MLA, "es",
     "Equipo Ñandú. “El miedo como mensaje”. Editorial Muestra, 5 de junio de 2014, @/miedo/passages/2.",
     "(Equipo Ñandú, sec. “Tejer la red”)"),
    ("section", Style.ISO690, "es",
     "EQUIPO ÑANDÚ, 2014. *El miedo como mensaje* [en línea]. Editorial Muestra, 5 junio 2014. Disponible en: @/miedo/passages/2",
     "(Equipo Ñandú 2014, sec. “Tejer la red”)"),
    ("section", Style.APA, "en",
     "Equipo Ñandú. (2014, June 5). *El miedo como mensaje*. Editorial Muestra. @/miedo/passages/2",
     "(Equipo Ñandú, 2014, section “Tejer la red”)"),
    ("section", Style.CHICAGO, "en",
     "Equipo Ñandú. 2014. “El miedo como mensaje.” Editorial Muestra, June 5. @/miedo/passages/2.",
     "(Equipo Ñandú 2014, sec. “Tejer la red”)"),
    ("section", Style.MLA, "en",
     "Equipo Ñandú. “El miedo como mensaje.” Editorial Muestra, 5 June 2014, @/miedo/passages/2.",
     "(Equipo Ñandú, sec. “Tejer la red”)"),
    ("section", Style.ISO690, "en",
     "EQUIPO ÑANDÚ, 2014. *El miedo como mensaje* [online]. Editorial Muestra, 5 June 2014. Available from: @/miedo/passages/2",
     "(Equipo Ñandú 2014, sec. “Tejer la red”)"),
    ("section", Style.APA, "fr",
     "Equipo Ñandú. (2014, 5 juin). *El miedo como mensaje*. Editorial Muestra. @/miedo/passages/2",
     "(Equipo Ñandú, 2014, section «\xa0Tejer la red\xa0»)"),
    ("section", Style.CHICAGO, "fr",
     "Equipo Ñandú. 2014. «\xa0El miedo como mensaje\xa0». Editorial Muestra, 5 juin. @/miedo/passages/2.",
     "(Equipo Ñandú 2014, sect. «\xa0Tejer la red\xa0»)"),
    ("section", Style.MLA, "fr",
     "Equipo Ñandú. «\xa0El miedo como mensaje\xa0». Editorial Muestra, 5 juin 2014, @/miedo/passages/2.",
     "(Equipo Ñandú, sect. «\xa0Tejer la red\xa0»)"),
    ("section", Style.ISO690, "fr",
     "EQUIPO ÑANDÚ, 2014. *El miedo como mensaje* [en ligne]. Editorial Muestra, 5 juin 2014. Disponible à l’adresse\xa0: @/miedo/passages/2",
     "(Equipo Ñandú 2014, sect. «\xa0Tejer la red\xa0»)"),
    ("section", Style.APA, "pt",
     "Equipo Ñandú. (2014, 5 de junho). *El miedo como mensaje*. Editorial Muestra. @/miedo/passages/2",
     "(Equipo Ñandú, 2014, seção “Tejer la red”)"),
    ("section", Style.CHICAGO, "pt",
     "Equipo Ñandú. 2014. “El miedo como mensaje”. Editorial Muestra, 5 de junho. @/miedo/passages/2.",
     "(Equipo Ñandú 2014, seç. “Tejer la red”)"),
    ("section", Style.MLA, "pt",
     "Equipo Ñandú. “El miedo como mensaje”. Editorial Muestra, 5 de junho de 2014, @/miedo/passages/2.",
     "(Equipo Ñandú, seç. “Tejer la red”)"),
    ("section", Style.ISO690, "pt",
     "EQUIPO ÑANDÚ, 2014. *El miedo como mensaje* [em linha]. Editorial Muestra, 5 junho 2014. Disponível em: @/miedo/passages/2",
     "(Equipo Ñandú 2014, seç. “Tejer la red”)"),
    ("article", Style.APA, "es",
     "Equipo Ñandú. (2014, 5 de junio). El miedo como mensaje. *Claves & apuntes*. @/revista",
     "(Equipo Ñandú, 2014)"),
    ("article", Style.CHICAGO, "es",
     "Equipo Ñandú. 2014. “El miedo como mensaje”. *Claves & apuntes*, 5 de junio. @/revista.",
     "(Equipo Ñandú 2014)"),
    ("article", Style.MLA, "es",
     "Equipo Ñandú. “El miedo como mensaje”. *Claves & apuntes*, 5 de junio de 2014, @/revista.",
     "(Equipo Ñandú)"),
    ("article", Style.ISO690, "es",
     "EQUIPO ÑANDÚ, 2014. El miedo como mensaje. *Claves & apuntes* [en línea]. 5 junio 2014. Disponible en: @/revista",
     "(Equipo Ñandú 2014)"),
    ("month", Style.APA, "es",
     "Equipo Ñandú. (2014, junio). *El miedo como mensaje*. Editorial Muestra. @/mes",
     "(Equipo Ñandú, 2014)"),
    ("month", Style.CHICAGO, "es",
     "Equipo Ñandú. 2014. “El miedo como mensaje”. Editorial Muestra, junio. @/mes.",
     "(Equipo Ñandú 2014)"),
    ('asking', Style.APA, 'es',
     'Equipo Ñandú. (2014, 5 de junio). *¿Qué dice "el miedo"?* Editorial Muestra. @/pregunta',
     '(Equipo Ñandú, 2014)'),
    ("asking", Style.CHICAGO, "es",
     "Equipo Ñandú. 2014. “¿Qué dice ‘el miedo’?”. Editorial Muestra, 5 de junio. @/pregunta.",
     "(Equipo Ñandú 2014)"),
    ('asking', Style.APA, 'en',
     'Equipo Ñandú. (2014, June 5). *¿Qué dice "el miedo"?* Editorial Muestra. @/pregunta',
     '(Equipo Ñandú, 2014)'),
    ("asking", Style.CHICAGO, "en",
     "Equipo Ñandú. 2014. “¿Qué dice ‘el miedo’?” Editorial Muestra, June 5. @/pregunta.",
     "(Equipo Ñandú 2014)"),
    ('asking', Style.APA, 'fr',
     'Equipo Ñandú. (2014, 5 juin). *¿Qué dice "el miedo"?* Editorial Muestra. @/pregunta',
     '(Equipo Ñandú, 2014)'),
    ("asking", Style.CHICAGO, "fr",
     "Equipo Ñandú. 2014. «\xa0¿Qué dice “el miedo”?\xa0». Editorial Muestra, 5 juin. @/pregunta.",
     "(Equipo Ñandú 2014)"),
    ("english", Style.APA, "en",
     "Equipo Ñandú. (2014, June 5). *Fear as a “message”*. Editorial Muestra. @/fear",
     "(Equipo Ñandú, 2014)"),
    ("english", Style.CHICAGO, "en",
     "Equipo Ñandú. 2014. “Fear as a ‘message.’” Editorial Muestra, June 5. @/fear.",
     "(Equipo Ñandú 2014)"),
    ("english", Style.APA, "es",
     "Equipo Ñandú. (2014, 5 de junio). *Fear as a “message”*. Editorial Muestra. @/fear",
     "(Equipo Ñandú, 2014)"),
    ("english", Style.CHICAGO, "es",
     "Equipo Ñandú. 2014. “Fear as a ‘message’”. Editorial Muestra, 5 de junio. @/fear.",
     "(Equipo Ñandú 2014)"),
    ("special", Style.APA, "es",
     "Andes and Andes, L., y Grupo and Otros. (2019). *R&D_100% {sin} $ #1 ~ ^ \\x ER - <i>no</i>*. A & B. @/100%_raro",
     "(Andes and Andes y Grupo and Otros, 2019)"),
    ("special", Style.CHICAGO, "es",
     "Andes and Andes, Luz, y Grupo and Otros. 2019. *R&D_100% {sin} $ #1 ~ ^ \\x ER - <i>no</i>*. A & B. @/100%_raro.",
     "(Andes and Andes y Grupo and Otros 2019)"),
    ("special", Style.MLA, "es",
     "Andes and Andes, Luz, y Grupo and Otros. *R&D_100% {sin} $ #1 ~ ^ \\x ER - <i>no</i>*. A & B, 2019, @/100%_raro.",
     "(Andes and Andes y Grupo and Otros)"),
    ("special", Style.ISO690, "es",
     "ANDES AND ANDES, Luz y GRUPO AND OTROS, 2019. *R&D_100% {sin} $ #1 ~ ^ \\x ER - <i>no</i>* [en línea]. A & B. Disponible en: @/100%_raro",
     "(Andes and Andes y Grupo and Otros 2019)"),
]  # fmt: skip


@pytest.mark.parametrize(("work", "style", "language", "entry", "note"), ENTRIES)
def test_a_citation_is_as_the_styles_guide_has_it(
    work: str, style: Style, language: str, entry: str, note: str
) -> None:
    cited = cite(WORKS[work], style, language)
    assert (marked(cited.entry), marked(cited.note)) == (entry, note)


@pytest.mark.parametrize("path", sorted(styles._STYLES.glob("*.csl")), ids=lambda path: path.stem)
def test_a_style_follows_the_schema_of_csl(path: Path) -> None:
    schema = etree.RelaxNG(etree.parse(citeproc.SCHEMA_PATH))
    assert schema.validate(etree.parse(path)), schema.error_log
    assert {style.value for style in Style} >= {path.stem}


def test_a_language_that_has_no_words_of_its_own_is_answered_in_english() -> None:
    assert cite(WORKS["page"], Style.MLA, "nah") == cite(WORKS["page"], Style.MLA, "en")


def test_citations_made_at_the_same_time_do_not_mix() -> None:
    works = [*WORKS.values()] * 3
    alone = [cite(work, Style.APA, "es") for work in works]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda work: cite(work, Style.APA, "es"), works)) == alone


WORDS = st.text(max_size=30)


@settings(max_examples=40)
@given(st.tuples(WORDS, WORDS, WORDS), st.lists(WORDS, max_size=3), WORDS, st.sampled_from(Style))
def test_no_metadata_stops_a_page(
    texts: tuple[str, str, str], creators: list[str], label: str, style: Style
) -> None:
    title, publisher, series = texts
    metadata = Metadata(
        title=title,
        creators=(*creators, f"{title},{publisher}"),
        publisher=publisher,
        type="article" if len(series) % 2 else "booklet",
        relations=(Relation("isPartOf", series),),
    )
    work = made("x", metadata, Passage(1, label, ""))
    cited = cite(work, style, "es")
    assert work.addresses.page in marked(cited.entry).replace("@", f"{ROOT}/publications")
    assert not re.search("[\ue000-\ue002]", marked(cited.entry) + marked(cited.note))
