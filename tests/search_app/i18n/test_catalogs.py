"""The catalogues of translations: complete, with the same values, and written for readers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages import plurals
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import PoFileError, read_po

from indexer.fields import FACETS, FIELDS
from indexer.languages import INTERFACES
from search_app.i18n import catalog, locale
from search_app.i18n.locale import SOURCE_LANGUAGE
from tests.search_app.site import Site

CATALOGS = catalog.po_files()
STAFF_CATALOGS = catalog.po_files(catalog.MESSAGES.translations)
each_catalog = pytest.mark.parametrize(
    "path",
    [*CATALOGS, *STAFF_CATALOGS],
    ids=lambda path: f"{path.parts[-5]}-{path.parts[-3]}",
)

SAME_WORD = {
    "Article", "Date", "Description", "Dialogue", "Guide", "Manual", "Page", "Pages", "Sections",
    "Source", "Type", "Types",
    "section %(number)s", "p. %(label)s", "%(count)s publication", "%(count)s publications",
    "%(facet)s: %(value)s", "%(parameter)s: %(reason)s.", "%(kind)s, %(size)s kB",
    "%(kind)s, %(size)s MB", "%(years)s: %(found)s", "%(count)s suggestion",
    "%(count)s suggestions", "Suggestions", "publication", "publications",
}  # fmt: skip
"""Texts that are the same in another language, each looked at."""
SAME_FOR_STAFF = {
    "DANGER", "DATE", "Description", "Organisation", "Page {label}", "Publications", "date",
    "description", "note", "page {page}", "pages {pages}", "rebuild", "relation", "source", "type",
    "update", "watch", "{count} byte", "{count} byte ({kind})", "{count} byte: {start}",
    "{count} bytes", "{count} bytes ({kind})", "{count} bytes: {start}", "{count} page",
    "{count} pages", "{count} publication", "{count} publications", "{path}, page {number}",
    "{path}, section {number}",
}  # fmt: skip
"""The same of the messages for staff."""
HEADINGS = {"What goes with it", "Options", "Commands"}
"""argparse puts a colon behind them, before which French has a space."""
WITH_A_COMMAND = {"{name} stays withdrawn. To show it again, restore {name}."}
"""What ends with a command to be copied, and so without a full stop."""
TYPED = re.compile(
    r"`[^`]*`|https?://\S+|«\u00a0data:\u00a0»|\? n(?:i|em) #|: # \*|:is\("
    r"|\b(?:partie|traduction) de:|^titre: nom"
)
"""What staff type, or see elsewhere, is written as it is there."""
SAME_MEANING = {
    "Creators": "several of them, as a heading and as the name of a row",
    "Filters": "the choices beside the results, as their heading and as the link to it",
    "Languages": "several of them, as a heading and as the name of a row",
    "Next": "of pages, be they of a publication or of results",
    "Previous": "of pages, be they of a publication or of results",
    "Series": "one of them, as the name of a filter and of a row",
    "Subjects": "several of them, as headings",
    "Text": "something written, as the type of a publication and as a heading above a page's",
    "Title": "of a publication, as an order of results and in what was searched",
    "Type": "of a publication, as the name of a filter and of a row",
}
"""Single words that stand in more than one file. A word that means two things there (Series, one
or several) is two texts in other languages, so give one of them more words instead."""


# To extract takes a second, to load a fifth of one.
_load = cache(catalog.load)


@cache
def _interface_texts() -> Catalog:
    return catalog.extract()


@cache
def _staff_texts() -> Catalog:
    return catalog.extract(catalog.MESSAGES)


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Each text with its translation; the first form of a plural goes with the singular."""
    for message in _load(path):
        source, target = catalog._forms(message.id), catalog._forms(message.string)
        for at, form in enumerate(target if message.id else ()):
            yield str(source[0] if at == 0 else source[-1]), str(form)


@each_catalog
def test_every_text_is_translated(path: Path) -> None:
    known = _load(path)
    assert catalog.untranslated(known) == []
    extracted = _staff_texts() if path in STAFF_CATALOGS else _interface_texts()
    texts = {message.id for message in extracted if message.id}
    assert texts == {message.id for message in known if message.id}, "run search_app.i18n.catalog"


@each_catalog
def test_the_compiled_catalogue_is_the_one_that_was_written(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = {catalog._forms(m.id): catalog._forms(m.string) for m in read_mo(file) if m.id}
    written = {catalog._forms(m.id): catalog._forms(m.string) for m in _load(path) if m.id}
    assert compiled == written


@each_catalog
def test_a_catalogue_has_the_plural_forms_of_its_language(path: Path) -> None:
    rule = INTERFACES[path.parts[-3]].plurals
    with path.open("rb") as written, path.with_suffix(".mo").open("rb") as compiled:
        assert read_po(written).plural_forms == rule.header
        assert GNUTranslations(compiled).info()["plural-forms"] == rule.header
    counted = [message for message in _load(path) if message.pluralizable]
    assert {len(message.string) for message in counted} == {len(rule.forms)}


@pytest.mark.parametrize("extracted", [_interface_texts, _staff_texts])
def test_the_code_has_the_plural_forms_of_its_language(extracted: Callable[[], Catalog]) -> None:
    counted = [message.id for message in extracted() if message.pluralizable]
    assert {len(forms) for forms in counted} == {len(INTERFACES[SOURCE_LANGUAGE].plurals.forms)}


COUNTED = [
    ("es", 0, "0 publicaciones"),
    ("es", 1, "1 publicación"),
    ("es", 2, "2 publicaciones"),
    ("es", 999_999, "999,999 publicaciones"),
    ("es", 1_000_000, "1,000,000 de publicaciones"),
    ("es", 1_000_001, "1,000,001 publicaciones"),
    ("es", 1_500_000, "1,500,000 publicaciones"),
    ("es", 2_000_000, "2,000,000 de publicaciones"),
    ("es", 3_000_000, "3,000,000 de publicaciones"),
    ("en", 0, "0 publications"),
    ("en", 1, "1 publication"),
    ("en", 2, "2 publications"),
    ("en", 999_999, "999,999 publications"),
    ("en", 1_000_000, "1,000,000 publications"),
    ("en", 1_000_001, "1,000,001 publications"),
    ("en", 1_500_000, "1,500,000 publications"),
    ("en", 2_000_000, "2,000,000 publications"),
    ("en", 3_000_000, "3,000,000 publications"),
    ("pt", 0, "0 publicação"),
    ("pt", 1, "1 publicação"),
    ("pt", 2, "2 publicações"),
    ("pt", 999_999, "999.999 publicações"),
    ("pt", 1_000_000, "1.000.000 de publicações"),
    ("pt", 1_000_001, "1.000.001 publicações"),
    ("pt", 1_500_000, "1.500.000 publicações"),
    ("pt", 2_000_000, "2.000.000 de publicações"),
    ("pt", 3_000_000, "3.000.000 de publicações"),
    ("fr", 0, "0 publication"),
    ("fr", 1, "1 publication"),
    ("fr", 2, "2 publications"),
    ("fr", 999_999, "999\u202f999 publications"),
    ("fr", 1_000_000, "1\u202f000\u202f000 de publications"),
    ("fr", 1_000_001, "1\u202f000\u202f001 publications"),
    ("fr", 1_500_000, "1\u202f500\u202f000 publications"),
    ("fr", 2_000_000, "2\u202f000\u202f000 de publications"),
    ("fr", 3_000_000, "3\u202f000\u202f000 de publications"),
]


@pytest.mark.parametrize(("code", "count", "text"), COUNTED)
def test_a_number_has_the_plural_that_it_is_read_with(
    site: Site, code: str, count: int, text: str
) -> None:
    with site.app.test_request_context(f"/?lang={code}"):
        assert locale.ngettext("%(count)s publication", "%(count)s publications", count) == text


ALL_PAGES = [
    ("es", 1, "La página tiene texto."),
    ("es", 40, "Las 40 páginas tienen texto."),
    ("es", 1_000_000, "Todas las páginas, 1,000,000 en total, tienen texto."),
    ("en", 1, "The page has text."),
    ("en", 40, "All 40 pages have text."),
    ("en", 1_000_000, "All 1,000,000 pages have text."),
    ("pt", 1, "A página tem texto."),
    ("pt", 40, "As 40 páginas têm texto."),
    ("pt", 1_000_000, "Todas as páginas, 1.000.000 ao todo, têm texto."),
    ("fr", 1, "La page contient du texte."),
    ("fr", 40, "Les 40 pages contiennent du texte."),
    ("fr", 1_000_000, "Toutes les pages, 1\u202f000\u202f000 au total, contiennent du texte."),
]


@pytest.mark.parametrize(("code", "count", "text"), ALL_PAGES)
def test_all_of_several_pages_are_named_as_their_number_is_read(
    site: Site, code: str, count: int, text: str
) -> None:
    with site.app.test_request_context(f"/?lang={code}"):
        said = locale.ngettext("The page has text.", "All %(count)s pages have text.", count)
    assert said == text


NO_NOUNS = (
    "en|ao todo|au total|más|autres|con|com|avec|solo|só|sin|sem|sans|delas|se|ya|não|ne|nuevas"
    "|novas|nouvelles|cambiaron|mudaram|modifiées|déplacées|removidas|supprimées"
)
"""What may stand behind a million without "de"."""


@each_catalog
def test_millions_are_not_followed_by_what_they_count(path: Path) -> None:
    """None of these languages says "un millón publicaciones"."""
    many = INTERFACES[path.parts[-3]].plurals.forms.index("many")
    forms = [message.string[many] for message in _load(path) if message.pluralizable]
    noun = rf"(?:%\(count\)s|\{{count\}}) (?!de |d’|(?:{NO_NOUNS})\b)\w"
    assert [form for form in forms if re.search(noun, form)] == []


def _values(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sr]|%(?!\()|\{\w+\}", text))


def _end(text: str) -> str:
    return text[-1:] if text[-1:] in ".:;!?…" else ""


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@each_catalog
@pytest.mark.parametrize("kept", [_values, _end, _edges], ids=["values", "punctuation", "blanks"])
def test_translations_keep_what_their_text_has(path: Path, kept: object) -> None:
    assert callable(kept)
    pairs = [pair for pair in _pairs(path) if pair[0] not in HEADINGS | WITH_A_COMMAND]
    assert {text: form for text, form in pairs if kept(text) != kept(form)} == {}


@each_catalog
def test_a_translation_is_not_the_text_itself(path: Path) -> None:
    same = {text for text, form in _pairs(path) if text == form and _has_words(text)}
    assert same - SAME_WORD - (SAME_FOR_STAFF if path in STAFF_CATALOGS else set()) == set()


def _has_words(text: str) -> bool:
    return re.search(r"[^\W\d_]", re.sub(r"\{\w+\}|%\(\w+\)[sr]", "", text)) is not None


@each_catalog
def test_texts_hold_no_markup(path: Path) -> None:
    texts = [text for pair in _pairs(path) for text in pair]
    markup = r"</?\w|&\w+;|&#" if path in STAFF_CATALOGS else r"[<>]|&\w+;|&#"  # File > Info
    assert [text for text in texts if re.search(markup, text)] == []


ODD = {
    "es": "[“”„]|[ \u00a0\u202f][:;!?]",
    "pt": "[«»„]|[ \u00a0\u202f][:;!?]",
    "fr": "[“”„']|(?<!\u00a0)[:»]|(?<!\u202f)[;!?]|«(?!\u00a0)",
}
"""What is wrong in a language's typography: in French a space that does not break stands before
the signs of two parts and inside quotation marks."""


@each_catalog
def test_each_language_has_its_own_quotation_marks_and_spaces(path: Path) -> None:
    fields = r"\b(?:creator|subject|title|year|titre|auteur|sujet|année):"
    forms = [TYPED.sub("X", re.sub(fields, "", form)) for _, form in _pairs(path)]
    assert [form for form in forms if re.search(ODD[path.parts[-3]], form)] == []


def test_a_word_that_stands_in_several_files_means_the_same_in_all() -> None:
    shared = {
        str(message.id)
        for message in _interface_texts()
        if isinstance(message.id, str)
        and re.fullmatch(r"\w+", message.id)
        and len({file for file, _ in message.locations}) > 1
    }
    shared |= {row.label for row in FIELDS} & {t for row in FACETS for t in (row.label, row.plural)}
    assert shared == set(SAME_MEANING)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("messages.*"))
    }


def test_catalogues_that_are_up_to_date_stay_as_they_are_whatever_babel_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("babel.messages.catalog.VERSION", "0.0")
    for code in ("es", "pt", "pt_BR", "fr"):
        monkeypatch.setitem(plurals.PLURALS, code, (1, "0"))
    assert Catalog(locale="pt_BR").num_plurals == 1
    shutil.copytree(catalog.INTERFACE.translations, tmp_path, dirs_exist_ok=True)
    assert catalog.update(catalog.extract(), tmp_path) == []
    assert _files(tmp_path) == _files(catalog.INTERFACE.translations)


def _head(path: Path) -> str:
    return path.read_text("utf-8").partition("\n\n")[0]


def _plural_forms(path: Path) -> int:
    return len(re.findall(r"^msgstr\[", path.read_text("utf-8"), re.MULTILINE))


def test_a_new_language_begins_with_an_empty_catalogue_and_its_own_plurals(tmp_path: Path) -> None:
    texts = catalog.extract()
    missing = catalog.update(texts, tmp_path)
    assert len(missing) == len(texts) * len(CATALOGS)
    assert "fr/LC_MESSAGES/messages.po: Booklet" in missing
    made = catalog.po_files(tmp_path)
    assert all(path.with_suffix(".mo").exists() for path in made)
    for own, translated in zip(made, CATALOGS, strict=True):
        assert _head(own) == _head(translated)
        assert _plural_forms(own) == _plural_forms(translated)


TWO_FORMS = r"""
msgid ""
msgstr ""
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

msgid "Booklet"
msgstr "Livret"

msgid "one"
msgid_plural "several"
msgstr[0] "une"
msgstr[1] "plusieurs"
"""


def _french(folder: Path, text: str) -> Path:
    path = folder / "fr" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


def test_plurals_written_to_another_rule_are_to_be_translated_again(tmp_path: Path) -> None:
    path = _french(tmp_path, TWO_FORMS)
    texts = Catalog()
    texts.add("Booklet")
    texts.add(("one", "several"))
    missing = catalog.update(texts, tmp_path)
    assert [text for text in missing if text.startswith("fr/")] == [
        "fr/LC_MESSAGES/messages.po: ('one', 'several')"
    ]
    assert _head(path) == _head(
        catalog.INTERFACE.translations / "fr" / "LC_MESSAGES" / "messages.po"
    )
    with path.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    assert compiled.gettext("Booklet") == "Livret"
    assert compiled.ngettext("one", "several", 1_000_000) == "several"


def test_a_form_that_the_header_does_not_count_is_refused_not_dropped(tmp_path: Path) -> None:
    path = _french(tmp_path, f'{TWO_FORMS}msgstr[2] "beaucoup"\n')
    with pytest.raises(PoFileError, match="more translations than num_plurals"):
        catalog.update(catalog.extract(), tmp_path)
    assert "beaucoup" in path.read_text("utf-8")
