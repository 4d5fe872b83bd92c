"""The catalogues of translations: complete, with the same values, and written for readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.plurals import get_plural

from search_app import catalog
from search_app.i18n import INTERFACES

CATALOGS = catalog.po_files()
each_catalog = pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])

SAME_WORD = {
    "Article", "Date", "Dialogue", "Guide", "Manual", "Page", "Source", "Type", "Types",
    "section %(number)s", "p. %(label)s", "%(count)s publication", "%(count)s publications",
    "%(facet)s: %(value)s", "%(parameter)s: %(reason)s.", "%(kind)s, %(size)s kB",
    "%(kind)s, %(size)s MB", "%(years)s: %(found)s", "%(count)s suggestion",
    "%(count)s suggestions", "Suggestions", "publication", "publications",
}  # fmt: skip
"""Texts that are the same in another language, each looked at."""
SAME_MEANING = {
    "Filters": "the choices beside the results, as their heading and as the link to it",
    "Languages": "several of them, as a heading and as the name of a row",
    "Next": "of pages, be they of a publication or of results",
    "Previous": "of pages, be they of a publication or of results",
    "Series": "one of them, as the name of a filter and of a row",
    "Subjects": "several of them, as headings",
    "Text": "something written, as the type of a publication and as a heading above a page's",
    "Type": "of a publication, as the name of a filter and of a row",
}
"""Single words that stand in more than one file. A word that means two things there (Series, one
or several) is two texts in other languages, so give one of them more words instead."""


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Each text with its translation; the first form of a plural goes with the singular."""
    for message in catalog.load(path):
        source, target = catalog._forms(message.id), catalog._forms(message.string)
        for at, form in enumerate(target if message.id else ()):
            yield str(source[0] if at == 0 else source[-1]), str(form)


@each_catalog
def test_every_text_is_translated(path: Path) -> None:
    known = catalog.load(path)
    assert catalog.untranslated(known) == []
    texts = {message.id for message in catalog.extract() if message.id}
    assert texts == {message.id for message in known if message.id}, "run search_app.catalog"


@each_catalog
def test_the_compiled_catalogue_is_the_one_that_was_written(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = {catalog._forms(m.id): catalog._forms(m.string) for m in read_mo(file) if m.id}
    written = {catalog._forms(m.id): catalog._forms(m.string) for m in catalog.load(path) if m.id}
    assert compiled == written


@each_catalog
def test_the_plurals_are_those_of_the_region(path: Path) -> None:
    """In French and Brazilian Portuguese nothing is singular too."""
    plural = get_plural(INTERFACES[path.parts[-3]].region)
    known = catalog.load(path)
    assert known.plural_forms == plural.plural_forms
    assert {len(m.string) for m in known if m.pluralizable} == {plural.num_plurals}


def _values(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|%(?!\()", text))


def _end(text: str) -> str:
    return text[-1:] if text[-1:] in ".:;!?…" else ""


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@each_catalog
@pytest.mark.parametrize("kept", [_values, _end, _edges], ids=["values", "punctuation", "blanks"])
def test_translations_keep_what_their_text_has(path: Path, kept: object) -> None:
    assert callable(kept)
    assert {text: form for text, form in _pairs(path) if kept(text) != kept(form)} == {}


@each_catalog
def test_a_translation_is_not_the_text_itself(path: Path) -> None:
    assert {text for text, form in _pairs(path) if text == form} - SAME_WORD == set()


@each_catalog
def test_texts_hold_no_markup(path: Path) -> None:
    texts = [text for pair in _pairs(path) for text in pair]
    assert [text for text in texts if re.search(r"[<>]|&\w+;|&#", text)] == []


ODD = {
    "es": "[“”„]|[ \u00a0\u202f][:;!?]",
    "pt": "[«»„]|[ \u00a0\u202f][:;!?]",
    "fr": "[“”„']|(?<!\u00a0)[:»]|(?<!\u202f)[;!?]|«(?!\u00a0)",
}
"""What is wrong in a language's typography: in French a space that does not break stands before
the signs of two parts and inside quotation marks."""


@each_catalog
def test_each_language_has_its_own_quotation_marks_and_spaces(path: Path) -> None:
    fields = r"\b(?:creator|subject|title|year):"
    forms = [re.sub(fields, "", form) for _, form in _pairs(path)]
    assert [form for form in forms if re.search(ODD[path.parts[-3]], form)] == []


def test_a_word_that_stands_in_several_files_means_the_same_in_all() -> None:
    shared = {
        str(message.id)
        for message in catalog.extract()
        if isinstance(message.id, str)
        and re.fullmatch(r"\w+", message.id)
        and len({file for file, _ in message.locations}) > 1
    }
    assert shared == set(SAME_MEANING)


def test_a_new_language_begins_with_an_empty_catalogue_and_its_own_plurals(tmp_path: Path) -> None:
    texts = catalog.extract()
    missing = catalog.update(texts, tmp_path)
    assert len(missing) == len(texts) * len(CATALOGS)
    assert "fr/LC_MESSAGES/messages.po: Booklet" in missing
    made = {path: catalog.load(path) for path in catalog.po_files(tmp_path)}
    assert all(path.with_suffix(".mo").exists() for path in made)
    plurals = [known.plural_forms for known in made.values()]
    assert plurals == [catalog.load(path).plural_forms for path in CATALOGS]
