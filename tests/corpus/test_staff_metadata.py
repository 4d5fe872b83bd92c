"""What staff write beside the files, in all the ways in which spreadsheets and people write."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
import yaml

from indexer.corpus import field_parsers, sidecar
from indexer.corpus.field_parsers import CellInvalid
from indexer.model import Metadata, Relation
from tests.corpus.conftest import Corpus

DATES = [
    ("2014", "2014"),
    ("2014-06", "2014-06"),
    ("2014-6-5", "2014-06-05"),
    ("2014/06/15", "2014-06-15"),
    ("2014-06-15 00:00:00", "2014-06-15"),
    ("2014-06-15T10:30:00Z", "2014-06-15"),
    ("15/06/2014 10:30", "2014-06-15"),
    ("15/06/2014", "2014-06-15"),
    ("5.6.2014", "2014-06-05"),
    ("06/2014", "2014-06"),
    ("junio de 2014", "2014-06"),
    ("Junio 2014", "2014-06"),
    ("15 de junio de 2014", "2014-06-15"),
    ("1º de março de 2014", "2014-03-01"),
    ("1er août 2014", "2014-08-01"),
    ("June 2014", "2014-06"),
    ("June 15th, 2014", "2014-06-15"),
    ("15 jun. 2014", "2014-06-15"),
    ("29/02/2016", "2016-02-29"),
    ("2014-02-30", "does not exist"),
    ("29/02/2015", "does not exist"),
    ("06/15/2014", "does not exist: the day comes first; write it like 2014-06-15"),
    ("99/99/2014", "does not exist"),
    ("2014-13", "does not exist"),
    ("31 de junio de 2014", "does not exist"),
    ("0000", "does not exist"),
    ("0214", "four digits"),
    ("junio de 14", "four digits"),
    ("jueves, 12 de junio de 2014", "2014-06-12"),
    ("15-jun-2014", "2014-06-15"),
    ("juil. 2014", "2014-07"),
    ("15-jun-14", "four digits"),
    ("jun-14", "may be a day, or a month of a year; the year must have four digits"),
    ("15/06/14", "four digits"),
    ("2014-2016", "only one date is allowed"),
    ("2014-15", "does not exist"),
    ("2014 a 2016", "only one date is allowed"),
    ("Junio-Julio 2014", "only one month is allowed"),
    ("junio a agosto de 2014", "only one month is allowed"),
    ("verano de 2014", "write the year, 2014, or the month"),
    ("Primavera 2014", "write the year, 2014, or the month"),
    ("s.f.", ""),
    ("s/f", ""),
    ("[sin fecha]", ""),
    ("c. 2014", "write the year alone, 2014"),
    ("[2014?]", "write the year alone, 2014"),
    ("41791", "a spreadsheet stores 2014-06-01, or the month alone"),
    ("41804", "2014-06-14"),
    ("99999", "is not a date"),
    ("ayer", "is not a date"),
    ("9" * 5000, "is not a date"),
    ("² de junio de 2014", "is not a date"),
]


@pytest.mark.parametrize(("typed", "expected"), DATES)
def test_dates_of_any_precision_are_understood_and_impossible_ones_are_not(
    typed: str, expected: str
) -> None:
    if expected[:4].isdigit() or not expected:
        assert field_parsers.parse_date(typed) == expected
    else:
        with pytest.raises(CellInvalid, match=expected):
            field_parsers.parse_date(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *(("es", "es"), ("ES", "es"), ("es-MX", "es"), ("spa", "es"), ("Español", "es")),
        *(("ESPANOL", "es"), ("castellano", "es"), ("Spanish", "es"), ("inglés", "en")),
        *(("English", "en"), ("português", "pt"), ("Portuguese (Brazil)", "pt")),
        *(("français", "fr"), ("náhuatl", "nah"), ("k'iche'", "quc"), ("tzo", "tzo")),
        *(("xx", "xx"), ("und", "und")),
    ],
)
def test_languages_are_codes_or_names(typed: str, code: str) -> None:
    assert field_parsers.parse_language(typed) == code


@pytest.mark.parametrize("typed", ["klingonés", "e", "español e inglés", "123"])
def test_unknown_languages_are_refused(typed: str) -> None:
    with pytest.raises(CellInvalid, match=r"is unknown; write its code"):
        field_parsers.parse_language(typed)


@pytest.mark.parametrize("good", ["claves-2014", "123", "a" * 64])
def test_identifiers_are_small_letters_digits_and_hyphens(good: str) -> None:
    assert field_parsers.parse_identifier(good) == good


@pytest.mark.parametrize("bad", ["ab", "a" * 65, "Claves", "-ab", "a b c", "año-2014", "../etc"])
def test_other_identifiers_are_refused(bad: str) -> None:
    with pytest.raises(CellInvalid, match="is not a valid identifier"):
        field_parsers.parse_identifier(bad)


@pytest.mark.parametrize(
    ("typed", "relation"),
    [
        (
            "isPartOf: Claves: hacia el acompañamiento",
            ("isPartOf", "Claves: hacia el acompañamiento"),
        ),
        ("ISPARTOF:Claves", ("isPartOf", "Claves")),
        ("isTranslationOf: cuadernos/claves.pdf", ("isTranslationOf", "cuadernos/claves.pdf")),
        ("references: https://example.org/", ("references", "https://example.org/")),
        ("Claves", None),
        ("https://example.org/", None),
        ("isPartOf:", None),
    ],
)
def test_relations_have_a_name_and_a_target(typed: str, relation: tuple[str, str] | None) -> None:
    if relation:
        assert field_parsers.parse_relation(typed) == Relation(*relation)
    else:
        with pytest.raises(CellInvalid, match="write it like"):
            field_parsers.parse_relation(typed)


ROW = Metadata(
    title="Claves, año 1",
    creators=("Lira, Elizabeth", "Martín-Baró, Ignacio"),
    languages=("es", "en"),
    date="2014-06",
)
TABLES = {
    "comma": 'File,TITLE,creator,language,date\na.pdf,"Claves, año 1",'
    '"Lira, Elizabeth; Martín-Baró, Ignacio",es;en,junio de 2014\n',
    "semicolon": "file;title;creator;language;date\na.pdf;Claves, año 1;"
    '"Lira, Elizabeth; Martín-Baró, Ignacio";"es;en";06/2014\n',
    "tab": "file\ttitle\tcreator\tlanguage\tdate\r\na.pdf\tClaves, año 1\t"
    "Lira, Elizabeth; Martín-Baró, Ignacio\tes;en\t2014-06\r\n",
}


@pytest.mark.parametrize("separator", TABLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_tables_are_read_as_spreadsheets_write_them(
    separator: str, encoding: str, corpus: Corpus
) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("metadata.csv", TABLES[separator].encode(encoding))
    assert (corpus.one().staff, corpus.details()) == (ROW, [])


Form = Literal["NFC", "NFD"]


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("named", ["NFC", "NFD"])
@pytest.mark.parametrize("slash", ["/", "\\"])
def test_files_are_matched_however_accents_and_slashes_are_written(
    written: Form, named: Form, slash: str, corpus: Corpus
) -> None:
    path = "compañía/acompañar.pdf"
    on_disk = unicodedata.normalize(written, path)
    corpus.write(on_disk, "a")
    row = unicodedata.normalize(named, path).replace("/", slash)
    corpus.write("metadata.csv", f"file,title\n{row},Claves\n")
    assert corpus.one().staff.title == "Claves"
    assert corpus.one().paths == (on_disk,), "the path stays as it is on disk"


CELLS = [
    ("file,date\na.pdf,ayer", 'row 2, column date, file "a.pdf": "ayer" is not a date'),
    ("file,date\n\n\na.pdf,ayer", "row 4, column date"),
    ('file,title,date\n"a.pdf","two\nlines",ayer', "row 2, column date"),
    ("file,language\na.pdf,elfo", 'row 2, column language, file "a.pdf": the language "elfo"'),
    ("file,identifier\na.pdf,A B", 'row 2, column identifier, file "a.pdf": "A B" is not a valid'),
    ("file,relation\na.pdf,Claves", "row 2, column relation"),
    (
        "file,color,title\na.pdf,red,Claves",
        "row 1: unknown columns: color; the columns are file, title",
    ),
    ("file,title,title\na.pdf,Claves,Otra", 'row 1: the column "title" is there a second time'),
    ("title\nClaves", 'Row 1 has no column "file"'),
    ("file,title\na.pdf,Claves,por,separar", 'row 2, file "a.pdf": it has more cells than'),
    ("file,title\n,Claves", "row 2, column file: it is empty"),
    ("file,title\na.pdf,A\na.pdf,B", 'row 3: "a.pdf" is already described in row 2'),
    ("file,title\nb.pdf,B", 'row 2, column file: there is no file "b.pdf"'),
    ("file,title\nx/A.PDF,B", 'there is no file "x/A.PDF"; is it "a.pdf"?'),
]


@pytest.mark.parametrize(("table", "message"), CELLS)
def test_mistakes_name_row_column_and_file(table: str, message: str, corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("metadata.csv", table)
    (detail,) = corpus.details()
    assert message in detail


def test_a_bad_cell_is_dropped_and_the_rest_is_used(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("metadata.csv", "file,title,date,language\na.pdf,Claves,ayer,es\n")
    assert corpus.one().staff == Metadata(title="Claves", languages=("es",))
    assert corpus.problems() == [("metadata_invalid", "metadata.csv")]


def test_rows_and_sidecars_of_files_that_are_not_there_are_orphans(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("metadata.csv", "file,title\nb.pdf,B\n")
    for name in ("b.pdf.yaml", "a.yaml", "b.pdf.yml"):
        corpus.write(name, "title: x")
    assert corpus.one().staff == Metadata()
    assert corpus.problems() == [
        ("metadata_orphan", "a.yaml"),
        ("metadata_orphan", "b.pdf.yaml"),
        ("metadata_orphan", "b.pdf.yml"),
        ("metadata_orphan", "metadata.csv"),
    ]


SIDECARS = {
    "texts": (
        "Title: Claves\ndate: 2014-06-15\nlanguage: no\nsubject: miedo; duelo\nrights: 'CC: BY'\n",
        Metadata(
            title="Claves",
            date="2014-06-15",
            languages=("no",),
            subjects=("miedo", "duelo"),
            rights="CC: BY",
        ),
    ),
    "lists": (
        "creator: [Lira, Castillo]\nsubject:\n- miedo\n- duelo\n",
        Metadata(creators=("Lira", "Castillo"), subjects=("miedo", "duelo")),
    ),
    "a relation as text": (
        'relation: "isPartOf: Claves"\n',
        Metadata(relations=(Relation("isPartOf", "Claves"),)),
    ),
    "relations as YAML likes them": (
        "relation:\n  - isPartOf: Claves\n  - isTranslationOf: b.pdf\n",
        Metadata(relations=(Relation("isPartOf", "Claves"), Relation("isTranslationOf", "b.pdf"))),
    ),
    "a relation as a mapping": (
        "relation:\n  isPartOf: Claves\ntitle: T\n",
        Metadata(title="T", relations=(Relation("isPartOf", "Claves"),)),
    ),
    "several lines": (
        "description: >\n  una\n  dos\n\ntype: ~\nsource:\n",
        Metadata(description="una dos"),
    ),
    "nothing": ("", Metadata()),
    "a comment": ("# nothing yet\n", Metadata()),
    "a byte order mark": ("\ufefftitle: Claves\n", Metadata(title="Claves")),
    "a colon in a text": (
        "title: Claves: hacia el acompañamiento\nsource: it's: here # a remark\n",
        Metadata(title="Claves: hacia el acompañamiento", source="it's: here"),
    ),
    "a relation without quotes": (
        "relation: isPartOf: Claves\n",
        Metadata(relations=(Relation("isPartOf", "Claves"),)),
    ),
    "names in Spanish": (
        "Título: Claves\nAutora: Ana\ntemas: miedo, duelo\nidioma: español\ntipo: cuaderno\n",
        Metadata(
            title="Claves",
            creators=("Ana",),
            subjects=("miedo", "duelo"),
            languages=("es",),
            type="booklet",
        ),
    ),
    "names in French and Portuguese": (
        "titre: Clés\nassuntos: [medo]\nlangue: français\n",
        Metadata(title="Clés", subjects=("medo",), languages=("fr",)),
    ),
    "curly quotes": (
        "title: “Claves”\nrights: «CC BY»\n",
        Metadata(title="Claves", rights="CC BY"),
    ),
    "quotes in quotes": ('title: "El "miedo" avisa"\n', Metadata(title='El "miedo" avisa')),
    "tabs": ("title:\tClaves\n\tdate: '2014'\n", Metadata(title="Claves", date="2014")),
    "no blank behind the colon": ("title:Claves\n", Metadata(title="Claves")),
    "signs in front": ("title: @claves\nsource: %x\n", Metadata(title="@claves", source="%x")),
}


LOADERS = ["SafeLoader", *(["CSafeLoader"] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML comes with and without libyaml."""
    monkeypatch.setattr(sidecar, "_LOADER", getattr(yaml, request.param))


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("form", SIDECARS)
def test_sidecars_hold_texts_and_lists(form: str, corpus: Corpus) -> None:
    text, expected = SIDECARS[form]
    corpus.write("a.pdf", "a")
    corpus.write("a.pdf.yaml", text)
    assert (corpus.one().staff, corpus.details()) == (expected, [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".yaml.txt", ".YAML"])
def test_sidecars_are_read_as_notepad_saves_them(
    suffix: str, encoding: str, corpus: Corpus
) -> None:
    corpus.write("a.pdf", "a")
    corpus.write(f"a.pdf{suffix}", "título: Año\r\nfecha: 2014\r\n".encode(encoding))
    assert (corpus.one().staff, corpus.details()) == (Metadata(title="Año", date="2014"), [])


def test_of_two_sidecars_one_is_used_and_the_other_is_told(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("a.pdf.yaml", "title: A\n")
    corpus.write("a.pdf.yml", "title: B\n")
    assert corpus.one().staff.title == "A"
    assert corpus.problems() == [("metadata_unusable", "a.pdf.yml")]
    assert corpus.details() == ["a.pdf is described in a.pdf.yaml"]


BAD_SIDECARS = [
    (b'title: "half\ndate: 2014', "line 1: the quote that is opened there is not closed"),
    (b"subject: [a, b\ntitle: x", "line 1: the list that is opened there with [ is not closed"),
    (b"title: a\ndate 2014\ntype: post", "line 2: there is no colon behind the name"),
    (b"title: x\n  sub: y\n", "line 2: it cannot be understood; write it like `title: name"),
    (b"title: x\ncolor: red", 'line 2: unknown name "color"; the names are title'),
    (b"title: x\ntitle: y", "line 2: title is already in line 1"),
    (b"title: x\n\ndate: ayer", 'line 3, date: "ayer" is not a date'),
    (b"title: [a, b]", "line 1, title: only one value is allowed"),
    (b"- title", "line 1: write lines like"),
    (b"title", "line 1: write lines like"),
    (b"title: &x y\nsource: *x", "line 1: a text that begins with & or * must be in quotes"),
    (b"subject: [[a]]", "line 1: a list inside a list"),
    (b"[a]: b", "line 1: write lines like"),
    (b"a: " + b"[" * 60_000, "line 1: a list inside a list"),
    (b"a: " + b"{" * 60_000, "line 1: a list inside a list"),
    (b"title: \x01", "characters that are not text"),
    (b'title: "\\ud800"', ""),
    (b"title: x\n" * 20_000, "larger than 64 kB"),
]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("data", "message"), BAD_SIDECARS, ids=range(len(BAD_SIDECARS)))
def test_mistakes_in_sidecars_name_the_line(data: bytes, message: str, corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("a.pdf.yaml", data)
    (detail,) = corpus.details()
    assert message in detail
    assert corpus.problems()[0][0] in ("metadata_invalid", "metadata_unusable")
    assert corpus.one().staff.over(Metadata(title="x")) == Metadata(title="x")


def test_a_sidecar_wins_over_the_table_field_by_field(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("metadata.csv", "file,title,date\na.pdf,Table,2014\n")
    corpus.write("a.pdf.yaml", "title: Sidecar\n")
    assert corpus.one().staff == Metadata(title="Sidecar", date="2014")


@pytest.mark.parametrize(
    ("path", "damage"),
    [
        ("metadata.csv", b"\x00\x00 half a file"),
        ("metadata.csv", b"file,title,identifier\na.pdf,Claves,y,mas,claves\n"),
        ("a.pdf.yaml", b"title: [half"),
    ],
)
def test_a_table_or_sidecar_that_breaks_takes_nothing_away(
    path: str, damage: bytes, corpus: Corpus
) -> None:
    corpus.write("a.pdf", "a")
    good = "file,title,identifier\na.pdf,Claves,claves\n"
    corpus.write(path, good if path.endswith("csv") else "title: Claves\nidentifier: claves\n")
    corpus.index()
    corpus.write(path, damage)
    assert (corpus.one().state.value, corpus.one().id) == ("unchanged", "claves")
    assert corpus.problems() == [("metadata_unusable", path)]
