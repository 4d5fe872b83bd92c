"""Words that are never added to what a reader types, and the pairs that are not joined."""

from __future__ import annotations

import pytest

from indexer.engine.embedded.read.blocked_words import parse_blocked_words

BLOCKED = parse_blocked_words("""
# A remark.
[es]
tonto  # another remark
imbecil
[en]
halfwit

[wrong senses]
exito exit
moro moron
""")


@pytest.mark.parametrize(
    ("typed", "form", "blocked"),
    [
        ("persona", "tonto", True),
        ("persona", "tontos", True),
        ("persona", "Imbéciles", True),
        ("tonto", "tontos", True),
        ("person", "half-wits", True),
        ("persona", "tonta", False),
        ("persona", "es", False),
        ("éxito", "exit", True),
        ("éxitos", "exits", True),
        ("exit", "éxito", True),
        ("moro", "morons", True),
        ("mora", "exit", False),
        ("logro", "éxito", False),
        ("salida", "exit", False),
        ("wrong", "senses", False),
    ],
)
def test_a_word_is_blocked_with_its_plurals_and_a_pair_both_ways(
    typed: str, form: str, blocked: bool
) -> None:
    assert BLOCKED.blocks(typed, form) == blocked


def test_an_empty_list_blocks_nothing() -> None:
    assert not parse_blocked_words("").blocks("miedo", "temor")
