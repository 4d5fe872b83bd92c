"""The name of an organisation stays whole in every format, with its comma."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from indexer.names_of_bodies import names_a_body
from search_app.citations.bibtex import bibtex
from search_app.citations.coins import coins
from search_app.citations.csl_json import csl_json
from search_app.citations.meta_tags import json_ld, meta_tags
from search_app.citations.reference import Creator, creator
from search_app.citations.ris import ris
from tests.search_app.citations import zotero_rules
from tests.search_app.citations.works import ARTICLE, BOOKLET, made

BODIES = [
    "Aluna Acompañamiento Psicosocial, A.C.",
    "Servicios y Asesoría para la Paz, A. C.",
    "Comisión Nacional de Búsqueda, Oficina Regional",
    "Colectivo Las Buscadoras, Oaxaca",
    "ONU, Oficina del Alto Comisionado",
    "Red Nacional, Nodo Sur",
    "Universidad Nacional, Facultad de Psicología",
    "Rede de Mulheres, São Paulo",
    "Réseau des familles, Paris",
    "Human Rights Network, Inc.",
    "Brot und Rosen, e.V.",
    "Médecins du Monde, Mission Mexique",
    "Cáritas Mexicana, Dimensión de Movilidad",
    "Acompañar, S.A. de C.V.",
]
PEOPLE = [
    "Castillo Vergara, María Isabel",
    "Martín-Baró, Ignacio",
    "Lira, Elizabeth",
    "Ruiz, A. C.",
    "Santa Cruz, Ana",
    "de la Cruz, Sor Juana",
]


@pytest.mark.parametrize("name", BODIES)
def test_words_or_the_legal_form_say_that_a_name_is_an_organisations(name: str) -> None:
    assert names_a_body(name)
    assert creator(name) == Creator(literal=name)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_has_a_family_name_and_a_given_one(name: str) -> None:
    assert creator(name).family == name.partition(",")[0]


def test_who_publishes_a_work_is_no_person() -> None:
    assert creator("Tejedoras, Sierra Norte", "Tejedoras, Sierra Norte").literal


def _plain(name: str) -> str:
    """A name without the changes that Zotero makes to it: blanks after dots, and the last dot."""
    return name.replace("\u201a", ",").replace(". ", ".").strip(".")


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("others", [(), ("Lira, Elizabeth", "Equipo Ñandú")], ids=["alone", "more"])
@pytest.mark.parametrize("work", [BOOKLET, ARTICLE], ids=["booklet", "page"])
def test_zotero_keeps_the_name_of_an_organisation_whole(
    body: str, others: tuple[str, ...], work: object
) -> None:
    is_page = work is ARTICLE
    reference = made("x", replace(work, creators=(body, *others)), html=is_page)  # type: ignore[type-var]
    tags = [(tag.name, tag.content) for tag in meta_tags(reference)]
    pairs = parse_qsl(coins(reference))
    read = {
        "Embedded Metadata": zotero_rules.embedded_metadata(tags),
        "RIS": zotero_rules.ris(ris(reference)),
        "COinS": zotero_rules.coins(pairs),
        "BibTeX": zotero_rules.bibtex(bibtex(reference)),
    }
    for name, authors in read.items():
        assert (_plain(body), "") in [(_plain(family), given) for family, given in authors], name
        if others:
            assert ("Lira", "Elizabeth") in authors, name
            assert ("Equipo Ñandú", "") in authors, name
        assert len(authors) == 1 + len(others), name
    assert not any("," in content for name, content in tags if name == "citation_author")
    assert json.loads(csl_json(reference))[0]["author"][0] == {"literal": body}
    assert json.loads(json_ld(reference))["author"][0] == {"@type": "Organization", "name": body}
