"""How words sound: a key for each language, equal for words that are spoken alike.

The rules are those of the language's row in `indexer.languages`, applied one after the other, as
in the tables of Aspell (http://aspell.net/man-html/Phonetic-Code.html). No package has keys for the
four languages of the index; and Metaphone and its kin drop vowels, which Spanish writes as they
sound: "casa", "caso" and "cosa" would be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from indexer.engine.analysis import fold, lowercase
from indexer.languages import LANGUAGES, Language

_BETWEEN: Final = "\n"


def sound_key(word: str, code: str) -> str:
    """How a word sounds in the language `code`.

    Raises:
        KeyError: the language is not in `SOUNDED_LANGUAGES`.
    """
    return sound_keys([lowercase(word)], code)[0]


def sound_keys(forms: Sequence[str], code: str) -> list[str]:
    """How many lower-case words sound in the language `code`.

    Raises:
        KeyError: the language is not in `SOUNDED_LANGUAGES`.
    """
    written, folded = _RULES[code]
    text = _applied(written, _BETWEEN.join(forms))
    return _applied(folded, fold(text)).split(_BETWEEN)


def alike_in(word: str, other: str, codes: Iterable[str]) -> frozenset[str]:
    """Those of the languages in which two words sound alike, as far as they have rules."""
    forms = [lowercase(word), lowercase(other)]
    keys = {code: sound_keys(forms, code) for code in codes if code in _RULES}
    return frozenset(code for code, (first, second) in keys.items() if first == second)


_Rules = list[tuple[re.Pattern[str], str]]


def _applied(rules: _Rules, text: str) -> str:
    for letters, sound in rules:
        text = letters.sub(sound, text)
    return text


def _compiled(language: Language) -> tuple[_Rules, _Rules]:
    """The rules for a word as written, and those for a word without its accents."""
    rules = [(re.compile(rule.letters, re.MULTILINE), rule.sound) for rule in language.sound_rules]
    written = [rule for rule in rules if not rule[0].pattern.isascii()]
    return written, [rule for rule in rules if rule[0].pattern.isascii()]


_RULES: Final = {row.code: _compiled(row) for row in LANGUAGES if row.sound_rules}
SOUNDED_LANGUAGES: Final = tuple(_RULES)
"""The languages that have rules."""
