"""What the glossary joins, and what a search by meaning never adds: the data that ship."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

import pytest

from indexer.corpus.glossary_forms import MAX_FORM_CHARS
from indexer.engine.analysis import fold, one_word_forms, query_tokens, stem
from indexer.engine.cleaning import HYPHEN
from indexer.engine.embedded.read.closed_sets import closed_sets
from indexer.languages import FUNCTION_WORDS, INDEXED_LANGUAGES
from tests.conftest import ROOT

GLOSSARY = ROOT / "corpus" / "glossary.csv"
BLOCKED_WORDS = ROOT / "indexer" / "engine" / "embedded" / "blocked_words.txt"
LANGUAGES = ("es", "en", "pt", "fr")
WRONG_SENSES = "wrong senses"

IN_SEVERAL_ROWS: Final = frozenset(
    [
        "niña",
        "niñas",
        "niñita",
        "niñitas",
        "niñx",
        "agotamiento",
        "agotada",
        "agotadas",
        "exhaustion",
        "exhausted",
        "esgotamento",
        "exaustão",
        "exausta",
        "épuisement",
        "épuisée",
    ]
)
"""Whoever types "niña" may want childhood or girls, and "agotamiento" burnout or tiredness: both
are wanted."""

OTHER_WORDS_TOO: Final = (
    "care pain red wake rest play press us usa who un aids ira court genre oficina abrigo cura "
    "lien presa corte cour fosa violación trata mata seguro fiscal urgence sentence "
    "dolores papa papá mama mamá manuel hair deter campagne marcha militant negro race fille "
    "médias arraigo expertise iap par rap cpi eu nu ai cat df us"
)
"""Words that are forms only within a longer term, since alone they mean mostly something else, in
their own language or in another."""


@dataclass(frozen=True)
class Row:
    """A row of the glossary: its number in the file, and the forms of each language."""

    number: int
    forms: dict[str, list[str]]

    def all(self) -> list[str]:
        return [form for forms in self.forms.values() for form in forms]


def glossary() -> list[Row]:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [*LANGUAGES, "note"]
    assert {len(row) for row in rows} == {5}
    return [
        Row(
            number,
            {
                language: cell.split("|") if cell else []
                for language, cell in zip(LANGUAGES, row, strict=False)
            },
        )
        for number, row in enumerate(rows[1:], 2)
    ]


ROWS: Final = glossary()


def compared(form: str) -> set[str]:
    """A form as the index compares it; several for inclusive endings (niñx)."""
    words = [one_word_forms(word) for word in query_tokens(form)]
    if len(words) == 1:
        return set(map(fold, words[0]))
    return {" ".join(fold(readings[0]) for readings in words)}


FUNCTION_WORDS_OF: Final = {
    language.code: frozenset(map(fold, language.function_words)) for language in INDEXED_LANGUAGES
}


def blocked_words() -> dict[str, list[str]]:
    """The lines of each section of the block list."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in BLOCKED_WORDS.read_text("utf-8").splitlines():
        if line.startswith("["):
            lines = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


SECTIONS: Final = blocked_words()
INSULTS: Final = frozenset().union(*(SECTIONS[language] for language in LANGUAGES))
PAIRS: Final = [tuple(line.split(" ")) for line in SECTIONS[WRONG_SENSES]]


def singulars(word: str) -> Iterator[str]:
    """The words that stand for `word` in the block list."""
    yield word
    yield word.removesuffix("s")
    yield word.removesuffix("es")


def test_the_glossary_has_the_languages_that_are_searched() -> None:
    assert set(LANGUAGES) == {language.code for language in INDEXED_LANGUAGES}
    assert len(ROWS) >= 300


def test_each_row_joins_at_least_two_forms() -> None:
    assert [row.number for row in ROWS if len(row.all()) < 2] == []


def test_the_forms_are_clean() -> None:
    forms = [form for row in ROWS for form in row.all()]
    assert [form for form in forms if not form or form != " ".join(form.split())] == []
    assert [form for form in forms if len(form) > MAX_FORM_CHARS] == []
    assert [form for form in forms if set(form) & set('*?"^~“”«»;')] == []


def test_no_cell_has_a_form_twice() -> None:
    cells = [forms for row in ROWS for forms in row.forms.values()]
    twice = [Counter(map(fold, forms)).most_common(1)[0] for forms in cells if forms]
    assert [form for form, count in twice if count > 1] == []


def test_a_form_is_in_several_rows_only_where_both_are_wanted() -> None:
    where: dict[str, set[int]] = {}
    for row in ROWS:
        for form in row.all():
            for words in compared(form):
                where.setdefault(words, set()).add(row.number)
    several = {words: rows for words, rows in where.items() if len(rows) > 1}
    reviewed = set(map(fold, IN_SEVERAL_ROWS))
    assert {words: rows for words, rows in several.items() if words not in reviewed} == {}


def test_a_form_of_one_or_two_letters_is_an_acronym() -> None:
    short = {form for row in ROWS for form in row.all() if len(form) < 3}
    assert {form for form in short if not form.isupper()} == set()


def test_no_form_is_a_function_word_of_any_language() -> None:
    function_words = set(map(fold, FUNCTION_WORDS))
    forms = {words for row in ROWS for form in row.all() for words in compared(form)}
    assert forms & function_words == set()


def test_no_form_has_the_stem_of_a_function_word() -> None:
    # It would be found in nearly every text of its language: soñando has the stem of "son".
    by_stem = [
        (form, language)
        for row in ROWS
        for language, forms in row.forms.items()
        for form in forms
        if (words := query_tokens(form))[1:] == []
        and stem(words[0], language) in FUNCTION_WORDS_OF[language]
    ]
    assert by_stem == []


def test_words_that_mean_something_else_too_are_no_forms_of_their_own() -> None:
    forms = {words for row in ROWS for form in row.all() for words in compared(form)}
    dangerous = {fold(word) for word in OTHER_WORDS_TOO.split()}
    assert forms & dangerous == set()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("desaparición", "desaparecido desaparecer desapareció disappearance disparue"),
        ("defensora", "defensor defender defensa defender defenders défense"),
        ("niña", "niñita niñez infancia child menina enfance"),
        ("duelo", "luto grief mourning bereavement deuil"),
        ("ONU", "Naciones_Unidas United_Nations Nações_Unidas Nations_unies"),
        ("CIDH", "IACHR Comisión_Interamericana_de_Derechos_Humanos"),
        ("DDHH", "derechos_humanos human_rights direitos_humanos droits_humains"),
        ("EEUU", "Estados_Unidos United_States EUA États-Unis"),
        ("TEPT", "PTSD TSPT"),
        ("tejido social", "social_fabric tecido_social tissu_social"),
    ],
)
def test_words_of_the_field_meet(typed: str, found: str) -> None:
    rows = [row.all() for row in ROWS if typed in row.all()]
    forms = {form for row in rows for form in row}
    assert {form.replace("_", " ") for form in found.split()} - forms == set()


def test_the_block_list_has_its_sections() -> None:
    assert list(SECTIONS) == [*LANGUAGES, WRONG_SENSES]
    assert min(len(SECTIONS[language]) for language in LANGUAGES) >= 120
    assert len(PAIRS) >= 120


@pytest.mark.parametrize("section", [*LANGUAGES, WRONG_SENSES])
def test_a_section_of_the_block_list_is_sorted_and_has_no_line_twice(section: str) -> None:
    lines = SECTIONS[section]
    assert [(first, second) for first, second in pairwise(lines) if not first < second] == []


def test_blocked_words_are_written_as_they_are_compared() -> None:
    words = {*INSULTS, *(word for pair in PAIRS for word in pair)}
    assert [word for word in sorted(words) if fold(word) != word or not word.isalpha()] == []


def test_plurals_that_the_singular_stands_for_are_not_blocked_again() -> None:
    plurals = [
        (word, singular)
        for language in LANGUAGES
        for word in SECTIONS[language]
        for singular in singulars(word)
        if singular != word and singular in SECTIONS[language]
    ]
    assert plurals == []


def test_no_form_of_the_glossary_is_blocked() -> None:
    forms = {words for row in ROWS for form in row.all() for words in compared(form)}
    assert {form for form in forms if INSULTS.intersection(singulars(form))} == set()


def test_a_wrong_sense_is_a_pair_of_two_words_that_is_listed_once() -> None:
    assert [pair for pair in PAIRS if len(pair) != 2 or pair[0] == pair[1]] == []
    assert [pair for pair in PAIRS if (pair[1], pair[0]) in PAIRS] == []


def test_no_wrong_sense_parts_what_the_glossary_joins() -> None:
    joined = [{words for form in row.all() for words in compared(form)} for row in ROWS]
    assert [pair for pair in PAIRS if any(words.issuperset(pair) for words in joined)] == []


# --- closed sets


def of_one_word(row: Row) -> list[str]:
    """The forms of a row that are one word, as they are looked for among neighbours."""
    words = {one for form in row.all() for one in compared(form) if len(query_tokens(form)) == 1}
    return sorted(word.replace(HYPHEN, "") for word in words)


def test_nothing_that_the_glossary_joins_is_apart() -> None:
    joined = (pair for row in ROWS for pair in combinations(of_one_word(row), 2))
    assert [pair for pair in joined if closed_sets().part(*pair)] == []


def test_a_wrong_sense_is_no_pair_that_is_apart_by_its_set() -> None:
    assert [pair for pair in PAIRS if closed_sets().part(*pair)] == []
