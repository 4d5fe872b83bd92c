"""Note marks: the raised numbers, letters and signs in a text that refer to its notes.

In a text that is shown they are Unicode's superscripts ("sembradora¹ camina", "¹ Nota al pie"), so
that they stay legible and are no part of a word: they are not indexed, take no position, and
quotations leave them out. "m²", "10³" and "x²" are words; where a mark stands behind such a word,
it has parentheses ("la letra x⁽²⁾").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_RAISED: Final = str.maketrans(
    "0123456789abcdefghijklmnoprstuvwxyz",
    "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",  # there is no q
)
_DIGITS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_OPEN, _CLOSE = "⁽", "⁾"
# Words whose superscript is an exponent. CO² is how many write CO₂.
_UNITS: Final = "nm|µm|μm|mm|cm|dm|km|hm|ft|in|mi|yd|co"
_LETTER: Final = rf"(?![{_DIGITS}])[^\W\d_]"
_EXPONENT: Final = (
    rf"(?<![^\W\d_])(?:{_UNITS}|{_LETTER})⁻?[¹²³](?![{_DIGITS}])|(?<!\d)10⁻?[{_DIGITS}]+"
)
_MARK: Final = rf"[{_DIGITS}]+(?:[,;–⁻-][{_DIGITS}]+)*|{_OPEN}[^{_OPEN}{_CLOSE}\s]{{1,16}}{_CLOSE}"
_WORD_WITH_EXPONENT: Final = re.compile(_EXPONENT, re.IGNORECASE)
_EXPONENT_OR_MARK: Final = re.compile(rf"({_EXPONENT})|{_MARK}", re.IGNORECASE)
NOTE_MARK_SIGNS: Final = frozenset(_DIGITS + _OPEN)
"""Of these, each note mark has one."""


def note_mark(label: str, before: str = "") -> str:
    """The mark of the note `label` ("1", "[12]", "a"), as it is shown behind the text `before`."""
    bare = label.strip("()[]{} ")
    if not any(map(str.isalnum, bare)):
        return bare  # an asterisk or a dagger, which is no part of a word anyway
    raised = bare.casefold().translate(_RAISED)
    is_number = all(character in f"{_DIGITS},;–-" for character in raised)
    if is_number and not _WORD_WITH_EXPONENT.search(before[-3:] + raised):
        return raised
    return f"{_OPEN}{raised}{_CLOSE}"


def blank_note_marks(text: str) -> str:
    """`text` with a blank in place of each character of a note mark: its length stays."""
    return _replaced(text, " ")


def without_note_marks(text: str) -> str:
    """`text` without its note marks, for quotations."""
    return _replaced(text, "")


def _replaced(text: str, character: str) -> str:
    """`text` with its marks replaced; only words that have a sign of marks are looked at."""
    done, pieces = 0, list[str]()
    for sign in sorted(_places_of_signs(text)):
        if sign < done:
            continue
        start = max(text.rfind(" ", done, sign), done)
        end = text.find(" ", sign + 1)
        end = len(text) if end < 0 else end
        pieces += text[done:start], _without_marks(text[start:end], character)
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _places_of_signs(text: str) -> Iterator[int]:
    for sign in NOTE_MARK_SIGNS:
        at = text.find(sign)
        while at >= 0:
            yield at
            at = text.find(sign, at + 1)


def _without_marks(word: str, character: str) -> str:
    return _EXPONENT_OR_MARK.sub(lambda found: found[1] or character * len(found[0]), word)
