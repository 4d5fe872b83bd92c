"""The rows of languages fit together, and what was read with other rows is read again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest

from indexer import extract
from indexer.engine.analysis import lowercase, stem
from indexer.folding import fold_word
from indexer.languages import DIGEST, INDEXED_LANGUAGES, INTERFACES, LANGUAGES, Language
from tests.conftest import ROOT

each_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda row: row.code)


@each_language
def test_words_are_written_as_they_are_compared(language: Language) -> None:
    assert all(word == lowercase(word) for word in language.function_words)
    assert all(name == fold_word(name) for name in language.names)
    phrases = (*language.placeholder_titles, *language.placeholder_names)
    assert all(phrase == phrase.casefold() for phrase in phrases)


@each_language
def test_a_year_has_twelve_months_and_a_week_seven_days(language: Language) -> None:
    assert len(language.months) in (0, 12)
    assert len(language.weekdays) in (0, 7)


def test_a_name_means_one_language() -> None:
    names = Counter(name for row in LANGUAGES for name in {row.code, *row.names})
    assert not [name for name, count in names.items() if count > 1]


def test_a_language_of_the_index_has_a_stemmer_and_function_words() -> None:
    for language in INDEXED_LANGUAGES:
        assert language.function_words
        assert stem("acompaña", language.code)


def test_the_languages_of_the_interface_are_languages_of_the_index() -> None:
    assert list(INTERFACES) == [row.code for row in INDEXED_LANGUAGES]


def test_each_process_names_the_same_rows_alike() -> None:
    command = [sys.executable, "-c", "from indexer import extract; print(extract.VERSION)"]
    for seed in ("1", "2"):
        said = subprocess.check_output(
            command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, text=True
        )
        assert said.strip() == extract.VERSION
    assert extract.VERSION.endswith(DIGEST)
