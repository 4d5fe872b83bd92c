"""The query language: text -> tree, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engine.query import (
    MAX_CLAUSES,
    QUOTATION_MARKS,
    NoticeKind,
    parse,
    straighten_quotes,
    without_quotes,
)

# What is typed, and the tree as it prints itself.
PARSED = [
    ("", ""),
    ("miedo", "miedo"),
    ("Miedo", "miedo"),
    ("miedo memoria", "miedo AND memoria"),
    ("miedo AND memoria", "miedo AND memoria"),
    ("miedo and memoria", "miedo AND and AND memoria"),
    ("miedo memoria OR duelo", "(miedo AND memoria) OR duelo"),
    ("miedo (memoria OR duelo)", "miedo AND (memoria OR duelo)"),
    ("-miedo", "NOT miedo"),
    ("memoria -miedo", "memoria AND (NOT miedo)"),
    ("memoria NOT miedo", "memoria AND (NOT miedo)"),
    ("NOT NOT miedo", "miedo"),
    ('-"el miedo"', 'NOT "el miedo"'),
    ("-(a b)", "NOT (a AND b)"),
    ("bien-estar", "bien-estar"),
    ("Bien‐Estar", "bien-estar"),
    ("-bien-estar", "NOT bien-estar"),
    ('"el bien-estar"', '"el bien-estar"'),
    ("title:bien-estar", "title:bien-estar"),
    ("bien-estar~", "bien-estar"),
    ("l'ex-président", '"l ex-président"'),
    ("a-b-c-d-e", '"a b c d e"'),
    ("2014-2020", '"2014 2020"'),
    ("978-84-123", '"978 84 123"'),
    ("--no-install", '"no install"'),
    ("socio - política", "socio AND política"),
    ('"Derechos  Humanos"', '"derechos humanos"'),
    ("«derechos humanos»", '"derechos humanos"'),
    ("“derechos humanos”", '"derechos humanos"'),
    ('"miedo memoria"~5', '"miedo memoria"~5'),
    ("acompañ*", "acompañ*"),
    ("*miento", "*miento"),
    ("a*z", "a*z"),
    ("defensoraz~", "defensoraz~"),
    ("defensoraz~2", "defensoraz~"),
    ("yo~", "yo"),
    ("title:miedo", "title:miedo"),
    ("title: miedo", "title AND miedo"),
    ("TITLE:miedo", "title:miedo"),
    ('title:"el miedo"', 'title:"el miedo"'),
    ("title:(miedo OR duelo)", "title:(miedo OR duelo)"),
    ("title:(miedo language:es)", "title:(miedo AND language:es)"),
    ("-title:miedo", "NOT title:miedo"),
    ("creator:aluna subject:memoria", "creator:aluna AND subject:memoria"),
    ("language:ES type:booklet", "language:es AND type:booklet"),
    ('type:"Informe  anual" miedo', 'type:"informe  anual" AND miedo'),
    ('language:"x (y)"', 'language:"x (y)"'),
    ("year:2014", "year:2014"),
    ("year:2014..2020", "year:2014..2020"),
    ("year:2014..", "year:2014.."),
    ("year:..2020", "year:..2020"),
    ("year:siempre", "year AND siempre"),
    ("nota:miedo", '"nota miedo"'),
    ("https://aluna.example/a", '"https aluna example a"'),
    ("COVID-19", "covid-19"),
    ("caso 12 051 C. I. D. H.", "caso AND 12.051 AND c.i.d.h"),
    ("tod\u00ados compañer(a)s", "todos AND compañer@s"),
    ("niño(a) 2-a 1.2.3", 'niño/a AND "2 a" AND "1 2 3"'),
    ("l'exil", '"l exil"'),
    ("¿Qué es el miedo?", "qué AND es AND el AND miedo"),
    ("(miedo", "miedo"),
    ("miedo)", "miedo"),
    (")miedo(", "miedo"),
    ('"miedo', "miedo"),
    ('miedo "', "miedo"),
    ("OR", "or"),
    ("AND OR NOT", "and AND or AND not"),
    ("miedo OR", "miedo"),
    ("OR miedo", "miedo"),
    ("miedo AND", "miedo"),
    ("miedo NOT", "miedo"),
    ("! { [ ~ \\ / ^", ""),
    ("* -* ~", ""),
    ("()", ""),
    ('""', ""),
    ("año niño", "año AND niño"),
    ("ＦＥＡＲ", "fear"),
    ("(" * 200 + "miedo" + ")" * 200, "miedo"),
    ("-" * 50 + "miedo", "miedo"),
]


@pytest.mark.parametrize(("text", "tree"), PARSED)
def test_a_query_is_understood_as(text: str, tree: str) -> None:
    assert parse(text).parsed == tree


@pytest.mark.parametrize(("text", "tree"), PARSED)
def test_the_printed_tree_is_a_query_with_the_same_tree(text: str, tree: str) -> None:
    assert parse(tree).tree == parse(text).tree


@given(st.text(alphabet=st.sampled_from('ab ñ"()*~-:.! ANDORTyear:title2014\n\\{['), max_size=80))
def test_whatever_is_typed_is_a_query(text: str) -> None:
    query = parse(text)
    assert parse(query.parsed).tree == query.tree


@given(st.text(max_size=600))
def test_no_character_breaks_the_parser(text: str) -> None:
    assert parse(text).text == text


@pytest.mark.parametrize(
    ("text", "notice", "detail"),
    [
        ("a " * 300, NoticeKind.TOO_LONG, "500"),
        (" ".join(f"palabra{i}" for i in range(40)), NoticeKind.TOO_MANY_CLAUSES, "32"),
        ("¡¿!?", NoticeKind.NO_WORDS, ""),
    ],
)
def test_a_limit_answers_with_a_notice(text: str, notice: NoticeKind, detail: str) -> None:
    assert (notice, detail) in [(n.kind, n.detail) for n in parse(text).notices]


def test_no_more_clauses_than_the_limit_are_kept() -> None:
    parsed = parse(" ".join(f"p{i}" for i in range(40))).parsed
    assert len(parsed.split(" AND ")) == MAX_CLAUSES


def test_an_empty_query_gives_no_notice() -> None:
    assert parse("   ").notices == ()


@pytest.mark.parametrize("mark", QUOTATION_MARKS)
def test_each_quotation_mark_opens_and_closes_a_phrase(mark: str) -> None:
    text = f"{mark}el miedo{mark}"
    assert parse(text).parsed == straighten_quotes(text) == '"el miedo"'


@pytest.mark.parametrize(
    ("typed", "unquoted"),
    [
        ("miedo  al exilio", "miedo al exilio"),
        ('"acoso judicial" duelo', "acoso judicial duelo"),
        ("“acoso judicial” duelo", "acoso judicial duelo"),
        ("«acoso judicial»", "acoso judicial"),
        ("„acoso judicial“~5", "acoso judicial"),
        ('"que no termina', "que no termina"),
        ("title:«el miedo» paz", "title:(el miedo) paz"),
        ('type:"material didáctico"', 'type:"material didáctico"'),
        ("paz -“el miedo”", 'paz -"el miedo"'),
        ('paz NOT "el miedo"', 'paz NOT "el miedo"'),
    ],
)
def test_a_query_without_quotation_marks_has_the_words_of_its_phrases(
    typed: str, unquoted: str
) -> None:
    assert without_quotes(typed) == unquoted


@given(st.text(alphabet="ab -:~5()NOT" + QUOTATION_MARKS))
def test_any_query_can_be_unquoted(text: str) -> None:
    assert without_quotes(without_quotes(text)) == without_quotes(text)
