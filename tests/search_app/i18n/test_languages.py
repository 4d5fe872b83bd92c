"""The interface in its four languages: which one answers, and that it is spoken throughout."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from search_app.i18n import catalog, labels, locale
from search_app.i18n.locale import LANGUAGES
from search_app.i18n.negotiation import preferred
from tests.search_app.site import MIEDO, WORKS, Site, serving, write_collection
from tests.search_app.spoken import found_in, own_words

each_language = pytest.mark.parametrize("code", LANGUAGES)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None),
        ("de", None),
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr-CA", "fr"),
        ("es-419", "es"),
        ("en-GB, en;q=0.9", "en"),
        ("pt_PT", "pt"),
        ("zh-Hant-TW, fr-CH;q=0.5", "fr"),
        ("pt-PT, en;q=0.5", "pt"),  # not the exact name of something wanted less
        ("pt;q=0.3, en;q=0.8", "en"),
        ("de, es;q=0.8, en;q=0.7", "es"),
        ("fr, en", "fr"),
        ("en, fr", "en"),
        ("en;q=0", None),
        ("en;q=0, *", "es"),
        ("es;q=0, *", "en"),
        ("es;q=0, en;q=0, *;q=0.1", "pt"),
        ("en-GB;q=0, en", "en"),
        ("en;q=0, en-GB", "en"),
        ("*", "es"),
        ("fr;q=0.5, *;q=0.1", "fr"),
        ("fr;q=0.1, *;q=0.5", "es"),
        ("fr, *;q=0", "fr"),
        ("gl;q=1, *;q=0", None),
        ("french", None),
        (";;q=,=,", None),
    ],
)
def test_a_browser_gets_the_language_that_it_asks_for(header: str, language: str | None) -> None:
    assert preferred(parse_accept_header(header, LanguageAccept), LANGUAGES) == language


@pytest.mark.parametrize(
    ("code", "words", "text"),
    [
        ("es", [], ""),
        ("es", ["español"], "español"),
        ("es", ["español", "inglés"], "español e inglés"),
        ("es", ["a", "b", "c"], "a, b y c"),
        ("es", ["a", "b", "Índice"], "a, b e Índice"),
        ("es", ["agua", "hielo"], "agua y hielo"),
        ("es", ["padres", "hijas"], "padres e hijas"),
        ("en", ["Spanish", "Italian"], "Spanish and Italian"),
        ("en", ["a", "b", "c"], "a, b, and c"),
        ("pt", ["espanhol", "francês", "inglês"], "espanhol, francês e inglês"),
        ("fr", ["espagnol", "français", "anglais"], "espagnol, français et anglais"),
    ],
)
def test_a_list_reads_as_a_sentence_has_it(
    site: Site, code: str, words: list[str], text: str
) -> None:
    with site.app.test_request_context(f"/?lang={code}"):
        assert locale.listed(words) == text


@pytest.mark.parametrize(
    ("code", "day", "first", "month", "figure", "languages"),
    [
        ("es", "11 de marzo de 2019", "1 de marzo de 2019", "junio de 2014", "1,234.5",
         "Español e inglés"),
        ("en", "March 11, 2019", "March 1, 2019", "June 2014", "1,234.5", "Spanish and English"),
        ("pt", "11 de março de 2019", "1º de março de 2019", "junho de 2014", "1.234,5",
         "Espanhol e inglês"),
        ("fr", "11 mars 2019", "1er mars 2019", "juin 2014", "1\u202f234,5", "Espagnol et anglais"),
    ],
)  # fmt: skip
def test_dates_numbers_and_languages_are_written_as_in_the_region(
    site: Site, code: str, day: str, first: str, month: str, figure: str, languages: str
) -> None:
    with site.app.test_request_context(f"/?lang={code}"):
        dates = [locale.written_date(date) for date in ("2019-03-11", "2019-03-01", "2014-06")]
        assert dates == [day, first, month]
        assert locale.written_day(datetime(2019, 3, 1, 23, 59, tzinfo=UTC)) == first
        assert locale.number(1234.5) == figure
        assert locale.language_names(("es", "en")) == languages


@each_language
def test_every_language_and_type_has_a_name(site: Site, code: str) -> None:
    with site.app.test_request_context(f"/?lang={code}"):
        names = [locale.language_name(other) for other in (*LANGUAGES, "it", "ca", "und")]
        types = {value: labels.type_name(value) for value in labels._TYPES}
    assert all(name[0].isupper() and len(name) > 3 for name in names)
    assert code in ("en", "fr", "pt") or types["booklet"] == "Cuaderno"
    assert len(set(types.values())) == len(set(labels._TYPES.values()))


def test_a_site_that_staff_named_is_called_so_in_every_language(tmp_path: Path) -> None:
    settings = write_collection(tmp_path, ())
    names = ("Publicaciones de Aluna", "Publications of Aluna", "Publicações da Aluna")
    with serving(settings) as site:
        for code, name in zip(LANGUAGES, names, strict=False):
            assert f"<h1>{name}</h1>" in site.get(f"/?lang={code}").text
    with serving(replace(settings, site_name="Biblioteca")) as site:
        assert "<h1>Biblioteca</h1>" in site.get("/?lang=fr").text


# --- whole pages

PAGES = [
    "/",
    "/search",
    "/search?language=pt&page=2",
    "/search?q=acompa%C3%B1amiento&language=es&subject=duelo&creator=Equipo+%C3%91and%C3%BA&type=booklet",
    "/search?q=nombre&type=testimonio&series=Claves+para+el+acompa%C3%B1amiento",
    "/search?q=red+protege&year_from=2014",
    "/search?q=memoria+xyzzyq",
    "/search?q=xyzzyq&language=es",
    "/search?q=!+%7B+%22",
    "/search?q=" + "+".join(f"a{n}" for n in range(200)),
    "/search?q=a*+OR+e*",
    "/publications/claves-es?q=memoria",
    "/publications/keys-en",
    "/publications/miedo-html",
    "/publications/markup",
    "/publications/claves-es/passages/1?q=miedo",
    "/publications/claves-es/passages/2",
    "/publications/miedo-html/passages/2",
    "/publications/escaneo/passages/1",
    "/nowhere",
    "/?discreet=on",
    "/search?q=title:miedo+OR+segurna%C3%A7a",
    "/search?q=fear&language=pt&type=news",
    "/search?q=%22collective+accompaniment%22",
    "/publications/claves-es?q=xyzzyq",
    "/publications/claves-es/passages/3?q=memoria+OR+psicosocial",
    "/publications/markup/passages/1?q=texto",
]


def _with(path: str, code: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={code}"


@cache
def _texts(code: str) -> frozenset[str]:
    """All texts of the interface in one language, cut where they hold a value."""
    path = catalog.INTERFACE.translations / code / "LC_MESSAGES" / "messages.po"
    is_source = code == locale.SOURCE_LANGUAGE
    forms = [
        str(form)
        for message in (catalog.extract() if is_source else catalog.load(path))
        if message.id
        for form in catalog._forms(message.id if is_source else message.string)
    ]
    parts = (part for form in forms for part in re.split(r"%\(\w+\)s", form))
    return frozenset(part.strip(" ,;:.«»“”\u00a0") for part in parts)


@cache
def _foreign_texts(code: str) -> tuple[str, ...]:
    """What only the other languages say, where it is more than a word."""
    own = "\n".join(_texts(code))
    others = set().union(*(_texts(other) for other in LANGUAGES))
    return tuple(sorted(text for text in others if " " in text and text not in own))


@cache
def _corpus_words(code: str) -> tuple[str, ...]:
    """What the publications say of themselves and in their passages, but not the interface."""
    words = {"testimonio", "<b>kind</b>"}
    for work in WORKS:
        metadata = work.metadata
        words |= {metadata.title, metadata.description, metadata.rights}
        words |= {*metadata.creators, *metadata.subjects, *metadata.series}
        words |= {text for p in work.passages for text in (p.text, p.title, p.label)}
    own = "\n".join(_texts(code))
    return tuple(sorted(word for word in words if len(word) > 3 and word not in own))


@each_language
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path[:40])
def test_words_of_another_language_say_which_it_is(site: Site, path: str, code: str) -> None:
    text = own_words(site.get(_with(path, code)).text)
    assert found_in(text, _corpus_words(code)) == []


def test_the_headings_of_sections_say_their_language(tmp_path: Path) -> None:
    labels = ("Tejer juntas", "Sostener la red")
    passages = tuple(
        replace(MIEDO.passages[0], number=at, label=label, text=label)
        for at, label in enumerate(labels, 1)
    )
    with serving(write_collection(tmp_path, (replace(MIEDO, passages=passages),))) as site:
        page = site.get("/publications/miedo-html?lang=fr").text
    assert [label for label in labels if label not in page] == []
    assert found_in(own_words(page), labels) == []


def test_the_words_that_two_publications_have_say_their_language(tmp_path: Path) -> None:
    words = "fosas cuerpos identificación peritos"
    works = tuple(
        replace(
            MIEDO,
            id=f"obra-{n}",
            path=f"obra-{n}.html",
            passages=(replace(MIEDO.passages[0], text=f"{words}. {words} {other}"),),
        )
        for n, other in enumerate(("huesos tierra agua", "madres hijas ausencia sueños"))
    )
    with serving(write_collection(tmp_path, (*works, *WORKS))) as site:
        page = site.get("/publications/obra-0?lang=fr").text
    assert re.search(r'Dans les deux\xa0: <span lang="es">(\w+, )+\w+</span>', page)
    assert found_in(own_words(page), words.split()) == []


def test_words_that_do_not_say_their_language_are_found() -> None:
    page = '<body><a title="Dos">El miedo</a> <i lang="es">La red</i><p>Tejer\n la red'
    text = own_words(page)
    assert found_in(text, ["El miedo", "Dos", "La red", "Tejer la red", "mied"]) == [
        "El miedo",
        "Dos",
        "Tejer la red",
    ]


@each_language
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path[:40])
def test_a_page_speaks_one_language(site: Site, path: str, code: str) -> None:
    answer = site.get(_with(path, code))
    assert f'<html lang="{code}">' in answer.text
    assert answer.headers["Content-Language"] == code
    assert found_in(own_words(answer.text), _foreign_texts(code)) == []


def test_another_language_s_text_is_found() -> None:
    assert "Todas las publicaciones" in _foreign_texts("fr")
    assert "All publications" in _foreign_texts("fr")
    assert len(_foreign_texts("pt")) > 150
