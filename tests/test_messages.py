"""Texts for staff: which language they are in, and what may stand in them."""

from __future__ import annotations

import pytest

from indexer.messages import (
    Message,
    language_of_machine,
    message,
    plural,
    use_language,
    verbatim,
)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "es"),
        ({"LANG": ""}, "es"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "pt_BR.UTF-8"}, "pt"),
        ({"LANG": "fr_FR@euro"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "nhn_MX"}, "es"),
        ({"LANG": "ca_ES@valencia"}, "es"),
        ({"LANG": "br_FR.UTF-8"}, "fr"),
        ({"LANG": "zh_Hant_TW"}, "en"),
        ({"LANG": "pt-BR"}, "pt"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "es_MX.UTF-8"}, "es"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "nah:pt:en"}, "pt"),
    ],
)
def test_the_language_is_that_of_the_locale(environment: dict[str, str], language: str) -> None:
    assert language_of_machine(environment) == language


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (message("no {what} in {where}", what="file", where="a {what}"), "no file in a {what}"),
        (message("{0.__class__} {missing}"), "{0.__class__} {missing}"),
        (message("{a}", a=message("{b}!", b=7)), "7!"),
        (verbatim("50 % of {this}"), "50 % of {this}"),
        (plural("{count} file", "{count} files", 1), "1 file"),
        (plural("{count} file", "{count} files", 0), "0 files"),
        (Message(), ""),
    ],
)
def test_values_stand_in_their_places_and_are_only_text(shown: Message, text: str) -> None:
    assert str(shown) == text


def test_a_message_is_in_the_language_in_use_when_it_is_shown() -> None:
    stored = message("{a}", a="x")
    use_language("es")
    assert str(stored) == "x"


def _nested(depth: int) -> Message:
    inner: Message | str = "x"
    for _ in range(depth):
        inner = Message("{a}{a}{a}", {"a": inner})
    assert isinstance(inner, Message)
    return inner


@pytest.mark.parametrize(
    ("shown", "bounded"),
    [
        (_nested(3), True),
        (_nested(12), False),
        (_nested(60), False),
        (Message("{a}" * 9, {"a": "x" * 200}), True),
        (Message("{a}" * 9, {"a": "x" * 300}), False),
        (Message("{a}", {"b" * 3000: "x"}), False),
        (Message("x" * 3000), False),
        (Message("{a}", {"a": "x" * 3000}), False),
        (Message("{a}", {"a": 10**5000}), False),
    ],
)
def test_messages_that_would_multiply_are_known(shown: Message, bounded: bool) -> None:
    assert shown.is_bounded is bounded
