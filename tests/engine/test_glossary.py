"""Which words of a query are forms of the glossary."""

from collections.abc import Sequence

import pytest

from indexer.engine.analysis import query_tokens
from indexer.engine.glossary import NO_GLOSSARY, Concept, Glossary, GlossaryForm, GlossaryMatch


def concept(**forms: str) -> Concept:
    return Concept(
        tuple(
            GlossaryForm(text.strip(), language)
            for language, texts in forms.items()
            for text in texts.split("|")
        )
    )


GLOSSARY = Glossary(
    (
        concept(es="Comisión Interamericana de Derechos Humanos | CIDH", en="IACHR"),
        concept(es="tejido social", en="social fabric", pt="tecido social", fr="tissu social"),
        concept(es="derecho a la verdad", en="right to truth", fr="droit à la vérité"),
        concept(es="derechos humanos", en="human rights", fr="droits de l’homme | droits humains"),
        concept(es="defensora de los derechos humanos", en="human rights defender"),
        concept(es="psicosocial", en="psycho-social"),
        concept(es="Estados Unidos | EE. UU.", en="United States|USA"),
        concept(es="tortura", pt="tortura", en="torture", fr="torture"),
        concept(es="desaparición forzada", en="enforced disappearance"),
        concept(es="desaparición | desapariciones", en="disappearance", it="sparizione"),
        concept(es="trata", en="human trafficking"),
        concept(es="compañeras | compañeros", en="companions"),
        concept(es="sanación", en="healing"),
        concept(es="cura", en="healing|cure", pt="cura"),
        concept(es="ONU-DH", en="OHCHR"),
        concept(es="PAÍSES", en="countries"),
        concept(es="artículo 19º", en="article 19"),
    )
)


def longest(glossary: Glossary, words: Sequence[str], start: int = 0) -> GlossaryMatch | None:
    return next(glossary.matches(words, start), None)


def match(query: str, start: int = 0) -> tuple[int, list[str]]:
    """How many words match, and the texts of the other forms."""
    found = longest(GLOSSARY, query_tokens(query), start)
    return (found.length, [form.text for form in found.forms]) if found else (0, [])


@pytest.mark.parametrize(
    ("query", "length", "others"),
    [
        ("CIDH", 1, ["Comisión Interamericana de Derechos Humanos", "IACHR"]),
        ("c.i.d.h.", 1, ["Comisión Interamericana de Derechos Humanos", "IACHR"]),
        ("C. I. D. H. México", 1, ["Comisión Interamericana de Derechos Humanos", "IACHR"]),
        ("comision interamericana DE derechos humanos", 5, ["CIDH", "IACHR"]),
        ("EEUU", 1, ["Estados Unidos", "United States", "USA"]),
        ("ee.uu.", 1, ["Estados Unidos", "United States", "USA"]),
        ("TEJIDO SOCIAL", 2, ["social fabric", "tecido social", "tissu social"]),
        ("derecho a la verdad", 4, ["right to truth", "droit à la vérité"]),
        ("droits de l'homme", 4, ["derechos humanos", "human rights", "droits humains"]),
        ("droits de l’homme", 4, ["derechos humanos", "human rights", "droits humains"]),
        ("psico-social", 1, ["psycho-social"]),
        ("psycho‐social", 1, ["psicosocial"]),
        ("psychosocial", 1, ["psicosocial"]),
        ("psycho social", 2, ["psicosocial"]),
        ("desaparición-forzada", 1, ["enforced disappearance"]),
        ("onu dh", 2, ["OHCHR"]),
        ("tortura", 1, ["torture"]),
        ("compañer@s", 1, ["companions"]),
        ("artículo 19", 2, ["article 19"]),
        ("art. 19 article 19", 0, []),
        ("sparizione", 1, ["desaparición", "desapariciones", "disappearance"]),
    ],
)
def test_a_form_is_found_however_it_is_written(query: str, length: int, others: list[str]) -> None:
    assert match(query) == (length, others)


@pytest.mark.parametrize(
    ("query", "length", "others"),
    [
        ("tejidos sociales", 2, ["social fabric", "tecido social", "tissu social"]),
        ("defensoras de los derechos humanos", 5, ["human rights defender"]),
        ("desapariciones forzadas", 2, ["enforced disappearance"]),
        ("desaparicion forzadas", 2, ["enforced disappearance"]),
        ("psicosociales", 1, ["psycho-social"]),
        ("psico-sociales", 1, ["psycho-social"]),
        ("derecho a las verdades", 0, []),
        ("derecho de la verdad", 0, []),
        ("droits humain", 2, ["derechos humanos", "human rights", "droits de l’homme"]),
        ("tratas", 1, ["human trafficking"]),
        ("cur", 0, []),
        ("curas", 0, []),
        ("usas", 0, []),
        ("país", 0, []),
        ("sparizioni", 0, []),
    ],
)
def test_stems_count_in_the_language_of_the_form_but_not_of_acronyms_and_short_words(
    query: str, length: int, others: list[str]
) -> None:
    assert match(query) == (length, others)


@pytest.mark.parametrize(
    ("query", "start", "length"),
    [
        ("desaparición forzada", 0, 2),
        ("desaparición de personas", 0, 1),
        ("la desaparición forzada", 0, 0),
        ("la desaparición forzada", 1, 2),
        ("comisión de derechos humanos", 0, 0),
        ("comisión de derechos humanos", 2, 2),
        ("comisión interamericana de", 0, 0),
        ("derecho a la", 0, 0),
        ("tejido", 0, 0),
        ("", 0, 0),
    ],
)
def test_the_longest_form_at_a_place_is_found_and_only_a_whole_one(
    query: str, start: int, length: int
) -> None:
    assert match(query, start)[0] == length


@pytest.mark.parametrize(
    ("query", "lengths"),
    [
        ("defensora de los derechos humanos", [5]),
        ("desaparición forzada de menores", [2, 1]),
        ("psycho social", [2]),
        ("curas", []),
    ],
)
def test_shorter_forms_at_the_same_place_follow_the_longest(query: str, lengths: list[int]) -> None:
    found = GLOSSARY.matches(query_tokens(query), 0)
    assert [one.length for one in found] == lengths


def test_inflections_of_a_term_are_told_from_what_only_means_the_same() -> None:
    glossary = Glossary((concept(es="trauma vicario|traumas vicarios", en="vicarious trauma"),))
    for typed, matched, inflected in (
        ("trauma vicario", ["trauma vicario"], ["traumas vicarios"]),
        ("traumas vicarios", ["traumas vicarios"], ["trauma vicario"]),
        ("vicarious traumas", ["vicarious trauma"], []),
    ):
        found = longest(glossary, query_tokens(typed))
        assert found is not None
        assert [form.text for form in found.matched] == matched
        assert [form.text for form in found.inflected] == inflected


def test_what_matched_says_in_which_languages_it_was_typed() -> None:
    found = longest(GLOSSARY, ["tortura"])
    assert found is not None
    assert [form.language for form in found.matched] == ["es", "pt"]


def test_a_form_as_typed_goes_before_one_with_its_stem() -> None:
    found = longest(GLOSSARY, ["desapariciones"])
    assert found is not None
    assert [form.text for form in found.matched] == ["desapariciones"]
    assert [form.text for form in found.forms] == ["disappearance", "sparizione"]


def test_a_form_of_several_concepts_gives_the_forms_of_all_of_them() -> None:
    assert match("healing") == (1, ["sanación", "cura", "cure"])


def test_forms_without_words_and_an_empty_glossary_match_nothing() -> None:
    assert longest(Glossary((concept(es="…|¡!"),)), ["miedo"]) is None
    assert longest(NO_GLOSSARY, ["miedo"]) is None


def test_a_form_of_many_joined_words_is_indexed_in_bounded_time() -> None:
    joined = " ".join(f"a{number}-b{number}" for number in range(20))
    glossary = Glossary((concept(es=joined, en="other"),))
    assert longest(glossary, query_tokens(joined)) is not None
