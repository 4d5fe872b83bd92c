"""Words that are written in several ways: each finds all others, alone and in a phrase, and what is
marked is the word as it is written.
"""

from __future__ import annotations

from itertools import product

import pytest

from indexer.engine.port import Engine, Reader
from indexer.engine.query import parse
from indexer.engine.searches import Match, SearchRequest
from indexer.engine.snippets import Highlighter
from indexer.model import Metadata
from tests.contract import library

# The language of the text, what stands before and behind, and the writings that meet.
KINDS = {
    "acronym": ("es", "ante la # en 1998", ["CIDH", "C.I.D.H.", "C. I. D. H.", "ＣＩＤＨ"]),
    "acronym of a plural": ("es", "en los # ayer", ["EEUU", "EE.UU.", "EE. UU.", "EE.UU"]),
    "degree": ("en", "her # thesis", ["PhD", "Ph.D."]),
    "acronym in Portuguese": ("pt", "a sede da # fica", ["OEA", "O.E.A.", "O. E. A."]),
    "number": ("es", "el caso # contra", ["12051", "12.051", "12,051", "12 051", "12\u202f051"]),
    "million": ("en", "about # people", ["1234567", "1,234,567", "1.234.567", "1 234 567"]),
    "sum": ("es", "pagó # pesos", ["2500", "2,500.00", "2.500,00", "2500.00", "2 500,00"]),
    "millions": ("es", "costó # pesos", ["3450100", "3,450,100", "3'450,100", "3’450.100"]),
    "ordinal": ("es", "el artículo # dice", ["19", "19º", "19.º", "19°", "19o"]),
    "feminine ordinal": ("es", "la # edición", ["2a", "2ª", "2.ª"]),
    "ordinal in English": ("en", "the # amendment", ["19", "19th"]),
    "ordinal in French": ("fr", "le # mai", ["1", "1er"]),
    "sign of a number": ("es", "oficio # 45", ["N°", "Nº", "N.º", "Núm.", "número", "nro."]),
    "time": ("es", "a las # horas", ["17:30", "17:30hrs", "17h30"]),
    "virus": ("es", "por # murieron", ["covid19", "COVID-19"]),
    "Tsotsil": ("und", "ta # jteklum", ["k'usi", "kꞌusi", "kʼusi", "k’usi", "k´usi", "k`usi"]),
    "Tojolabal": ("und", "ja # kumali", ["tojol'ab'al", "tojolʼabʼal", "tojol’ab’al"]),
    "Maya": ("und", "le # ku yaalik", ["t'aan", "tꞌaan", "t’aan"]),
    "Zapotec": ("und", "ca # stinu", ["xquenda", "xquendaˈ", "xquendaꞌ"]),
    "agent": ("und", "li # ta", ["j'ilol", "jꞌilol"]),
    "plural for all": (
        "es",
        "las # dijeron",
        ["compañer@s", "compañerxs", "compañer(a)s", "compañeras/os", "compañeros/as"],
    ),
    "plural in -es": ("es", "los # dijeron", ["trabajador@s", "trabajadores", "trabajadores(as)"]),
    "singular for all": ("es", "su # dijo", ["niñ@", "niñx", "niño/a", "niño(a)", "niña"]),
    "all in Portuguese": ("pt", "as # disseram", ["amig@s", "amigxs", "amigos/as", "amigas(os)"]),
    "all in French": ("fr", "les # disent", ["militants", "militant·e·s", "militant.e.s"]),
    "perhaps several": ("es", "cada # vista", ["persona", "persona(s)"]),
    "what nobody sees": ("es", "toda # forzada", ["búsqueda", "bús\u200dqueda", "bús\u00adqueda"]),
    "note mark": ("es", "la # camina", ["sembradora", "sembradora¹", "sembradora¹²"]),
    "full width": ("en", "the # page", ["note", "ｎｏｔｅ"]),
}  # fmt: skip
PAIRS = [
    (kind, number, typed)
    for kind, (_, _, writings) in KINDS.items()
    for number, typed in product(range(len(writings)), writings)
]

# What does not meet, or is as it was: query, text, whether it is found.
GUARDS = [
    ("m2", "unos 12 m² de tierra", True),
    ("H2O", "el H₂O y el CO2", True),
    ("iproute", "con iproute2", False),
    ("msdos", "de msdos2", False),
    ("12051", "el año 12, 051", False),
    ("192168100200", "en 192.168.100.200", False),
    ("123", "la versión 1.2.3 y la lista 1, 2, 3", False),
    ("finotro", "hasta el fin.Otro día", False),
    ("borges", "según J. L. Borges", True),
    ('"L. Borges"', "según J. L. Borges", True),
    ("état", "l'État, d’accompagnement, aujourd'hui", True),
    ("dune", "d'une femme", False),
    ("aujourdhui", "aujourd'hui", False),
    ("dont", "they don't", False),
    ("women", "women's rights", True),
    ("mara", "leer a Marx", False),
    ("lina", "con Linux y fénix", False),
    ('"juanos"', "juan@s.org", False),
    ("estado", "mexico/estados", True),
    ("A/HRC/40/60", "informe A/HRC/40/60", True),
    ("C-355/06", "asunto C-355/06", True),
    ('"todas y todos"', "a todas y todos", True),
    ("2014-2020", "de 2014-2020", True),
    ("3.14", "vale 3,14", True),
]  # fmt: skip


@pytest.fixture(scope="module")
def publications() -> library.Publications:
    """A publication for each writing, and one for each guard."""
    writings = {
        f"{kind} {number}": (
            Metadata(title=kind, languages=(language,)),
            (around.replace("#", writing),),
        )
        for kind, (language, around, all_writings) in KINDS.items()
        for number, writing in enumerate(all_writings)
    }
    guards = {
        f"guard {number}": (Metadata(title="guard", languages=("es",)), (text,))
        for number, (_, text, _) in enumerate(GUARDS)
    }
    return {**writings, **guards}


def _found(reader: Reader, query: str) -> set[str]:
    hits = reader.search(SearchRequest(query, per_page=100)).hits
    return {hit.publication.id for hit in hits if hit.match is Match.FULL}


def _marked(query: str, text: str, language: str) -> list[str]:
    spans = Highlighter(parse(query)).mark(text, language)
    assert "".join(span.text for span in spans) == text
    return [span.text for span in spans if span.match]


@pytest.mark.parametrize("kind", KINDS)
def test_each_writing_finds_all_others(reader: Reader, kind: str) -> None:
    _, around, writings = KINDS[kind]
    expected = {f"{kind} {number}" for number in range(len(writings))}
    for typed in writings:
        assert expected <= _found(reader, typed), typed
        assert expected <= _found(reader, f'"{around.replace("#", typed)}"'), typed


@pytest.mark.parametrize(("kind", "number", "typed"), PAIRS)
def test_the_word_as_it_is_written_is_marked(kind: str, number: int, typed: str) -> None:
    language, around, writings = KINDS[kind]
    written = writings[number]
    marked = _marked(typed, around.replace("#", written), language)
    signs = (
        "°ˈꞌ.¹²" if written[-1] not in ").º" or kind in ("note mark", "sign of a number") else ""
    )
    assert [one.rstrip(signs) for one in marked] == [written.rstrip(signs)]


@pytest.mark.parametrize(("query", "text", "found"), GUARDS)
def test_what_is_another_word_stays_so(reader: Reader, query: str, text: str, found: bool) -> None:
    number = GUARDS.index((query, text, found))
    assert (f"guard {number}" in _found(reader, query)) is found
    assert bool(_marked(query, text, "es")) is found


@pytest.mark.parametrize(("query", "first"), [("12.051", "number 1"), ("19º", "ordinal 1")])
def test_the_writing_as_typed_comes_first(reader: Reader, query: str, first: str) -> None:
    hits = reader.search(SearchRequest(query, per_page=100)).hits
    found = [hit.publication.id for hit in hits]
    assert found.index(first) <= found.index(first.replace("1", "0"))


def test_what_is_only_read_is_not_suggested(reader: Reader) -> None:
    assert "12051" not in [one.word for one in reader.words_with_prefix("120", 10)]
    assert [one.word for one in reader.words_with_prefix("kus", 10)] == ["kʼusi"]


@pytest.mark.parametrize("typed", ["No. 45", "No.45", "N°45", "Nº45", "N.º 45", "número 45"])
def test_a_sign_stands_before_its_number(reader: Reader, typed: str) -> None:
    assert "sign of a number 0" in _found(reader, f'"oficio {typed}"')
    assert _marked('"oficio nº 45"', f"el oficio {typed}, y No. Otra", "es") == [f"oficio {typed}"]


def test_an_index_with_readings_verifies(engine: Engine) -> None:
    assert list(engine.verify()) == []
