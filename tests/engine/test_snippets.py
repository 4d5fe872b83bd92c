"""What a result shows of a passage."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.engine import highlight
from indexer.engine.analysis import (
    MAX_WORD_CHARS,
    one_word_forms,
    optional_words,
    parts_of,
    shares_stem,
    tokenize,
    within_distance,
)
from indexer.engine.ast import (
    And,
    FirstOf,
    Fuzzy,
    Member,
    Node,
    Or,
    Phrase,
    Wildcard,
    Word,
    WordGroup,
)
from indexer.engine.fragments import MOST_CHARS, ONE, TWO, fragments
from indexer.engine.highlight_phrases import windows
from indexer.engine.query import Query, parse
from indexer.engine.snippets import Highlighter, Span
from indexer.engine.text_readings import read_text
from indexer.languages import INDEXED_LANGUAGES
from indexer.model import Passage
from tests.engine.embedded.read.reference import Text, folded, spans, stem, text_of


def _marked(query: str, text: str, language: str = "es") -> str:
    spans = Highlighter(parse(query)).mark(text, language)
    return "".join(f"[{s.text}]" if s.match else s.text for s in spans)


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("miedo", "El Miedo y los miedos.", "El [Miedo] y los [miedos]."),
        ("ano", "Un año", "Un [año]"),
        ("año", "un ano", "un [ano]"),
        ("reparacion", "las reparaciones", "las [reparaciones]"),
        ('"el miedo"', "el miedo, miedo, EL MIEDO", "[el miedo], miedo, [EL MIEDO]"),
        ('"genero"', "género y genérico", "[género] y genérico"),
        ("defens*", "La defensa y las defensoras", "La [defensa] y las [defensoras]"),
        ("*soras", "las defensoras", "las [defensoras]"),
        ("meido~", "el miedo", "el [miedo]"),
        ('"miedo memoria"~3', "memoria sin más miedo; miedo", "[memoria] sin más [miedo]; [miedo]"),
        ('"miedo memoria"~1', "memoria sin más miedo", "memoria sin más miedo"),
        ("memoria -miedo", "memoria y miedo", "[memoria] y miedo"),
        ("miedo OR duelo", "miedo, duelo", "[miedo], [duelo]"),
        ("title:miedo", "el miedo", "el miedo"),
        ("el miedo de ella", "el miedo de ella", "el [miedo] de ella"),
        ("de la", "de la", "[de] [la]"),
        ("language:es miedo", "es miedo", "es [miedo]"),
        ("", "miedo", "miedo"),
        ("COVID-19", "la COVID-19 y la 19", "la [COVID-19] y la 19"),
        ("género", "GE\u0301NERO, ge\u0301neros", "[GE\u0301NERO], [ge\u0301neros]"),
        ("t", "e\u0301t, t", "e\u0301t, [t]"),
        ("fin", "sin ﬁn y sin_ﬁn", "sin [ﬁn] y sin_[ﬁn]"),
        ("strasse", "Straße", "[Straße]"),
        ("istanbul", "İstanbul", "[İstanbul]"),
        ("abc", "𝐀𝐁𝐂", "[𝐀𝐁𝐂]"),
        ("λόγος", "ΛΟΓΟΣ", "[ΛΟΓΟΣ]"),
        ('"el miedo"', "¿el — «miedo»?", "¿[el — «miedo]»?"),
        ('"el œil"', "½ el œil, ½ el ½", "½ [el œil], ½ el ½"),
        ('"no no"', "no, no, no y no", "[no, no, no] y no"),
        ('"miedo miedo duelo"~1', "miedo uno dos duelo", "miedo uno dos duelo"),
        ("d*f*sa", "defensa", "[defensa]"),
        ("de*nsas", "defensas densas densa", "[defensas] [densas] densa"),
        ("psicosocial", "lo psico-social, psico social", "lo [psico-social], psico social"),
        ("psicosociales", "lo Psico‐Social", "lo [Psico‐Social]"),
        ("psico-social", "psicosocial, psico-sociales", "[psicosocial], [psico-sociales]"),
        ("psico-social", "psico social, psico-\nsocial", "[psico social], [psico-\nsocial]"),
        ("social", "lo psico-social", "lo psico-[social]"),
        ('"psico-social"', "psicosocial psico-sociales", "[psicosocial] psico-sociales"),
        ('"lo psicosocial es"', "lo psico-social es", "[lo psico-social es]"),
        ('"lo psicosocial"', "lo psico social", "lo psico social"),
        ('"psicosocial miedo"~1', "psico-social y miedo", "psico-social y miedo"),
        ('"psicosocial miedo"~2', "psico-social y miedo", "[psico-social] y [miedo]"),
        ("email", "un e-mail", "un [e-mail]"),
        ("7:30", "a las 07:30, a las 17:30", "a las [07:30], a las 17:30"),
    ],
)
def test_a_query_marks(query: str, text: str, marked: str) -> None:
    assert _marked(query, text) == marked


def test_a_word_is_stemmed_in_the_passages_own_language() -> None:
    assert _marked("casas", "the case", "en") == "the case"
    assert _marked("fears", "no fear", "en") == "no [fear]"
    assert _marked("fears", "no fear", "und") == "no fear"


def test_a_word_may_begin_otherwise_than_its_stem() -> None:
    assert _marked("die", "dying", "en") == "[dying]"
    assert _marked("cities", "the city", "en") == "the [city]"
    assert _marked("évident", "évidemment", "fr") == "[évidemment]"
    assert _marked("publique", "la publicité", "fr") == "la [publicité]"


def _snippet(query: str, text: str) -> str:
    spans = Highlighter(parse(query)).snippet(Passage(1, "1", text, language="es"))
    return "".join(f"[{s.text}]" if s.match else s.text for s in spans)


def test_a_snippet_is_the_stretch_with_most_different_words() -> None:
    filler = "Palabras que no dicen nada de lo que se busca aquí. " * 20
    text = filler + "El miedo vuelve. " + filler + "La memoria vence al miedo. " + filler
    assert "[memoria] vence al [miedo]" in _snippet("miedo memoria", text)


def test_a_snippet_begins_with_a_sentence_where_one_begins_near() -> None:
    text = "nada " * 60 + "final. Hablamos juntas del miedo. " + "nada más " * 60
    assert _snippet("miedo", text).startswith("… Hablamos juntas del [miedo].")


def test_a_short_passage_is_shown_whole_without_ellipses() -> None:
    assert _snippet("miedo", "El\nmiedo\n\nsolo.") == "El [miedo] solo."


def test_a_passage_without_a_match_shows_its_beginning() -> None:
    snippet = _snippet("nada", "Palabra " * 100)
    assert snippet.startswith("Palabra Palabra")
    assert snippet.endswith(" …")


FILLER = "Palabras que no dicen nada de lo que se busca aquí. " * 8


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        (  # two words far apart
            "miedo memoria",
            f"{FILLER}Llega el miedo. {FILLER}Queda la memoria. {FILLER}",
            ["Llega el [miedo].", "Queda la [memoria]."],
        ),
        (  # two fragments hold three words
            "miedo duelo memoria",
            f"{FILLER}El miedo, el duelo. {FILLER}Duelo y memoria. {FILLER}Otro duelo. {FILLER}",
            ["El [miedo], el [duelo].", "[Duelo] y [memoria]."],
        ),
        (  # three where two cannot
            "miedo duelo memoria",
            f"{FILLER}Un miedo. {FILLER}Un duelo. {FILLER}Una memoria. {FILLER}",
            ["Un [miedo].", "Un [duelo].", "Una [memoria]."],
        ),
        (  # words at both ends
            "miedo memoria",
            f"Miedo. {FILLER}{FILLER}Memoria",
            ["[Miedo].", "[Memoria]"],
        ),
        (  # a phrase and a pattern
            '"el miedo" memor*',
            f"{FILLER}El miedo. {FILLER}{FILLER}Memorias. {FILLER}",
            ["[El miedo].", "[Memorias]."],
        ),
    ],
)
def test_a_snippet_shows_every_word_that_the_passage_has(
    query: str, text: str, shown: list[str]
) -> None:
    snippet = _snippet(query, text)
    pieces = snippet.removeprefix("… ").removesuffix(" …").split(" … ")
    assert len(pieces) == len(shown)
    assert all(wanted in piece for wanted, piece in zip(shown, pieces, strict=True))
    assert snippet.startswith("… ") != text.startswith("Miedo")
    assert len(snippet) <= MOST_CHARS + 40


def test_a_word_that_one_stretch_has_needs_no_second() -> None:
    text = f"{FILLER}El miedo y el duelo. {FILLER}El miedo. {FILLER}"
    assert " … " not in _snippet("miedo duelo", text).strip("… ")
    assert len(_snippet("miedo duelo", FILLER)) <= ONE.size + 4


def test_fragments_that_nearly_touch_are_one() -> None:
    text = f"{FILLER}Un miedo {'que pasa ' * 16} y queda la memoria. {FILLER}"
    snippet = _snippet("miedo memoria", text)
    assert "[miedo]" in snippet and "[memoria]" in snippet
    assert " … " not in snippet.strip("… ")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 700 + " miedo " + "y" * 700 + " memoria " + "z" * 700,
        "恐惧" * 400 + " miedo " + "记忆" * 400 + " memoria " + "恐惧" * 400,
        "miedo" + "é" * 500 + " memoria",
        "miedo " + "́" * 600 + " memoria",
        "memoria-" + "ab-" * 300 + "miedo",
        "miedo memoria " * 300,
    ],
)
def test_long_words_and_texts_without_blanks_are_cut(text: str) -> None:
    spans = Highlighter(parse("miedo memoria")).snippet(Passage(1, "1", text, language="es"))
    assert sum(len(span.text) for span in spans) <= MOST_CHARS + 200
    words = [word for word in ("miedo", "memoria") if re.search(rf"\b{word}\b", text)]
    assert {span.text for span in spans if span.match} == set(words)


def test_a_snippet_never_begins_or_ends_within_a_word() -> None:
    words = " ".join(f"palabra{n}deunacadena" for n in range(400))
    text = f"{words} miedo {words} el-propio-duelo-largo {words} memoria {words}"
    for query in ("miedo", "miedo memoria", "miedo duelo memoria", "palabra*", "duelo"):
        plain = _snippet(query, text).replace("[", "").replace("]", "")
        shown = plain.removeprefix("… ").removesuffix(" …").replace(" … ", " ").split()
        assert set(shown) <= set(text.split())


HEADED = f"1. El miedo\n\nLas palabras. {FILLER}El miedo vuelve. {FILLER}"


@pytest.mark.parametrize(
    ("query", "text", "label", "begins"),
    [
        ("palabras", HEADED, "1. El miedo", "Las [palabras]."),
        ("palabras", HEADED, "1. EL  MIEDO", "Las [palabras]."),
        ("miedo", HEADED, "1. El miedo", "… "),
        ("nada", HEADED, "1. El miedo", "Las palabras."),  # also where nothing matches
        ("palabras", HEADED, "Otra cosa", "1. El miedo Las [palabras]."),
        ("palabras", HEADED, "1. El", "1. El miedo Las [palabras]."),
        ("palabras", HEADED, "", "1. El miedo Las [palabras]."),
        ("duelo", "El duelo\n\nNada.", "El duelo", "El [duelo] Nada."),  # in the heading alone
        ("duelo", "El duelo", "El duelo", "El [duelo]"),
        ("nada", "Parte\n\nEl duelo\n\nNada.", "El duelo", "[Nada]."),  # headings in a row
        ("12", "12\n\nHay 12 casas.", "12", "Hay [12] casas."),  # a printed page number
    ],
)
def test_a_snippet_does_not_repeat_the_heading_above_it(
    query: str, text: str, label: str, begins: str
) -> None:
    spans = Highlighter(parse(query)).snippet(Passage(1, label, text, language="es"))
    snippet = "".join(f"[{s.text}]" if s.match else s.text for s in spans)
    assert snippet.startswith(begins)
    assert "1. El [miedo]" not in snippet


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 4)), min_size=1, max_size=12),
    st.integers(0, 5),
)
def test_what_two_fragments_can_show_is_shown(places: list[tuple[int, int]], begin: int) -> None:
    text = "abcde fgh " * 100
    matches = sorted((10 * place, 10 * place + 5, node) for place, node in places)
    matches = [match for match in matches if match[0] >= begin]
    found = fragments(text, begin, matches)
    assert [part for pair in found for part in pair] == sorted(p for pair in found for p in pair)
    assert all(
        (start == begin or text[start - 1] == " ") and text[end : end + 1] in ("", " ")
        for start, end in found
    )
    shown = {node for s, e, node in matches if any(s >= a and e <= b for a, b in found)}
    reached = [
        {node for s, e, node in matches if s >= first and e <= first + TWO.reach}
        for first, _, _ in matches
    ]
    most = max((len(one | two) for one in reached for two in reached), default=0)
    assert len(shown) >= most


@given(
    st.text(alphabet=st.sampled_from("ab é.\n¡"), max_size=900),
    st.sampled_from(["a", "ab", '"a b"', "a*", "b~", "é OR ab", '"a b"~3', "xyz", ""]),
)
@settings(max_examples=200)
def test_marks_never_change_the_text(text: str, query: str) -> None:
    highlighter = Highlighter(parse(query))
    spans = highlighter.mark(text, "es")
    assert "".join(s.text for s in spans) == text
    snippet = highlighter.snippet(Passage(1, "1", text, language="es"))
    shown = "".join(s.text for s in snippet)
    assert len(shown) <= MOST_CHARS + 100
    whole = " ".join(text.split())
    at = 0
    for fragment in shown.removeprefix("… ").removesuffix(" …").split(" … "):
        at = whole.index(fragment, at) + len(fragment)  # in order, and none twice
    assert all(s.text for s in spans + snippet)


# --- against what it means, word by word

_WORDS = """
a b aa ab ba aba género Género GÉNERO genero ge\u0301nero gêneros ﬁn fin ﬁnes FIN straße STRASSE
strasse ẞ ß ss İstanbul ıstanbul istanbul cœur Cœurs coeur CŒUR ½ m² m2 1º λόγος ΛΟΓΟΣ Λόγου Ωmega
ﾞ ⑴ ªb µm μm 𝐴𝐵 ﷺ ñandú n\u0303andu łódź øre dying dies die publicité publicités évidemment
évident casa casas case cases city cities 北京 мир e\u0301 o\u0323\u0301s red redes rede vidas vida
psico-social psicosociales psico social a-b ab-a aba-ab aab-a género-s
"""
_SIGNS = [*"   \n\u3000_-.?’•\u0301₪", "  ", "— ", ""]
_OPERATORS = [" ", " OR ", " -", " title:"]


@st.composite
def _queries_and_texts(draw: st.DrawFn) -> tuple[str, str]:
    """A query and a text of the same few words, so that they meet often."""
    word = st.sampled_from(draw(st.lists(st.sampled_from(_WORDS.split()), min_size=1, max_size=5)))
    several = st.lists(word, min_size=1, max_size=3).map(" ".join)
    cut = st.tuples(word, st.integers(0, 3), st.integers(0, 3)).map(lambda t: t[0][t[1] :][: t[2]])
    part = (
        word
        | word.map("{}~".format)
        | several.map('"{}"'.format)
        | st.tuples(several, st.integers(1, 4)).map(lambda t: f'"{t[0]}"~{t[1]}')
        | st.lists(cut, min_size=2, max_size=3).map("*".join)
    )
    parts = st.lists(st.tuples(part, st.sampled_from(_OPERATORS)).map("".join), max_size=4)
    runs = st.lists(st.tuples(word, st.sampled_from(_SIGNS)).map("".join), max_size=40)
    letters = st.text(st.sampled_from("ab éñ\u0301ﬁßİœ½²Σςσ_’?.\n北"), max_size=60)
    return draw(parts.map("".join)) + draw(part), draw(runs.map("".join) | letters)


def _looked_for(node: Node | None) -> list[Node]:
    """The leaves that mark, but for the optional words; of several meanings those of the first."""
    if isinstance(node, FirstOf):
        return _looked_for(node.nodes[0])
    if isinstance(node, And | Or):
        return [leaf for inner in node.nodes for leaf in _looked_for(inner)]
    return [node] if isinstance(node, Word | Phrase | Wildcard | Fuzzy) else []


def _is(leaf: Node, word: str, language: str) -> bool:
    base = folded(word)
    match leaf:
        case Word(text):
            stemmed = language in {row.code for row in INDEXED_LANGUAGES}
            return any(
                base == folded(form) or (stemmed and stem(form, language) == stem(word, language))
                for form in one_word_forms(text)
            )
        case Wildcard(pattern):
            pieces = [re.escape(folded(piece)) for piece in pattern.split("*")]
            return re.fullmatch(".*".join(pieces), base) is not None
        case Fuzzy(text):
            return base in within_distance(folded(text), [base], leaf.distance)
    return False


def _naive(query: str, text: str, language: str) -> str:
    """What is marked, by the definition, each word compared with each leaf."""
    leaves = _looked_for(parse(query).tree)
    optional = optional_words(leaf.text for leaf in leaves if isinstance(leaf, Word))
    words = tokenize(text)
    whole = text_of(text, ())
    # Where the signs of a reading end behind its last word.
    signs: dict[tuple[int, int], int] = {}
    for (at, count, _), read in zip(whole.readings, read_text(text), strict=True):
        place = at, at + count - 1
        signs[place] = max(read.end, signs.get(place, 0))
    marked = [False] * (len(text) + 1)
    for leaf in leaves:
        if isinstance(leaf, Phrase):
            places = _phrase_places(leaf, whole)
        elif isinstance(leaf, Word) and leaf.text in optional:
            continue
        else:
            places = [(n, n) for n, word in enumerate(words) if _is(leaf, word.text, language)]
            if isinstance(leaf, Word):
                places += _reading_places(leaf.text, whole)
        for first, last in places:
            start, end = words[first].start, max(words[last].end, signs.get((first, last), 0))
            marked[start:end] = [True] * (end - start)
    shown = [
        "[" * (here and not before) + "]" * (before and not here) + char
        for before, here, char in zip([False, *marked], marked, [*text, ""], strict=False)
    ]
    return "".join(shown)


def _phrase_places(phrase: Phrase, text: Text) -> list[tuple[int, int]]:
    """The first and last words of what is marked."""
    if not phrase.slop:
        rows = {(start, start) for start in range(len(text.words))}
        for word in phrase.words:
            rows = {(first, end) for first, at in rows for s, end in spans(word, text) if s == at}
        return [(first, end - 1) for first, end in rows]
    different = {frozenset(map(folded, one_word_forms(word))): word for word in phrase.words}
    places = [spans(word, text) for word in different.values()]
    reach = len(different) + phrase.slop
    near = set()
    for n in range(len(text.words)):
        inside = [{(s, e) for s, e in own if n <= s < n + reach} for own in places]
        if all(inside):
            near |= set().union(*inside)
    return [(start, end - 1) for start, end in near]


def _reading_places(typed: str, text: Text) -> list[tuple[int, int]]:
    forms = set(map(folded, one_word_forms(typed)))
    places = [
        (at, at + words - 1)
        for at, words, read in text.readings
        if any(form == read or shares_stem(form, read) for form in forms)
    ]
    if len(parts_of(typed)) > 1:
        places += [(start, end - 1) for start, end in spans(typed, text)]
    return places


@given(_queries_and_texts(), st.sampled_from(["es", "en", "pt", "fr", "und"]))
@example(("a", "\uff9e-a "), "es")  # a letter that is a sign on others, and folds to nothing
@example(("1º", "1º1º "), "es")  # two words without anything between them
@example(("⑴*a a", "⑴ a "), "es")
@example(("a", "a.a."), "es")  # an acronym, whose last dot is no part of its last letter
@example(('"⑴" a', "⑴ "), "es")  # a number that is decomposed to one with signs
@example(("a", "1º’a a "), "es")  # a glottal letter at the beginning of a word
@example(("ab-a", "a-b\na-b\nab-a "), "es")  # a compound whose part is another compound's whole
@settings(max_examples=500)
def test_marks_are_those_of_the_definition(pair: tuple[str, str], language: str) -> None:
    query, text = pair
    assert _marked(query, text, language) == _naive(query, text, language)


# Ends that the stemmers cut, and those that they put in their place, by language.
_ENDS = {
    "es": """ a o e os as es ito ico ismo able ista oso amiento imiento ador ación aciones ante
        ancia logía logías ución uciones encia encias amente mente idad abilidad icidad ivo ativo
        yendo ya yó er ar ir ía ándolo iéndose írselo gue guen que en éis emos ando ada""",
    "en": """ s es ed ing ied ies y ly edly ingly eed sses us ational ation ator tional enci
        ancy ably ently izer ization alism ality ally fulness ously ousness iveness ivity bility
        bly logy logist fully lessly icate icity ical ness ative able ible ement ment ism ion l e
        ying ie ie's i sky skis skies""",
    "pt": """ a o e os as es ico ismo ável ível ista oso amento imento ador ação ações ante
        ância logia ução uções ência ências amente mente idade abilidade icidade iva ativa eira
        ira iras ão õe çe ç gue guê cie ei ou ar er ir ando aria""",
    "fr": """ e s es ance ique isme able iste eux atrice ateur ation ication icateur logie usion
        ution utions ence ement ivement eusement ablement ièrement ité icité abilité ivité if ive
        atif icatif eaux aux oux euse euses issement issements amment emment ment îmes ir issant
        ions é ée er era ant ion ier ière ière enne onne ette elle eille ç ï ë ouï quer y""",
}  # fmt: skip


@pytest.mark.parametrize("language", _ENDS)
@given(st.text("abceginoqrtuyéçñ", max_size=6), st.data())
@settings(max_examples=100)
def test_no_word_of_the_same_stem_is_passed_over(
    language: str, beginning: str, data: st.DataObject
) -> None:
    ends = ["", *_ENDS[language].split()]
    query = beginning + data.draw(st.sampled_from(ends)) + data.draw(st.sampled_from(ends))
    text = " ".join(beginning + first + last for first in ends for last in ends[::7])
    assert _marked(query, text, language) == _naive(query, text, language)


@given(
    st.text(st.sampled_from("ab \n\t\x0b\x1f\x85\xa0\u1680\u2003\u2028\u202f\u3000"), max_size=60)
)
def test_white_space_is_folded_to_single_blanks(text: str) -> None:
    assert _snippet("", text) == " ".join(text.split())


def test_a_long_passage_is_looked_at_to_its_end() -> None:
    text = "Palabras que no dicen nada. " * 2200 + "Solo aquí: la memoria vence al miedo."
    assert len(text) > 60_000
    for query in ("memoria miedo", "memor*", "memoira~", '"miedo memoria"~3', "*moria"):
        assert "[memoria] vence al" in _snippet(query, text)
    assert "[memoria vence al miedo]" in _snippet('"memoria vence al miedo"', text)


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("miedo", "El [miedo] y la paz"),
        ("title:miedo", "El [miedo] y la paz"),
        ("title:(miedo OR paz)", "El [miedo] y la [paz]"),
        ('title:"el miedo"', "[El miedo] y la paz"),
        ("paz title:mied*", "El [miedo] y la [paz]"),
        ("creator:miedo subject:paz", "El miedo y la paz"),
        ("title:paz -title:miedo", "El miedo y la [paz]"),
    ],
)
def test_a_title_is_marked_where_the_query_matches_it(query: str, marked: str) -> None:
    spans = Highlighter(parse(query)).mark_field("title", "El miedo y la paz", "es")
    assert "".join(f"[{s.text}]" if s.match else s.text for s in spans) == marked


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.integers(0, 3)), max_size=20))
def test_windows_count_what_is_inside(rows: list[tuple[int, int, int]]) -> None:
    matches = sorted((start, start + length, leaf) for start, length, leaf in rows)
    inside = [
        [leaf for start, end, leaf in matches[number:] if end <= first + 20]
        for number, (first, _, _) in enumerate(matches)
    ]
    assert list(windows(matches, 20)) == [
        (sum(1 << leaf for leaf in set(leaves)), len(leaves)) for leaves in inside
    ]


@pytest.mark.parametrize("text", ["miedo " * 1000, "miedo\n" * 1000, "\ufdfa" * 300 + " miedo"])
@pytest.mark.parametrize("query", ["miedo", "mie*", '"miedo miedo"', '"miedo miedo"~3', "miedo-s"])
def test_one_request_looks_at_so_many_letters_and_no_more(
    monkeypatch: pytest.MonkeyPatch, text: str, query: str
) -> None:
    monkeypatch.setattr(highlight, "MAX_LETTERS", 1000)
    highlighter = Highlighter(parse(query))
    spans = highlighter.mark(text, "es")
    assert "".join(span.text for span in spans) == text
    assert sum(len(span.text) for span in spans if span.match) < 1000
    for _ in range(3):
        spans = highlighter.mark("miedo miedo", "es")
    assert spans == (Span("miedo miedo", False),)
    assert highlighter.snippet(Passage(1, "1", "El miedo.")) == (Span("El miedo.", False),)


def test_a_word_longer_than_any_in_the_index_is_one_by_its_beginning() -> None:
    text = "x" * (MAX_WORD_CHARS + 50) + "y"
    for query, is_marked in (("xxx*", True), ("*y", False), ("*xx*", True)):
        spans = Highlighter(parse(query)).mark(text, "es")
        assert [span.match for span in spans] == [is_marked], query


# Words of a query that share a term with many forms, each of which may stand in several ways.
TERM = tuple(Member(Phrase((f"uno-{n}", f"dos-{n}", "participativa")), 1.0) for n in range(20))
IN_GROUPS = And(tuple(WordGroup(Word(word), TERM) for word in ("action", "research", "méthode")))


def test_terms_with_many_forms_leave_letters_to_mark_the_last_text_of_a_page() -> None:
    highlighter = Highlighter(Query("", IN_GROUPS))
    text = "A long text of other words. " * 300 + "Research. " + "Its end is far. " * 300
    for _ in range(60):
        shown = highlighter.snippet(Passage(1, "1", text, language="en"))
    assert any(span.match for span in shown)


def test_a_form_in_several_ways_is_marked_for_each_word_that_it_stands_for() -> None:
    for written in ("uno-3 dos-3 participativa", "uno3 dos3 participativa"):
        assert _shown(Highlighter(Query("", IN_GROUPS)), f"La {written}, dicen.") == [written]


def _shown(highlighter: Highlighter, text: str) -> list[str]:
    return [span.text for span in highlighter.mark(text, "es") if span.match]
