"""Puts accents that stand beside their letters onto them: "educaci´on", "despu´es", "Kyro¨la".

TeX's older fonts draw an accent and a letter. The document says on which side the letters stand,
and each place by itself: what becomes a word is repaired even where it is the only one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from indexer import word_frequencies
from indexer.languages import LANGUAGES

_MARKS: Final = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302",
    "˜": "\u0303", "¸": "\u0327", "˚": "\u030a", "ˇ": "\u030c",
}  # fmt: skip
_SIGNS: Final = "".join(_MARKS)
_MARK: Final = re.compile(rf"(?P<before>[^\W\d_]?)(?P<mark>[{_SIGNS}])(?P<after>[^\W\d_]?)")
# Words before an apostrophe, for which the acute accent can stand ("l´homme", "dell´anno").
_ELISION: Final = re.compile(
    rf"(?:^|\W)(?:{'|'.join(word for row in LANGUAGES for word in row.elisions)})$", re.IGNORECASE
)
_ACCENTED_IN_NAMES: Final = "ýşåůčěňřšž"
"""Letters of languages without a row, in the names of people and places."""

_TILDES: Final = "~^"
"""Typed instead of the accent; they mean something else everywhere but in words."""
_ANY_SIGN: Final = re.compile(rf"[{_SIGNS}]|[{_TILDES}](?=[^\W\d_])(?<=[^\W\d_].)")
# Bounded, so that a page without spaces takes no longer than others.
_LETTERS: Final = r"[^\W\d_]{1,40}"
_RUN: Final = re.compile(
    rf"(?:{_LETTERS}(?: ?[{_SIGNS}] ?|[{_TILDES}])|(?<![^\W_])[{_SIGNS}]){_LETTERS}"
    rf"(?:[{_SIGNS}{_TILDES}]{{1,2}}(?:{_LETTERS})?){{0,4}}|{_LETTERS}[{_SIGNS}]"
)
_SIGN: Final = re.compile(rf" ?([{_SIGNS}{_TILDES}]) ?")
_MIN_LETTERS: Final = 4
_MIN_FREQUENCY: Final = 2.5
"""Zipf frequency of words of that many letters which one place can make; short ones may be quoted
("´el´")."""
_QUOTED: Final = re.compile(r"´[^´\n]{1,80}´(?![^\W\d_])")
_MAX_QUOTE_CHARS: Final = 82
_OPEN_QUOTE: Final = re.compile(r"(?<![^\W\d_])´(?=[^\W\d_])[^´\n]{1,80}\Z")


def _carriers() -> Mapping[str, frozenset[str]]:
    """The letters that carry each mark (not ḿ or ĺ: "matem´atica")."""
    known = _ACCENTED_IN_NAMES + "".join(row.accented for row in LANGUAGES)
    pairs = {tuple(unicodedata.normalize("NFD", letter)) for letter in known}
    return {
        sign: frozenset(letter for letter, on_it in pairs if on_it == mark)
        for sign, mark in _MARKS.items()
    }


_CARRIERS: Final = _carriers()
_DOTLESS: Final = {"ı": "i", "ȷ": "j"}


@dataclass(frozen=True, slots=True)
class AccentSides:
    """On which side of its spacing accents a document has the letters: unambiguous cases."""

    before: int = 0
    after: int = 0
    either: int = 0

    @property
    def any(self) -> bool:
        """Fewer than three may as well be quotation marks or apostrophes."""
        return self.before + self.after + self.either >= 3


def count_sides(texts: Iterable[str]) -> AccentSides:
    """The sides of all accents of a document."""
    before = after = either = 0
    for text in texts:
        for match in _MARK.finditer(text) if any(mark in text for mark in _MARKS) else ():
            left, right = _compose(match, "before"), _compose(match, "after")
            if match["mark"] == "`" or _is_elision(match) or not match["before"]:
                continue
            before += bool(right and not left)
            after += bool(left and not right)
            either += bool(left and right)
    return AccentSides(before, after, either)


def repair_accents(text: str, sides: AccentSides) -> str:
    """Repair "educaci´on" and "Kyro¨la" to educación and Kyröla."""
    if not _ANY_SIGN.search(text):
        return text
    text = _RUN.sub(_by_words, text)
    if not sides.any or not any(mark in text for mark in _MARKS):
        return text

    def repair(match: re.Match[str]) -> str:
        left, right = _compose(match, "before"), _compose(match, "after")
        if match["mark"] in "`˜" and not match["before"]:
            return match[0]  # an opening quotation mark, the tilde of an address
        if left and (not right or sides.after > sides.before):
            return left + match["after"]
        return match["before"] + right if right else match[0]

    # Twice: a letter between two marks ("¸c˜o") belongs to one match only.
    return _MARK.sub(repair, _MARK.sub(repair, text))


def _by_words(match: re.Match[str]) -> str:
    """The run as the most frequent word that its accents can make; as it is if they make none.

    An accent before a blank may be on the last letter of a word: "nos conto´ su vida".
    """
    run = match[0]
    if _QUOTED.match(match.string, match.start()) or _is_split_elision(match):
        return run
    if word := _word_of(run):
        return word
    end = run.find(" ")
    if end < 1 or run[end - 1] not in _SIGNS or _opens_quote(match):
        return run
    return (_word_of(run[:end]) or run[:end]) + run[end:]


def _opens_quote(match: re.Match[str]) -> bool:
    """Whether the accents around the run are quotation marks: "la ´zona libre´ fue"."""
    start = match.start()
    return bool(_OPEN_QUOTE.search(match.string, max(0, start - _MAX_QUOTE_CHARS), start))


def _word_of(run: str) -> str:
    """The most frequent word that a run can make, if there is one."""
    pieces = _SIGN.split(run)
    choices = [pieces[0]]
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        choices = [choice for start in choices for choice in _joined(start, sign, piece)]
    best = max(choices, key=lambda word: word_frequencies.frequency(word.lower()), default="")
    is_word = (
        len(best) >= _MIN_LETTERS and word_frequencies.frequency(best.lower()) >= _MIN_FREQUENCY
    )
    return best if is_word else ""


def _joined(start: str, sign: str, rest: str) -> list[str]:
    """Both parts of a word, with the accent on the last letter or the first of the next part."""
    left, right = _accented(start[-1:], sign), _accented(rest[:1], sign)
    return [
        *([start[:-1] + left + rest] if left else []),
        *([start + right + rest[1:]] if right else []),
    ]


def _is_split_elision(match: re.Match[str]) -> bool:
    before, sign, rest = match[0].partition("´")
    is_elided = bool(sign and before and _ELISION.search(before))
    return is_elided and word_frequencies.frequency(rest.lower()) > 0


def _compose(match: re.Match[str], side: str) -> str:
    """The letter on that side combined with the mark; empty if there is no such letter."""
    return _accented(match[side], match["mark"])


def _accented(letter: str, sign: str) -> str:
    sign = {"~": "˜", "^": "ˆ"}.get(sign, sign)
    letter = _DOTLESS.get(letter, letter)
    if not letter or letter.lower() not in _CARRIERS[sign]:
        return ""
    return unicodedata.normalize("NFC", letter + _MARKS[sign])


def _is_elision(match: re.Match[str]) -> bool:
    start = max(0, match.start("mark") - 8)
    return match["mark"] == "´" and bool(_ELISION.search(match.string[start : match.start("mark")]))
