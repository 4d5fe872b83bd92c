"""The glossary, in the bytes that spreadsheets and editors really write, and as SKOS."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import Workbook

from indexer.corpus import Removals
from indexer.corpus.glossary_file import ReadGlossary, read_glossary
from indexer.corpus.glossary_forms import MAX_FORMS, tidy
from indexer.corpus.walk import walk
from indexer.engine.glossary import NO_GLOSSARY, Concept, Glossary, GlossaryForm
from indexer.settings import load_settings
from tests.attacks.alarm import alarm
from tests.corpus.conftest import Corpus, kinds

BEFORE = Glossary((Concept((GlossaryForm("miedo", "es"), GlossaryForm("fear", "en"))),))
TABLE = "es;en;pt;fr;note\nniñez|infancia;childhood;infância;enfance;la reunión\n"
FORMS = [
    ("niñez", "es"),
    ("infancia", "es"),
    ("childhood", "en"),
    ("infância", "pt"),
    ("enfance", "fr"),
]


def read(
    corpus: Corpus, before: Glossary = NO_GLOSSARY, removals: Removals = Removals.DOUBTED
) -> ReadGlossary:
    settings = replace(load_settings(environment={}), corpus=corpus.root)
    return read_glossary(walk(corpus.root), settings, before, removals)


def forms(found: ReadGlossary) -> list[list[tuple[str, str]]]:
    return [
        [(form.text, form.language) for form in concept.forms]
        for concept in found.glossary.concepts
    ]


def texts(found: ReadGlossary) -> list[list[str]]:
    return [[form.text for form in concept.forms] for concept in found.glossary.concepts]


def details(found: ReadGlossary) -> list[str]:
    return [str(problem.detail) for problem in found.problems]


def saved(text: str, encoding: str = "utf-8", line_end: str = "\r\n") -> bytes:
    return text.replace("\n", line_end).encode(encoding)


SAVED_AS = {
    "CSV UTF-8": saved(TABLE, "utf-8-sig"),
    "UTF-8 without a mark": saved(TABLE, line_end="\n"),
    "CSV on Windows": saved(TABLE, "cp1252"),
    "CSV on a Mac": saved(TABLE, "mac_roman", "\r"),
    "Unicode text": saved(TABLE.replace(";", "\t"), "utf-16"),
    "with commas": saved(TABLE.replace(";", ",")),
    "quoted cells": saved(
        '"es","en","pt","fr","note"\n' + '"niñez|infancia","childhood",'
        '"infância","enfance","la reunión"\n'
    ),
    "with sep=;": saved("sep=;\n" + TABLE),
    "empty columns and rows behind": saved(
        "es;en;pt;fr;note;;;\nniñez|infancia;childhood;infância;enfance;la reunión;;;\n"
        ";;;;;;;\n;;;\n"
    ),
    "other headings, other order": saved(
        "Glosario de Aluna;;;;\n\nEspañol;NOTAS;Français;Inglés;portugués\n"
        "niñez|infancia;la reunión;enfance;childhood;infância\n"
    ),
    "blanks, quotes and what is not seen": saved(
        "es;en;pt;fr;note\n"
        " \u00a0«niñez» | “infancia”\u200b;\u00a0childhood ;infância,;enfance\u202f;la reunión\n"
    ),
    "lines in a cell": saved(
        'es;en;pt;fr;note\n"niñez\ninfancia";childhood;infância;enfance;la reunión\n'
    ),
    "semicolons between forms": saved(
        "es,en,pt,fr,note\nniñez; infancia,childhood,infância,enfance,la reunión\n"
    ),
    "each line in one cell": saved(
        '"es,en,pt,fr,note";;\n"niñez|infancia,childhood,infância,enfance,la reunión";;\n'
    ),
    "the headings once more": saved(TABLE + "es;en;pt;fr;note\n"),
    "a row of notes": saved(TABLE + ";;;;revisar lo que sigue\n"),
}


@pytest.mark.parametrize("program", SAVED_AS)
def test_a_glossary_is_read_however_a_program_saved_it(program: str, corpus: Corpus) -> None:
    corpus.write("glossary.csv", SAVED_AS[program])
    found = read(corpus)
    assert {tuple(one) for one in forms(found)[0]} == set(FORMS)
    assert len(found.glossary.concepts) == 1
    assert found.glossary.concepts[0].note == "la reunión"
    assert details(found) == []


def test_the_forms_are_in_the_order_of_the_columns_and_cells(corpus: Corpus) -> None:
    corpus.write("glossary.csv", TABLE)
    assert forms(read(corpus)) == [FORMS]


def test_any_language_that_is_known_can_have_a_column(corpus: Corpus) -> None:
    corpus.write("glossary.csv", "es,italiano,nah\nmiedo,paura,mahuiztli\n")
    assert forms(read(corpus)) == [[("miedo", "es"), ("paura", "it"), ("mahuiztli", "nah")]]


def test_a_glossary_can_be_a_workbook(corpus: Corpus) -> None:
    workbook, data = Workbook(), io.BytesIO()
    assert workbook.active is not None
    workbook.active.append(["Cómo se usa"])
    sheet = workbook.create_sheet("Glosario")
    for row in (["Español", "Inglés", "Nota"], ["niñez | infancia", "childhood", None]):
        sheet.append(row)
    workbook.save(data)
    corpus.write("glossary.xlsx", data.getvalue())
    assert texts(read(corpus)) == [["niñez", "infancia", "childhood"]]


@pytest.mark.parametrize(
    ("row", "kept", "said"),
    [
        ("miedo|miedo,fear", ["miedo", "fear"], 'row 3, column es: "miedo" is there twice'),
        ("miedo|MIEDO,fear", ["miedo", "fear"], "is there twice"),
        ("miedo,", [], 'row 3: "miedo" stands alone'),
        ("desapar*,fear|dread", ["fear", "dread"], 'column es: "desapar*" has a sign'),
        ("miedo,fear|wom?n", ["miedo", "fear"], 'column en: "wom?n" has a sign'),
        ('miedo,"fear|the ""great"" fear"', ["miedo", "fear"], "has a sign"),
        ("miedo|2014,fear", ["miedo", "fear"], '"2014" has no letters'),
        ("miedo|—,fear", ["miedo", "fear"], '"—" has no letters'),
        ("miedo|de la,fear", ["miedo", "fear"], '"de la" is in nearly every sentence'),
        ("ONU,United Nations|UN", ["ONU", "United Nations"], '"UN" is in nearly every sentence'),
        (f"miedo|{'largo ' * 27},fear", ["miedo", "fear"], "has more than 160 characters"),
        ("desapar*,fear", [], '"desapar*" has a sign'),
        ("miedo,fear,de más", [], "row 3: it has more cells than there are columns"),
        ("miedo,comunicaciÃ³n", ["miedo", "comunicación"], "its accents were damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_its_place_and_the_rest_is_used(
    row: str, kept: list[str], said: str, corpus: Corpus
) -> None:
    corpus.write("glossary.csv", f"es,en\nniñez,childhood\n{row}\n")
    found = read(corpus)
    assert texts(found) == [["niñez", "childhood"], *([kept] if kept else [])]
    assert kinds(found.problems) == ["glossary_invalid"]
    assert said in details(found)[0]
    assert "row 3" in details(found)[0]


def test_headings_that_are_not_known_are_told_and_left_out(corpus: Corpus) -> None:
    corpus.write("glossary.csv", "es,en,ingls,revisó,_mío,en\nmiedo,fear,x,Ana,y,z\n")
    found = read(corpus)
    assert texts(found) == [["miedo", "fear"]]
    assert details(found) == [
        "row 1: unknown columns: ingls, revisó; the columns are es, en, pt, fr, note; "
        "give one that is only for you a name that begins with _",
        'row 1: the column "en" is there a second time; only the first one is used',
    ]


def test_the_same_mistake_in_many_rows_is_one_problem(corpus: Corpus) -> None:
    rows = "".join(f"palabra{number},\n" for number in range(30))
    corpus.write("glossary.csv", f"es,en\nniñez,childhood\n{rows}")
    assert len(details(read(corpus))) == 1


def test_more_forms_than_the_limit_are_left_out(corpus: Corpus) -> None:
    rows = "".join(f"palabra{number},word{number}\n" for number in range(MAX_FORMS // 2 + 5))
    corpus.write("glossary.csv", f"es,en\n{rows}")
    found = read(corpus)
    assert len(found.glossary.concepts) == MAX_FORMS // 2
    assert "more than 20,000 words and terms" in details(found)[0]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("  «tejido\u00a0social»  ", "tejido social"),
        ("“‘tortura’”", "tortura"),
        ("droits de l’homme", "droits de l’homme"),
        ("EE. UU.", "EE. UU."),
        ("verdad, justicia y reparación,", "verdad, justicia y reparación"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_what_stands_around_a_form_is_no_part_of_it(written: str, form: str) -> None:
    assert tidy(written) == form


# --- which file, and what is missing


def test_without_a_glossary_there_is_nothing_to_say(corpus: Corpus) -> None:
    assert read(corpus) == ReadGlossary(NO_GLOSSARY, ())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "It is empty."),
        (b" \r\n;;;\r\n", "It is empty."),
        (b"palabra,word\nmiedo,fear\n", "for example: es, en, pt, fr, note"),
        (b"es,en\nmiedo,\n", "Nothing in it joins two words or terms."),
        (b"es\nmiedo,fear\nmemoria,memory\n", "Nothing in it joins two words or terms."),
        (b"PK\x03\x04 no workbook", "could not be read as a spreadsheet"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "old format of Excel"),
    ],
)
def test_one_that_cannot_be_used_leaves_what_was_known(
    data: bytes, said: str, corpus: Corpus
) -> None:
    corpus.write("glossary.csv", data)
    found = read(corpus, BEFORE)
    assert found.glossary == BEFORE
    assert "glossary_unusable" in kinds(found.problems)
    assert any(said in detail for detail in details(found))


def test_one_that_has_headings_and_no_rows_is_an_order(corpus: Corpus) -> None:
    corpus.write("glossary.csv", "es,en,pt,fr,note\n")
    assert read(corpus, BEFORE) == ReadGlossary(NO_GLOSSARY, ())


def test_one_that_is_away_stays_until_staff_accept_that_it_goes(corpus: Corpus) -> None:
    found = read(corpus, BEFORE)
    assert (found.glossary, kinds(found.problems)) == (BEFORE, ["glossary_gone"])
    assert read(corpus, BEFORE, Removals.ACCEPTED) == ReadGlossary(NO_GLOSSARY, ())


def test_one_that_cannot_be_opened_stays_whatever_staff_accept(corpus: Corpus) -> None:
    corpus.write("glossary.csv", TABLE)
    walked = walk(corpus.root)
    (corpus.root / "glossary.csv").unlink()
    settings = replace(load_settings(environment={}), corpus=corpus.root)
    for removals in Removals:
        found = read_glossary(walked, settings, BEFORE, removals)
        assert (found.glossary, kinds(found.problems)) == (BEFORE, ["unreadable"])


def test_of_several_files_one_is_used_and_the_others_are_told(corpus: Corpus) -> None:
    corpus.write("GLOSSARY.CSV", TABLE)
    corpus.write("glossary.ttl", "")
    corpus.write("glosario (1).xlsx", b"PK")
    corpus.write("b/glossary.csv", TABLE)
    found = read(corpus)
    assert forms(found) == [FORMS]
    assert sorted(problem.path for problem in found.problems) == [
        *("b/glossary.csv", "glosario (1).xlsx", "glossary.ttl"),
    ]
    assert set(kinds(found.problems)) == {"glossary_unused"}
    assert set(details(found)) == {"the glossary that is used is GLOSSARY.CSV"}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("glosario.csv", "no glossary has the name glossary.csv or glossary.xlsx"),
        ("b/glossary.csv", "only a glossary in the corpus folder itself is used"),
    ],
)
def test_one_with_another_name_or_place_is_not_used(path: str, said: str, corpus: Corpus) -> None:
    corpus.write(path, TABLE)
    found = read(corpus)
    assert (found.glossary, details(found)) == (NO_GLOSSARY, [said])


@pytest.mark.parametrize("name", ["glossary.csv", "glossary.xlsx", "glossary.ttl", "glosario.txt"])
def test_no_glossary_is_a_publication_or_an_unknown_file(name: str, corpus: Corpus) -> None:
    corpus.write("glosario.pdf", "a publication")
    corpus.write(name, "x")
    found = walk(corpus.root)
    assert [file.path for file in found.files] == ["glosario.pdf"]
    assert found.problems == []


# --- SKOS

SKOS = "http://www.w3.org/2004/02/skos/core#"
TURTLE = f"""@prefix skos: <{SKOS}> .
@prefix : <https://example.org/glossary/> .
:c2 a skos:Concept ; skos:prefLabel "niñez"@es-MX , "childhood"@en ; skos:altLabel "infancia"@es ;
  skos:hiddenLabel "niñes"@es ; skos:scopeNote "la reunión"@es .
:c1 skos:prefLabel "miedo"@es , "fear"@en .
:scheme a skos:ConceptScheme ; skos:prefLabel "Glosario"@es , "Glossary"@en .
:old a skos:Concept ; <http://www.w3.org/2002/07/owl#deprecated> true ;
  skos:prefLabel "viejo"@es , "old"@en .
"""
RDF_XML = f"""<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY skos "{SKOS}">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="&skos;">
  <skos:Concept rdf:about="https://example.org/c1">
    <skos:prefLabel xml:lang="es">miedo</skos:prefLabel>
    <skos:prefLabel xml:lang="en">fear</skos:prefLabel>
  </skos:Concept>
</rdf:RDF>
"""
JSON_LD = """{
  "@context": {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "label": {"@id": "skos:prefLabel", "@container": "@language"}
  },
  "@id": "https://example.org/c1", "@type": "skos:Concept",
  "label": {"es": "miedo", "en": "fear"}
}
"""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("glossary.ttl", TURTLE.replace(":c2", ":c0")),
        ("glossary.rdf", RDF_XML),
        ("glossary.jsonld", JSON_LD),
        ("GLOSSARY.JSONLD", "\ufeff" + JSON_LD),
    ],
)
def test_skos_can_stand_in_its_place(name: str, data: str, corpus: Corpus) -> None:
    pytest.importorskip("rdflib")
    corpus.write(name, data)
    found = read(corpus)
    assert texts(found)[-1] == ["fear", "miedo"]
    assert details(found) == []


def test_the_preferred_labels_of_a_concept_come_first_and_its_note_stays(corpus: Corpus) -> None:
    pytest.importorskip("rdflib")
    corpus.write("glossary.ttl", TURTLE)
    found = read(corpus)
    assert forms(found) == [
        [("fear", "en"), ("miedo", "es")],
        [("childhood", "en"), ("niñez", "es"), ("infancia", "es"), ("niñes", "es")],
    ]
    assert found.glossary.concepts[1].note == "la reunión"
    assert read(corpus).glossary == found.glossary


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("glossary.ttl", TURTLE + ":c9 a ", "Line 9 of it cannot be understood."),
        ("glossary.rdf", RDF_XML.replace("</skos:Concept>", ""), "Line 8 of it cannot"),
        ("glossary.jsonld", JSON_LD.replace('"@id"', "@id", 1), "Line 4 of it cannot"),
        ("glossary.jsonld", '{"@context": "https://example.org/c", "label": "x"}', "not fetched"),
        ("glossary.jsonld", '{"a": [{"@context": [{}, "//example.org/c"]}]}', "not fetched"),
        ("glossary.jsonld", "[" * 100_000, "is not SKOS"),
        ("glossary.ttl", "<a> <b> " + "(" * 100_000, "is not SKOS"),
        ("glossary.ttl", TURTLE.encode("utf-16"), "not UTF-8"),
        ("glossary.ttl", "", "no concepts with labels"),
        ("glossary.rdf", "<html><body>Not found</body></html>", "no concepts with labels"),
        (
            "glossary.ttl",
            "#" * (4 * 1024 * 1024 + 1),
            "larger than 4 MB, or has more than 10,000 concepts",
        ),
    ],
)
def test_skos_that_cannot_be_read_leaves_what_was_known_and_is_told(
    name: str, data: str | bytes, said: str, corpus: Corpus
) -> None:
    pytest.importorskip("rdflib")
    corpus.write(name, data)
    found = read(corpus, BEFORE)
    assert (found.glossary, kinds(found.problems)) == (BEFORE, ["glossary_unusable"])
    assert said in details(found)[0]


def test_a_mistake_in_skos_names_its_concept(corpus: Corpus) -> None:
    pytest.importorskip("rdflib")
    more = ':x skos:prefLabel "sola"@es .\n:y skos:prefLabel "agua"@es , "water"@en , "aqua" .\n'
    corpus.write("glossary.ttl", TURTLE + more)
    told = details(read(corpus))
    assert told[0].startswith('concept https://example.org/glossary/x: "sola" stands alone')
    assert told[1:] == ['concept https://example.org/glossary/y: the label "aqua" has no language']


def _xml(entities: str, label: str) -> str:
    labels = f'<skos:prefLabel xml:lang="es">{label}</skos:prefLabel>'
    declared = RDF_XML.replace("]>", f"{entities}]>")
    return declared.replace("</skos:Concept>", f"{labels}</skos:Concept>")


def test_entities_neither_unfold_without_end_nor_read_other_files(corpus: Corpus) -> None:
    pytest.importorskip("rdflib")
    secret = corpus.root.parent / "secret"
    secret.write_text("contraseña")
    outside = f'<!ENTITY outside SYSTEM "{secret.as_uri()}">'
    corpus.write("glossary.rdf", _xml(outside, "temor &outside;"))
    assert texts(read(corpus)) == [["fear", "miedo", "temor"]]
    bomb = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    corpus.write("glossary.rdf", _xml(bomb, "&a11;"))
    with alarm(20):
        found = read(corpus, BEFORE)
    assert (found.glossary, kinds(found.problems)) == (BEFORE, ["glossary_unusable"])
    assert "entity inside an entity" in details(found)[0]


def test_without_the_library_staff_are_told_what_to_do(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.tasks.read_skos.is_installed", lambda: False)
    corpus.write("glossary.ttl", TURTLE)
    found = read(corpus, BEFORE)
    assert (found.glossary, kinds(found.problems)) == (BEFORE, ["glossary_unusable"])
    assert "pip install rdflib" in details(found)[0]
