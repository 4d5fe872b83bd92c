"""What is offered while a query is typed: useful, and never what only one publication says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from indexer.engine import extend_index
from indexer.engine.analysis import tokenize
from indexer.model import Metadata, Passage
from search_app.library.suggestion_index import FUNCTION_WORDS
from search_app.library.suggestions import MAX_SUGGESTIONS
from tests.search_app.site import (
    Site,
    Work,
    pdf,
    record,
    restore,
    serving,
    settings_in,
    write_collection,
)


def work(
    identifier: str, title: str, creators: str = "", subjects: str = "", text: str = ""
) -> Work:
    """A publication of one page; several creators and subjects are parted by semicolons."""
    metadata = Metadata(
        title=title,
        creators=tuple(creators.split(";")) if creators else (),
        subjects=tuple(subjects.split(";")) if subjects else (),
        date="2020",
        languages=("es",),
        type="booklet",
    )
    passage = Passage(1, "1", text or "Texto.", language="es")
    return Work(identifier, f"{identifier}.pdf", pdf(1), metadata, (passage,))


WORKS = (
    work("uno", "Memoria y duelo", "Equipo Ñandú;Ana Sola", "memoria colectiva;duelo",
         "El acompañamiento psicosocial y la memoria. Zapata vive."),
    work("dos", "Memoria del cuerpo", "equipo ñandú", "memoria colectiva;cuerpo",
         "El acompañamiento psicosocial escucha al miedo. Duelo, cuerpo, Zapata. Larguísima."),
    work("tres", "El miedo y la memoria", "Equipo Ñandú", "duelo;rezo",
         "Psicológicamente hablando: miedo, memoria. Acompañamiento, cuerpo. Peña y psicólogos."),
    work("cuatro", "Retrato de Xochitl", "Otra Casa", "miedo",
         "Los psicólogos y la pena. Nombres: Nezahual."),
    work("cinco", 'La "memoria" del miedo', "Otra Casa", "miedo", "Nezahual, otra vez."),
    work("seis", "Memoria " + "larguísima " * 30, "", "", "Larguísima."),
)  # fmt: skip
PROBLEM = work("siete", "Memoria de Tlaloc", "Tlaloc Uno;Nadie", "tlaloc", "Tlaloc, Xochitl.")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("suggestions")
    settings = write_collection(folder, WORKS)
    settings.takedown.write_text("cinco\n")
    writer = extend_index(settings)
    for number in (7, 8):  # files that could not be read: their names are for staff only
        one = replace(PROBLEM, id=f"problema-{number}", path=f"{number}.pdf")
        writer.put(replace(record(one), searchable=False), one.passages)
    writer.commit()
    with serving(settings) as running:
        yield running


def suggestions(site: Site, text: str, lang: str = "es") -> list[dict[str, Any]]:
    answer = site.get("/api/v1/suggest?" + urlencode({"q": text, "lang": lang}))
    assert answer.status == 200, answer.text
    found: list[dict[str, Any]] = answer.json["suggestions"]
    return found


def texts(site: Site, text: str) -> list[str]:
    return [one["text"] for one in suggestions(site, text)]


OFFERED = [
    ("mie", ["miedo", 'title:"El miedo y la memoria"']),
    ("MIÉ", ["miedo", 'title:"El miedo y la memoria"']),
    ("acompanamient", ["acompañamiento"]),
    # words in the context of those before them
    ("acompañamiento psi", ["acompañamiento psicosocial"]),
    ("acompanamiento PSI", ["acompanamiento psicosocial"]),
    ("miedo psicos", []),  # one publication alone holds both
    ("memoria OR psicos", ["memoria OR psicosocial"]),
    ("-psicos", ["-psicosocial"]),
    ("(psicos", ["(psicosocial"]),
    ('"psicos', ['"psicosocial"']),
    ("year:2020 psicos", ["year:2020 psicosocial"]),
    # names
    ("ñan", ["ñandú", 'creator:"Equipo Ñandú"']),
    ("equipo", ['creator:"Equipo Ñandú"']),
    ("equipo n", ['creator:"Equipo Ñandú"']),
    ("creator:equ", ['creator:"Equipo Ñandú"']),
    ('creator:"equipo ñ', ['creator:"Equipo Ñandú"']),
    ("creator:equipo ñ", ['creator:"Equipo Ñandú"']),
    ("memoria col", ['subject:"memoria colectiva"', "memoria colectiva"]),
    ('miedo OR "memoria col', ['miedo OR subject:"memoria colectiva"']),
    ("-subject:due", ['-subject:"duelo"']),
    ("title:memoria del", ['title:"Memoria del cuerpo"']),
    ("memoria lar", ["memoria larguísima"]),  # the title is too long for a search box
    ("memoria cu", ['title:"Memoria del cuerpo"']),
    # nothing
    ("", []),
    ("m", []),
    ("zz", []),
    ("2020", []),
    ("creator:mie", []),
    ("title:", []),
    ("language:e", []),
    ("year:202", []),
    ("mie*", []),
    ("miedo OR", []),
    ('"', []),
]


@pytest.mark.parametrize(("text", "expected"), OFFERED, ids=[text for text, _ in OFFERED])
def test_what_begins_as_what_was_typed_is_offered(
    site: Site, text: str, expected: list[str]
) -> None:
    assert texts(site, text) == expected


# What only one publication says that readers may find: with another that was taken down (Nezahual,
# Otra Casa), in several spellings (Peña), or else in files that could not be read (Tlaloc).
NAMES = ["Xochitl", "Sola", "Ana Sola", "Nezahual", "Otra Casa", "Tlaloc", "Nadie", "Peña",
         "Retrato", "rezo"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("before", ["", "memoria ", '"', "-", "creator:", 'subject:"', "title:"])
def test_what_a_single_publication_says_is_never_offered(
    site: Site, name: str, before: str
) -> None:
    offered = ""
    for end in range(2, len(name) + 1):
        for one in suggestions(site, before + name[:end]):
            offered += " " + one["text"].removeprefix(before) + " " + one["label"]
    assert name.split()[-1].lower() not in offered.lower()


def spoken(one: Work) -> set[str]:
    """The words of a publication, in small letters."""
    about = one.metadata
    texts = (about.title, *about.creators, *about.subjects, *(p.text for p in one.passages))
    return {token.text.lower() for text in texts for token in tokenize(text)}


def test_no_beginning_of_any_word_leads_to_a_word_of_one_publication(site: Site) -> None:
    public = [spoken(one) for one in WORKS if one.id != "cinco"]
    everything = set().union(*public, spoken(WORKS[4]), spoken(PROBLEM))
    secret = {word for word in everything if sum(word in words for words in public) < 2}
    assert {"xochitl", "nezahual", "tlaloc", "peña", "ana"} <= secret
    told = set()
    for beginning in {word[:letters] for word in everything for letters in (2, 3, 4)}:
        for one in suggestions(site, beginning):
            told |= {token.text.lower() for token in tokenize(one["text"])}
    assert {"miedo", "ñandú", "zapata"} <= told
    assert told & secret - FUNCTION_WORDS == set()


def test_what_is_taken_down_takes_its_names_with_it_at_the_next_request(tmp_path: Path) -> None:
    with serving(write_collection(tmp_path, WORKS)) as site:
        assert texts(site, "otra c") == ['creator:"Otra Casa"']
        assert texts(site, "nezah") == ["nezahual"]
        assert texts(site, "la memoria d") == ['title:"La memoria del miedo"']
        site.settings.takedown.write_text("cinco\n")
        assert texts(site, "otra c") == texts(site, "nezah") == texts(site, "la memoria d") == []
        restore(site.settings, "cinco")
        assert texts(site, "nezah") == ["nezahual"]


def test_two_copies_of_one_text_count_once(tmp_path: Path) -> None:
    text = " ".join(
        f"Entre todas contamos la asamblea {n} y su memoria {n * n}." for n in range(60)
    )
    copies = [work(name, f"Acta {name}", text=f"{text} Habló Xiomara.") for name in ("a", "b")]
    other = work("c", "Otra cosa", text="La asamblea.")
    with serving(write_collection(tmp_path, (*copies, other))) as site:
        assert site.get("/api/v1/publications/a").json["near_identical"] == ["b"]
        assert texts(site, "asamb") == ["asamblea"]
        assert texts(site, "xiom") == []
        assert site.get("/api/v1/search?q=xiomarra").json["did_you_mean"] is None


def test_a_new_publication_is_counted_after_the_commit(tmp_path: Path) -> None:
    with serving(write_collection(tmp_path, WORKS[:1])) as site:
        assert texts(site, "duelo") == texts(site, "equipo") == []
        writer = extend_index(settings_in(tmp_path))
        writer.put(record(WORKS[1]), WORKS[1].passages)
        writer.commit()
        site.refresh()
        assert texts(site, "equi") == ["equipo"]  # each spelling of the name is in one
        writer = extend_index(settings_in(tmp_path))
        writer.put(record(WORKS[2]), WORKS[2].passages)
        writer.commit()
        site.refresh()
        assert texts(site, "equi") == ["equipo", 'creator:"Equipo Ñandú"']


def test_an_answer_has_the_agreed_shape(site: Site) -> None:
    assert suggestions(site, "memoria col", lang="en") == [
        {
            "text": 'subject:"memoria colectiva"',
            "kind": "subject",
            "label": "Subject: memoria colectiva",
            "publications": 2,
        },
        {
            "text": "memoria colectiva",
            "kind": "word",
            "label": "memoria colectiva",
            "publications": 2,
        },
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("equipo n", "Creator: Equipo Ñandú"),
        ("memoria cu", "Title: Memoria del cuerpo"),
        ("-psicos", "-psicosocial"),
    ],
)
def test_a_label_says_what_a_suggestion_is(site: Site, text: str, label: str) -> None:
    assert suggestions(site, text, lang="en")[0]["label"] == label


def test_a_query_sent_in_the_body_is_answered_alike(site: Site) -> None:
    asked = site.get("/api/v1/suggest?q=mie")
    form = site.post("/api/v1/suggest", b"q=mie", "application/x-www-form-urlencoded")
    as_json = site.post("/api/v1/suggest", b'{"q": "mie"}')
    assert asked.json["suggestions"] != []
    assert asked.body == form.body == as_json.body
    assert form.headers["Cache-Control"] == asked.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("q=mie&q=due", "q"), ("q=mie&page=1", "page"), ("text=mie", "text")],
)
def test_other_parameters_are_refused_by_name(site: Site, query: str, parameter: str) -> None:
    answer = site.get(f"/api/v1/suggest?{query}")
    assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert answer.json["parameter"] == parameter


@pytest.mark.parametrize("text", ["mem", "equipo", "memoria col", "du", "memoria del cu"])
def test_every_suggestion_finds_the_publications_that_it_counts(site: Site, text: str) -> None:
    found = suggestions(site, text)
    assert 0 < len(found) <= MAX_SUGGESTIONS
    for one in found:
        total = site.get("/api/v1/search?" + urlencode({"q": one["text"]})).json["total"]
        assert total >= one["publications"], one


def test_there_are_at_most_so_many_of_each_kind_and_the_best_come_first(tmp_path: Path) -> None:
    works = [
        work(f"w{n}", f"Tema {'claro' if n % 2 else 'oscuro'} {n // 2}", f"Tema Uno;Tema {n // 3}",
             ";".join(f"tema {letter}" for letter in "abcdefghijk"[: n + 1]),
             "Temario, temas, temor, temple, temblor, tempestad.")
        for n in range(10)
    ]  # fmt: skip
    with serving(write_collection(tmp_path, tuple(works))) as site:
        kinds = [one["kind"] for one in suggestions(site, "tem")]
        assert kinds == ["word"] * 3 + ["subject"] * 2 + ["creator"] + ["title"] * 2
        assert texts(site, "subject:tem") == [f'subject:"tema {x}"' for x in "abcdefgh"]
        counts = [one["publications"] for one in suggestions(site, "subject:tem")]
        assert counts == [10, 9, 8, 7, 6, 5, 4, 3]
