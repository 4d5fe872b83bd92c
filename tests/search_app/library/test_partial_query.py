"""What is complete in a query that is being typed, and what is still being written."""

from __future__ import annotations

import time

import pytest

from indexer.engine.query import MAX_CHARACTERS
from search_app.library.partial_query import PartialQuery, parse_partial

CASES = [
    # text, before, field, complete, beginning, lead, word, closing
    ("mie", "", "", (), "mie", "", "mie", ""),
    ("MIÉ", "", "", (), "mie", "", "mie", ""),
    ("memoria col", "", "", ("memoria",), "col", "memoria ", "col", ""),
    ("memoria ", "", "", ("memoria",), "", "memoria ", "", ""),
    ("memoria,", "", "", ("memoria",), "", "memoria,", "", ""),
    ("l'acc", "", "", ("l",), "acc", "l'", "acc", ""),
    ("psico-soc", "", "", ("psico",), "soc", "", "psicosoc", ""),
    ("psico\u2010soc", "", "", ("psico",), "soc", "", "psicosoc", ""),
    # operators stay
    ("miedo OR tem", "miedo OR ", "", (), "tem", "miedo OR ", "tem", ""),
    ("miedo NOT cue", "miedo NOT ", "", (), "cue", "miedo NOT ", "cue", ""),
    ("-mie", "-", "", (), "mie", "-", "mie", ""),
    ("-miedo tem", "-miedo ", "", (), "tem", "-miedo ", "tem", ""),
    ("(mie", "(", "", (), "mie", "(", "mie", ""),
    ("(a OR b) -mie", "(a OR b) -", "", (), "mie", "(a OR b) -", "mie", ""),
    ("acom* mie", "acom* ", "", (), "mie", "acom* ", "mie", ""),
    ("or mie", "", "", ("or",), "mie", "or ", "mie", ""),
    # fields
    ("creator:equ", "", "creator", (), "equ", "creator:", "", ""),
    ("Creator:equ", "", "creator", (), "equ", "Creator:", "", ""),
    ("creator:equipo ña", "", "creator", ("equipo",), "na", "creator:equipo ", "na", ""),
    ("miedo -subject:due", "miedo -", "subject", (), "due", "miedo -subject:", "", ""),
    ("title:", "", "title", (), "", "title:", "", ""),
    ("título:mie", "", "title", (), "mie", "título:", "", "", "título"),
    ('Autora:"equipo ña', "", "creator", ("equipo",), "na", 'Autora:"equipo ', "", '"', "Autora"),
    # phrases
    ('"mem', "", "", (), "mem", '"', "mem", '"'),
    ("«mem", "", "", (), "mem", "«", "mem", '"'),
    ('"memoria col', "", "", ("memoria",), "col", '"memoria ', "", '"'),
    ('creator:"equipo ña', "", "creator", ("equipo",), "na", 'creator:"equipo ', "", '"'),
    ('"a b" mie', '"a b" ', "", (), "mie", '"a b" ', "mie", ""),
    ('"a b"~5 mie', '"a b"~5 ', "", (), "mie", '"a b"~5 ', "mie", ""),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_end_of_a_query_is_taken_apart(
    case: tuple[str, str, str, tuple[str, ...], str, str, str, str]
    | tuple[str, str, str, tuple[str, ...], str, str, str, str, str],
) -> None:
    text, *parts = case
    assert parse_partial(text) == PartialQuery(*parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "language:e",
        'language:"e',
        "year:201",
        "mie*",
        "mie~",
        "miedo OR",
        '"a b"mie',
        'x"mie',
        "foo-title:mie",
        "x*-soc",
        "a" * (MAX_CHARACTERS + 1),
    ],
)
def test_what_is_no_word_or_name_is_not_completed(text: str) -> None:
    assert parse_partial(text) is None


@pytest.mark.parametrize("text", ["a-", "a ", "-a", "title:", "(", "-", '"', "a\u0301-", " "])
def test_any_text_is_read_at_once(text: str) -> None:
    start = time.thread_time()
    parse_partial((text * MAX_CHARACTERS)[:MAX_CHARACTERS])
    assert time.thread_time() - start < 0.1
