"""The query language: text -> tree, and back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engine.analysis import lowercase, tokenize
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
    # Pasted from a PDF, with the end of a line.
    ("bien-\nestar", "bien-estar"),
    ("bien- estar", "bien-estar"),
    ("bien\xad\r\n estar", "bien-estar"),
    ("auto- y mutuo", "auto AND y AND mutuo"),
    ("miedo - estar", "miedo AND estar"),
    ('"el bien-estar"', '"el bien-estar"'),
    ("title:bien-estar", "title:bien-estar"),
    ("bien-estar~", "bien-estar"),
    ("l'ex-président", "l'ex-président"),
    ("a-b-c-d-e", "a-b-c-d-e"),
    ("2014-2020", "2014-2020"),
    ("978-84-123", "978-84-123"),
    ("--no-install", "--no-install"),
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
    ("title: miedo", "title: miedo"),
    ("TITLE:miedo", "title:miedo"),
    ('title:"el miedo"', 'title:"el miedo"'),
    ("title:(miedo OR duelo)", "title:(miedo OR duelo)"),
    ("title:(miedo language:es)", "title:(miedo AND language:es)"),
    ("-title:miedo", "NOT title:miedo"),
    ("creator:aluna subject:memoria", "creator:aluna AND subject:memoria"),
    ("language:ES type:booklet", "language:es AND type:booklet"),
    ('type:"Informe  anual" miedo', 'type:"informe anual" AND miedo'),
    ('language:"x (y)"', 'language:"x (y)"'),
    ("year:2014", "year:2014"),
    ("year:2014..2020", "year:2014..2020"),
    ("year:2014..", "year:2014.."),
    ("year:..2020", "year:..2020"),
    ("year:siempre", "year AND siempre"),
    ("nota:miedo", "nota:miedo"),
    ("https://aluna.example/a", "https://aluna.example/a"),
    ("COVID-19", "covid-19"),
    ("caso 12 051 C. I. D. H.", "caso AND 12.051 AND c.i.d.h"),
    ("tod\u00ados compañer(a)s", "todos AND compañer@s"),
    ("niño(a) 2-a 1.2.3", "niño/a AND 2-a AND 1.2.3"),
    ("l'exil", "l'exil"),
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
    # names of fields, in four languages, and with blanks around the colon
    ("título:miedo", "title:miedo"),
    ("Titulo：miedo", "title:miedo"),
    ("titre : exil", "titre: exil"),
    ("autora:lira", "creator:lira"),
    ("TEMA:memoria", "subject:memoria"),
    ("mots-clés:exil", "subject:exil"),
    ("resumen:miedo", "description:miedo"),
    ("intitle:miedo", "title:miedo"),
    ('título: "el miedo"', 'título: "el miedo"'),
    ("título: (miedo OR duelo)", "título: (miedo OR duelo)"),
    ("-tema:miedo", "NOT subject:miedo"),
    ("título:", "título"),
    ("título: -miedo", "título AND (NOT miedo)"),
    ("título:a,b", "title:a,b"),
    # values, in four languages and as the labels show them
    ("language:español", "language:es"),
    ("idioma:español o inglés", "language:es OR language:en"),
    ("tipo:cuaderno o informe", "type:booklet OR type:report"),
    ("tipo:cuaderno y miedo", "type:booklet AND y AND miedo"),
    ("año:2014 o 2016", "year:2014 OR year:2016"),
    ("language:Spanish", "language:es"),
    ("idioma:espagnol", "language:es"),
    ("langue:pt-BR", "language:pt"),
    ('idioma:"Español (México)"', "language:es"),
    ("language:klingon", "language:klingon"),
    ("type:Cuadernos", "type:booklet"),
    ("tipo:artículo", "type:article"),
    ("tipo:livret", "type:booklet"),
    ("type:poema", "type:poema"),
    ("tipo:cuaderno,guía", "type:booklet OR type:guide"),
    ("idioma:(es OR inglés)", "language:es OR language:en"),
    ("-idioma:(es OR en) miedo", "(NOT (language:es OR language:en)) AND miedo"),
    ("serie:claves", "series:claves"),
    # years
    ("year:2018-2020", "year:2018..2020"),
    ("año:2018–2020", "year:2018..2020"),
    ("año: 2018 a 2020 miedo", "año: 2018 a 2020 AND miedo"),
    ("año:2020..2018", "year:2018..2020"),
    ("year:>2018", "year:2019.."),
    ("year:>=2018", "year:2018.."),
    ("year:<2018", "year:..2017"),
    ("year:≤2018", "year:..2018"),
    ("year:[2014 TO 2016]", "year:2014..2016"),
    ("year:[2014 TO *]", "year:2014.."),
    ("year:2014- miedo", "year:2014.. AND miedo"),
    ("ano:201*", "year:2010..2019"),
    ("year:1990s", "year:1990..1999"),
    ("year:2014,2016", "year:2014 OR year:2016"),
    ("year:(2014 OR 2016)", "year:2014 OR year:2016"),
    ("año:2018, miedo", "year:2018 AND miedo"),
    ('fecha:"2018"', "year:2018"),
    # operators, in capitals and between operands only
    ("miedo O terror", "miedo OR terror"),
    ("miedo o terror", "miedo AND o AND terror"),
    ("peur OU exil", "peur OR exil"),
    ("miedo Y terror", "miedo AND terror"),
    ("miedo NO terror", "miedo AND (NOT terror)"),
    ("medo NÃO exílio", "medo AND (NOT exílio)"),
    ("miedo O (duelo Y paz)", "miedo OR (duelo AND paz)"),
    ("miedo O -paz", "miedo OR (NOT paz)"),
    ("NO olvidar", "no AND olvidar"),
    ("Lira E.", "lira AND e"),
    ("Lira E", "lira AND e"),
    ("ÉL miedo", "él AND miedo"),
    ("VIH O SIDA", "vih OR sida"),
    ("MIEDO NO TERROR", "miedo AND no AND terror"),
    ("plan O", "plan AND o"),
    ("miedo || terror", "miedo OR terror"),
    ("miedo && terror & paz + duelo", "miedo AND terror AND paz AND duelo"),
    ("+miedo +terror", "miedo AND terror"),
    ("miedo !terror", "miedo AND (NOT terror)"),
    ("!basta ya!", "basta AND ya"),
    ("miedo –terror", "miedo AND (NOT terror)"),
    ("–Tengo miedo", "tengo AND miedo"),
    ("la tierra –dice– es", "la AND tierra AND dice AND es"),
    ("miedo NEAR/5 terror", '"miedo terror"~5'),
    ("miedo W/3 terror", '"miedo terror"~3'),
    ("NEAR miedo", "near AND miedo"),
    # patterns
    ('"memor* larga"', '"memor* larga"'),
    ('"* larga"', '"larga"~1'),
    ("m?moria", "m?moria"),
    ("¿qué es?", "qué AND es"),
    ("cuerpo?territorio", "cuerpo?territorio"),
    ("title:*202[0-4]", "title:*202*"),
    ("miedo [0-4]", "miedo AND 0 AND 4"),
    ("memoria[1]", "memoria[1]"),
    ("psico-soc*", "psico-soc*"),
    ("/mem.*ria/", "mem AND ria"),
    ("/memoria/", "memoria"),
    # other services' habits, and signs
    ("site:aluna.org miedo", "miedo"),
    ("filetype:pdf", "filetype:pdf"),
    ("intext:miedo", "miedo"),
    ("after:2018 miedo", "year:2018.. AND miedo"),
    ("miedo^2", "miedo"),
    ('"el miedo"^2 paz', '"el miedo" AND paz'),
    ('"el miedo" ~5', '"el miedo"~5'),
    ("miedo 2014..2016", "miedo AND year:2014..2016"),
    ("'derechos humanos'", "'derechos humanos'"),
    ("l'exil et l'amour", "l'exil AND et AND l'amour"),
    ("editorial:aluna", "aluna"),
    ("id:claves-2014", "id:claves-2014"),
    ("#memoria", "memoria"),
    ("#NiUnaMenos", "#NiUnaMenos"),
    ('memoria -"otra frase"', 'memoria AND (NOT "otra frase")'),
    ("-", ""),
    ("A/HRC/40/60", "A/HRC/40/60"),
    ("AT&T", "AT&T"),
]


@pytest.mark.parametrize(("text", "tree"), PARSED)
def test_a_query_is_understood_as(text: str, tree: str) -> None:
    assert parse(text).parsed == tree


@pytest.mark.parametrize(("text", "tree"), PARSED)
def test_the_printed_tree_is_a_query_with_the_same_tree(text: str, tree: str) -> None:
    assert parse(tree).tree == parse(text).tree


PIECES = (
    *("miedo", "ñ", "O", "NO", "AND", "OR", "NOT", "NEAR/5", "E.", "l'exil", "a,b", "psico-social"),
    *("título", "año", "idioma", "editorial", "id", "site", "intext", "after", "year:2014..2016"),
    *("m?moria", "mem*", "*a*", "[0-4]", "/mem.*/", "2014", "2014..2016", "español", "A/HRC/40"),
    *("https://a.org/publications/claves-2014", "«", "»", '"', "'", "‘", "(", ")", ":", "：", " "),
    *(" ", " ", "-", "–", "—", "!", "+", "&&", "||", "|", "^2", "~", "~5", "*", "?", "/", ",", ";"),
)
hostile = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(
    alphabet=st.sampled_from('ab ñ"()*~-:.! ANDORTyear:title2014\n\\{['), max_size=80
)


@given(hostile)
def test_whatever_is_typed_is_a_query(text: str) -> None:
    query = parse(text)
    assert parse(query.parsed).tree == query.tree


@given(hostile)
def test_no_word_is_left_out_without_a_notice(text: str) -> None:
    query = parse(text)
    typed, searched = (
        {lowercase(token.text) for token in tokenize(re.sub(r"~\s*\d*(?!\w)|[*?]", " ", one))}
        for one in (text, query.parsed)
    )
    missing = typed - searched - {"and", "or", "not"}
    assert not missing or query.notices or _named(text), (text, query.parsed)


def _named(text: str) -> bool:
    """Whether a field or year is named, of which the query has another name."""
    return re.search(r"(?i)(?:título|año|idioma|year|title|id)\s?[:：]", text) is not None


@given(st.text(max_size=600))
def test_no_character_breaks_the_parser(text: str) -> None:
    assert parse(text).text == text


@pytest.mark.parametrize(
    ("text", "notice", "detail"),
    [
        ("a " * 300, NoticeKind.TOO_LONG, "500"),
        (" ".join(f"palabra{i}" for i in range(40)), NoticeKind.TOO_MANY_CLAUSES, "32"),
        ("¡¿!?", NoticeKind.NO_WORDS, ""),
        ("-", NoticeKind.NO_WORDS, ""),
        ("title:*202[0-4]", NoticeKind.READ_AS, "[0-4]"),
        ("?emoria larga", NoticeKind.READ_AS, "?emoria"),
        ("año:2014 o 2015", NoticeKind.READ_AS, "año:2014 o 2015"),
        ("idioma:español o inglés", NoticeKind.READ_AS, "idioma:español o inglés"),
        ("miedo –terror", NoticeKind.READ_AS, "–terror"),
        ("miedo !terror", NoticeKind.READ_AS, "!terror"),
        ("miedo || terror", NoticeKind.READ_AS, "||"),
        ("miedo NEAR/5 terror", NoticeKind.READ_AS, "miedo NEAR/5 terror"),
        ("miedo 2014..2016", NoticeKind.READ_AS, "2014..2016"),
        ("fecha:2018-05-03", NoticeKind.READ_AS, "fecha:2018-05-03"),
        ("fecha:2018/05", NoticeKind.READ_AS, "fecha:2018/05"),
        ("after:2018", NoticeKind.READ_AS, "after:2018"),
        ('"derechos * humanos"', NoticeKind.READ_AS, '"derechos * humanos"'),
        ("miedo O terror", NoticeKind.OPERATOR_WORD, "O"),
        ("mujeres que NO olvidan", NoticeKind.OPERATOR_WORD, "NO"),
        ("año:siempre", NoticeKind.INVALID_YEAR, "año:siempre"),
        ("editorial:aluna", NoticeKind.FIELD_NOT_SEARCHED, "editorial"),
        ("site:aluna.org miedo", NoticeKind.IGNORED, "site:aluna.org"),
        ("miedo^2", NoticeKind.IGNORED, "^2"),
        ("yo~", NoticeKind.IGNORED, "~"),
        ("miedo~5", NoticeKind.READ_AS, "miedo~5"),
        ('"miedu~ cuerpo"', NoticeKind.IGNORED, "~"),
        ('"el miedo', NoticeKind.UNCLOSED, '"'),
        ("(miedo OR paz", NoticeKind.UNCLOSED, "("),
        ("miedo OR paz)", NoticeKind.UNCLOSED, ")"),
        ("/mem(o|ó)ria/", NoticeKind.NO_REGEX, "/mem(o|ó)ria/"),
        ("[0-4]", NoticeKind.NO_REGEX, "[0-4]"),
        ("title:[áa]*", NoticeKind.NO_REGEX, "[áa]*"),
    ],
)
def test_a_limit_and_what_means_something_else_answer_with_a_notice(
    text: str, notice: NoticeKind, detail: str
) -> None:
    assert (notice, detail) in [(n.kind, n.detail) for n in parse(text).notices]


@pytest.mark.parametrize(
    "text",
    [
        *("miedo", "título:miedo", "año:2014..2016", "año:>2014", "tipo:cuaderno", "(miedo", "a)"),
        *('miedo "', "acompañ*", "¿Qué es el miedo?", "+miedo", "miedo & terror", "#memoria", "12"),
        *("“el miedo”", "-miedo", "l'exil", "A/HRC/40/60", "¡basta!", "(miedo) :)", "títulos"),
    ],
)
def test_what_means_what_it_looks_like_needs_no_notice(text: str) -> None:
    assert parse(text).notices == ()


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
        ("título:«el miedo» paz", "título:(el miedo) paz"),
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
