"""Vocabulary that is safe to expose: completions of a prefix, and similar spellings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.engine import extend_index, open_engine, replace_index
from indexer.engine.ast import Word
from indexer.engine.near_duplicates import SIGNATURE_VALUES
from indexer.engine.port import Engine, Writer
from indexer.engine.searches import SearchRequest
from indexer.fields import NO_FILTERS
from indexer.model import Hidden, Metadata
from indexer.settings import Settings, load_settings
from tests.contract import library
from tests.contract.conftest import ENGINES

# Each text is a publication of one language, named by its order: "es1", "es2", "en3"…
TEXTS = (
    "es: El miedo de los niños y las víctimas. Cuidado, cuidados, cuidadoras. Nahualtzin.",
    "es: La víctima y el miedo: víctimas, víctimas. Peña vive en Chiapas. Cuidado con el covid19.",
    "es: Las VICTIMAS y los cuidados en Chiapas. La pena, 2014 y 2015. La niña Xochitl.",
    "en: The victims care; the south. Los Angeles in 2014. Between 2014 and 2015. A covid19 note.",
    "en: Victims between fear and care, in Los Angeles. Zapata writes of the psico-social.",
    "fr: Le sud, sur la mer, avec les victimes. La mer.",
    "es: El sur y el mar del sur. Lo psico-social.",
    "es: El sur de los Altos, Chiapas, y su miedo; Zapata en el mar.",
)
NOBODY: frozenset[str] = frozenset()


def put(writer: Writer, number: int, text: str) -> None:
    metadata = Metadata(title=f"Cuaderno {number}", languages=(text[:2],))
    identifier = f"{text[:2]}{number}"
    passages = library.passages(metadata, (text,))
    writer.put(library.record(identifier, metadata, (text,)), passages)


def build(settings: Settings) -> None:
    writer = replace_index(settings)
    for number, text in enumerate(TEXTS, 1):
        put(writer, number, text)
    writer.commit()


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """These texts, on each engine."""
    index: Path = tmp_path_factory.mktemp("index")
    settings = load_settings({"index": index, "engine": request.param}, {})
    build(settings)
    opened = open_engine(settings)
    yield opened
    opened.close()


def beginning(
    engine: Engine, text: str, hidden: frozenset[str] = NOBODY, most: int = 10
) -> list[tuple[str, int]]:
    found = engine.acquire(Hidden(hidden)).words_with_prefix(text, most)
    return [(one.word, one.publications) for one in found]


def near(engine: Engine, text: str, hidden: frozenset[str] = NOBODY) -> list[str]:
    return [one.word for one in engine.acquire(Hidden(hidden)).similar_words(text, 10)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vic", [("víctimas", 3), ("victims", 2)]),  # the spelling that most publications have
        ("VÍC", [("víctimas", 3), ("victims", 2)]),
        ("cuidad", [("cuidado", 2), ("cuidados", 2)]),  # equal ones in the order of the alphabet
        ("cuad", [("cuaderno", 8)]),  # a title's word
        ("pen", []),  # two publications, but Peña and pena are in one each
        ("nahual", []),  # in a single publication
        ("xoch", []),
        ("zap", [("zapata", 2)]),
        ("covid", [("covid19", 2)]),
        ("2014", []),  # a number
        ("los", []),  # a function word of the language that it is mostly in
        ("the", []),
        ("sur", [("sur", 3)]),  # the south, in two publications; a function word in the third
        ("ma", [("mar", 2)]),
        ("ca", [("care", 2)]),
        ("psi", [("psico", 2)]),  # the part of a compound
        ("psico-so", []),
        ("", []),
        ("-", []),
        ("\u0301", []),
        ("vic tim", []),
        ("*", []),
        ("vi\ud800", []),
    ],
)
def test_words_with_a_prefix(engine: Engine, text: str, expected: list[tuple[str, int]]) -> None:
    assert beginning(engine, text) == expected


def test_no_more_words_than_the_limit_and_those_are_the_most_frequent(engine: Engine) -> None:
    assert beginning(engine, "c", most=2) == [("cuaderno", 8), ("chiapas", 3)]


@pytest.mark.parametrize(
    ("text", "hidden", "expected"),
    [
        ("zap", {"en5"}, []),  # one publication is left
        ("vic", {"es1"}, [("victims", 2)]),  # víctimas and victimas are in one each
        ("vic", {"es3"}, [("víctimas", 2), ("victims", 2)]),
        ("chiapas", {"es2", "unknown"}, [("chiapas", 2)]),
    ],
)
def test_hidden_publications_count_for_no_word(
    engine: Engine, text: str, hidden: set[str], expected: list[tuple[str, int]]
) -> None:
    assert beginning(engine, text, frozenset(hidden)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("meido", ["miedo"]),  # two letters exchanged
        ("MIEDOO", ["miedo"]),
        ("víctimsa", ["víctimas", "victims"]),  # two edits from eight letters on; the nearest first
        ("nuidados", []),  # `nuidados~` finds no word with another first letter
        ("cuidados", ["cuidado"]),  # not the word itself
        ("xochitll", []),  # in a single publication
        ("zapate", ["zapata"]),
        ("", []),
        ("-", []),
    ],
)
def test_words_with_a_similar_spelling(engine: Engine, text: str, expected: list[str]) -> None:
    assert near(engine, text) == expected


def test_words_of_hidden_publications_are_not_similar(engine: Engine) -> None:
    assert near(engine, "zapate", frozenset({"en5"})) == []


@pytest.mark.parametrize(
    ("word", "hidden", "expected"),
    [
        ("victimas", set(), 1),  # spelt so
        ("VÍCTIMAS", set(), 2),
        ("peña", set(), 1),
        ("cuaderno", set(), 8),  # in titles
        ("2014", set(), 2),
        ("5", set(), 1),
        ("psico", set(), 2),
        ("zapata", {"en5", "unknown"}, 1),
        ("nowhere", set(), 0),
        ("", set(), 0),
        ("vic tim", set(), 0),
        ("\u0301", set(), 0),
    ],
)
def test_publications_with_this_spelling_are_counted(
    engine: Engine, word: str, hidden: set[str], expected: int
) -> None:
    assert engine.acquire(Hidden(frozenset(hidden))).count_spelling(word) == expected


def test_words_follow_the_commits(settings: Settings) -> None:
    build(settings)
    engine = open_engine(settings)
    assert beginning(engine, "zap") == [("zapata", 2)]
    writer = extend_index(settings)
    writer.remove("en5")
    put(writer, 9, "es: Las víctimas y Nahualtzin.")
    put(writer, 10, "es: Nahualtzin.")
    writer.commit()
    engine.refresh()
    assert beginning(engine, "zap") == []
    assert beginning(engine, "nahual") == [("nahualtzin", 3)]
    assert beginning(engine, "vict") == [("víctimas", 4)]
    assert near(engine, "nahualtzim") == ["nahualtzin"]


def test_an_empty_index_has_no_words(settings: Settings) -> None:
    replace_index(settings).commit()
    engine = open_engine(settings)
    assert (beginning(engine, "a"), near(engine, "miedo")) == ([], [])


@pytest.mark.parametrize(
    ("copies", "words", "total"),
    [
        ((), [("nahualtzin", 2)], 2),
        (("copy",), [], 1),  # what only copies of one text say may be a name
    ],
)
def test_copies_of_one_text_count_once(
    settings: Settings, copies: tuple[str, ...], words: list[tuple[str, int]], total: int
) -> None:
    writer = replace_index(settings)
    metadata = Metadata(title="Cuaderno", languages=("es",))
    text = ("Nahualtzin vive aquí.",)
    for identifier in ("first", "copy"):
        signature = bytes(2 * SIGNATURE_VALUES) if identifier in ("first", *copies) else b""
        made = replace(library.record(identifier, metadata, text), signature=signature)
        writer.put(made, library.passages(metadata, text))
    writer.commit()
    reader = open_engine(settings).acquire()
    assert [(one.word, one.publications) for one in reader.words_with_prefix("nahu", 5)] == words
    assert [one.word for one in reader.similar_words("nahualtzim", 5)] == [w for w, _ in words]
    assert reader.count(Word("nahualtzin"), NO_FILTERS) == total
    assert reader.count_spelling("Nahualtzin") == total
    assert reader.search(SearchRequest("nahualtzin")).total == 2
