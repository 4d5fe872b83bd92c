from __future__ import annotations

import pytest

from indexer.extract.text.quality import is_better, is_doubtful, is_unreadable

GOOD = "El acompañamiento psicosocial parte de la escucha y del cuidado."
GLUED = "Elacompañamientopsicosocialpartede laescuchaydelcuidadodelosdemás."
SIGNS = "El acompa\x01amiento psicosocial p\ufffdrte de l\ue003 escucha y."
NOISE = "\x04\x05\x06\x07\x08\x0bX\x07\ue00b\ue006\ufffd\x05\x05"


@pytest.mark.parametrize(
    ("text", "doubtful", "unreadable"),
    {
        "words": (GOOD, False, False),
        "nothing": ("", True, False),
        "blanks and dots": (" \n . . .", True, False),
        "words run together": (GLUED, True, True),
        "signs for letters": (SIGNS, True, False),
        "hardly a letter": (NOISE, True, True),
        "joints of broken words": ("acompaña\ufffemiento psico\ufffesocial", False, False),
        "one long word in a text": (
            f"{GOOD * 20} Donaudampfschifffahrtsgesellschaft",
            False,
            False,
        ),
        "a long address": ("www.ejemplo.org/publicaciones/cuadernos/claves", False, False),
        "a script without blanks": (
            "これは日本語の文章でありスペースがないのが普通ですから長い",
            False,
            False,
        ),
    }.values(),
    ids=lambda value: None,
)
def test_a_text_shows_what_trouble_it_has(text: str, doubtful: bool, unreadable: bool) -> None:
    assert (is_doubtful(text), is_unreadable(text)) == (doubtful, unreadable)


@pytest.mark.parametrize(
    ("other", "text", "better"),
    {
        "something for nothing": ("texto", "", True),
        "nothing for nothing": (" .", "", False),
        "words for words run together": (GOOD, GLUED, True),
        "letters for signs": (GOOD, SIGNS, True),
        "the same trouble": (GLUED, GLUED, False),
        "half the text": (GOOD[:25], GLUED, False),
        "more trouble": (NOISE, SIGNS, False),
    }.values(),
    ids=lambda value: None,
)
def test_another_text_is_taken_where_it_is_clearly_better(
    other: str, text: str, better: bool
) -> None:
    assert is_better(other, text) is better
