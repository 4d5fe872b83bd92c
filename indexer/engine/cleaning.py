"""Cleans a text or a query before it is split into words; the same function for both.

Signs that nobody sees (soft hyphens, zero-width characters, direction marks) are dropped,
full-width signs, hyphens and apostrophes get one form each, and note marks and the most frequent
separators become blanks. Three things that need a look at their neighbours are decided here, too:

- **Apostrophes.** In k'usi, xch'ulel, tojol'ab'al, máako'ob the apostrophe stands for a glottal
  letter; it becomes `GLOTTAL`, a letter that `analysis.fold` drops. What elides or contracts
  (l'État, d'accompagnement, jusqu'ici, dell'anno, don't, women's) becomes a blank. Where it may be
  either (j'ai or j'ilol, t'aime or t'aan) the apostrophe stays, and `readings` reads it both ways.
- **Blanks inside an acronym or number** (C. I. D. H., EE. UU., 12 051, No. 45) become `JOINT`.
- **Digits of notes** (sembradora¹) are blanks; m² and 10³ are words (`indexer.note_marks`).

All but the dropped signs keep their places.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import numpy as np

from indexer.note_marks import NOTE_MARK_SIGNS, blank_note_marks

HYPHEN: Final = "-"
GLOTTAL: Final = "ʼ"
"""The one form of glottal letters."""
JOINT: Final = "\x02"
"""Stands for a blank that is part of an acronym or number."""

_SOFT_HYPHEN: Final = "\xad"
# The most frequent signs that Latin-1 lacks; with them replaced, most texts are Latin-1.
_FREQUENT: Final = (
    *(("’", "'"), ("‘", "'"), ("\u2010", HYPHEN), ("\u2011", HYPHEN)),
    *((sign, " ") for sign in f"”“–—…•→−_{JOINT}"),
)
_UNSEEN: Final = frozenset(
    map(
        chr,
        (
            *(0xAD, 0x34F, 0x61C, 0xFEFF),
            *range(0x180B, 0x180F),
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2070),
            *range(0xFE00, 0xFE10),
            *range(0xE0000, 0xE0080),
            *range(0xE0100, 0xE01F0),
        ),
    )
)
_ODD_FORMS: Final = {
    **{chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)},  # full-width
    **dict.fromkeys("\u202f\u205f\u3000", "\xa0"),
    **{chr(code): "\xa0" for code in range(0x2002, 0x200B)},
    **dict.fromkeys("\ua78b\ua78cˈʻʽʾʿˀ", GLOTTAL),
    **dict.fromkeys("′‛ʹ", "'"),
}
_TRANSLATION: Final = str.maketrans({**dict.fromkeys(_UNSEEN), **_ODD_FORMS})
_TRANSLATED: Final = _UNSEEN | _ODD_FORMS.keys()

# --- apostrophes. The apostrophe comes first in each pattern, so that it is what is searched for.
_VOWEL: Final = "[aeiouyhàáâäæèéêëìíîïòóôöœùúûü]"
_BETWEEN_LETTERS: Final = r"'(?<=[^\W\d_]'|[\u0300-\u036f]')(?=[^\W\d_])"
_ELIDED: Final = re.compile(
    rf"""{_BETWEEN_LETTERS}(?:
        (?<=\b[ld]') | (?<=qu') | (?<=\b[cmns]')(?={_VOWEL})  # French, Catalan
      | (?<=ll')(?={_VOWEL}) | (?<=\b(?:un|gl)')(?={_VOWEL}) | (?<=\bsant')  # Italian
      | (?<=\b(?:prud|entr)') | (?<=\bgrand') | (?<=\baujourd')
      | (?<=\b(?:anch|tutt|mezz|senz|cent|vent|tant|buon)')(?={_VOWEL}) | (?<=\b(?:quest)')
      | (?=(?:s|ll|re|ve|d)(?!\w|'\w)) | (?<=n')(?=t(?!\w|'\w))  # English
    )""",
    re.VERBOSE | re.IGNORECASE,
)
MAY_ELIDE: Final = rf"(?:(?<=\b[jt]')(?={_VOWEL})|(?=(?:[lmnt]|ls|ns|hi|ho)(?!\w|'\w)))"
"""Pattern behind an apostrophe between letters that either elides or is a glottal letter."""
_IS_GLOTTAL: Final = re.compile(rf"{_BETWEEN_LETTERS}(?!{MAY_ELIDE})", re.IGNORECASE)

# --- blanks inside acronyms and numbers
_BLANK: Final = "[ \xa0]"
_SPACE: Final = "[ \xa0\n]"
_CAPITAL: Final = "[A-ZÀ-ÖØ-Þ]"
_SPACED_ACRONYM: Final = (
    r"(?:{letter}(?<![\w.].)\.{space}(?:{letter}\.{space}){{0,8}}{letter}\."
    r"|{letter}(?<![\w.].){letter}\.{space}(?:{letter}{{2}}\.{space}){{0,3}}{letter}{{2}}\.?)"
    r"(?!\w)"
)
_IN_TEXT: Final = re.compile(_SPACED_ACRONYM.format(letter=_CAPITAL, space=_SPACE))
_TYPED: Final = re.compile(_SPACED_ACRONYM.format(letter=r"[^\W\d_]", space=_SPACE))
_SPACED_NUMBER: Final = re.compile(rf"\d(?<![\w.,].)\d*+(?:{_BLANK}\d++)+(?!\w)")
_GROUP_OF_DIGITS: Final = re.compile(rb"0 000(?!0)")
_GROUPED: Final = re.compile(rf"[1-9]\d{{0,2}}(?:{_BLANK}\d{{3}}){{1,4}}")
_NUMBER_SIGN: Final = re.compile(rf"N(?<!\w.)o\.{_SPACE}(?=\d)")
_TYPED_NUMBER_SIGN: Final = re.compile(rf"\b[nN][oO]\.(?=[{JOINT} \xa0]?\d)")
_ENDING_IN_PARENTHESES: Final = re.compile(
    r"(?P<before>[^\W\d_])\((?P<other>[aoe]s?|s|xs?)\)(?P<plural>s?)(?!\w)", re.IGNORECASE
)
# What of a Latin-1 text these patterns depend on: a text is looked through with them only where
# this finds capitals before dots, or three digits behind a blank.
_CLASSES: Final = "".join(
    "0"
    if char.isdecimal()
    else "A"
    if char.isupper() or char == "?"  # what the codec writes for a character outside Latin-1
    else "a"
    if char.isalpha()
    else char
    if char in ".,"
    else " "
    for char in map(chr, range(256))
).encode()


class CleanText(NamedTuple):
    """A cleaned text, and where each of its characters was; None where nothing was dropped."""

    text: str
    places: list[int] | None

    def in_original(self, start: int, end: int) -> tuple[int, int]:
        """Where a range of the cleaned text, which is not empty, was."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def clean(text: str) -> str:
    """`text`, cleaned; cleaning it again changes nothing."""
    for sign, plain in _FREQUENT:
        text = text.replace(sign, plain)
    if _SOFT_HYPHEN in text:
        text = text.replace(_SOFT_HYPHEN, "")
    try:
        letters = text.encode("latin-1")
    except UnicodeEncodeError:
        others = set(beyond_latin1(text))
        for sign in others & _TRANSLATED:
            text = text.replace(sign, _ODD_FORMS.get(sign, ""))
        if not others.isdisjoint(NOTE_MARK_SIGNS) or "¹" in text or "²" in text or "³" in text:
            text = blank_note_marks(text)
        letters = text.encode("latin-1", "replace")
    if "´" in text or "`" in text:
        text = text.replace("´", "'").replace("`", "'")
    if "'" in text:
        text = _IS_GLOTTAL.sub(GLOTTAL, _ELIDED.sub(" ", text))
    if b"\xb2" in letters or b"\xb3" in letters or b"\xb9" in letters:
        text = blank_note_marks(text)
    return _joined(text, b" " + letters.translate(_CLASSES))


def clean_with_places(text: str) -> CleanText:
    """`text`, cleaned, and where its characters were."""
    cleaned = clean(text)
    if len(cleaned) == len(text):
        return CleanText(cleaned, None)
    return CleanText(cleaned, [at for at, char in enumerate(text) if char not in _UNSEEN])


def beyond_latin1(text: str) -> str:
    """The characters of `text` that Latin-1 lacks, in order; in a fifth of the time of a set."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    return units[units > 0xFF].tobytes().decode("utf-16-le", "surrogatepass")


def without_unseen(text: str) -> str:
    """`text` without the signs that nobody sees, and full-width signs as others."""
    return text if text.isascii() else text.translate(_TRANSLATION)


def join_typed(text: str) -> str:
    """A query in which acronyms and numbers with blanks inside are joined, in any case, and
    compañer(a)s is written as compañer@s, niño(a) as niño/a, No. 45 as Nº 45.
    """
    text = _TYPED_NUMBER_SIGN.sub("Nº", text)
    text = _TYPED.sub(_join_acronym, text)
    text = _SPACED_NUMBER.sub(_join_number, text)
    return _ENDING_IN_PARENTHESES.sub(_without_parentheses, text)


def _without_parentheses(found: re.Match[str]) -> str:
    before, other, plural = found["before"], found["other"], found["plural"]
    if not plural:
        return f"{before}/{other}"
    return f"{before}s/{other}s" if before[-1] in "aeoAEO" else f"{before}@s"


def _joined(text: str, classes: bytes) -> str:
    """`text` with joints; `classes` are those of its characters."""
    at = classes.find(b"A. A")
    if at >= 0:
        text = _with_joined_acronyms(text, classes, at)
    group = _GROUP_OF_DIGITS.search(classes)
    if group:
        text = _with_joined_numbers(text, classes, group)
    return _NUMBER_SIGN.sub(f"No.{JOINT}", text)


def _with_joined_acronyms(text: str, classes: bytes, at: int) -> str:
    """`text` with joints in its acronyms, the first of which may begin at `at` in `classes`."""
    done, pieces = 0, list[str]()
    while at >= 0:
        # `classes` begin a character before the text.
        start = at - 1 if classes.startswith(b".", at + 4) else at - 2
        if start == at - 1 or classes.startswith(b"AA. AA", at - 1):
            found = _IN_TEXT.match(text, start)
            if found and start >= done:
                pieces += text[done:start], _join_acronym(found)
                done = found.end()
        at = classes.find(b"A. A", max(at, done) + 1)
    return "".join([*pieces, text[done:]])


def _with_joined_numbers(text: str, classes: bytes, group: re.Match[bytes] | None) -> str:
    """`text` with joints in its numbers, the first of which may be around a `group` of digits."""
    done, pieces = 0, list[str]()
    while group:
        # `classes` begin a character before the text.
        start, end = group.start() - 1, group.end() - 1
        while start > done and classes[start] in b"0 ":
            start -= 1
        while end < len(text) and classes[end + 1] in b"0 ":
            end += 1
        for found in _SPACED_NUMBER.finditer(text, start, end + 1):
            pieces += text[done : found.start()], _join_number(found)
            done = found.end()
        group = _GROUP_OF_DIGITS.search(classes, end + 1)
    return "".join([*pieces, text[done:]])


def _join_acronym(found: re.Match[str]) -> str:
    groups = re.findall(r"\w+", found[0])
    return re.sub(r"\s", JOINT, found[0]) if all(map(is_acronym_group, groups)) else found[0]


def _join_number(found: re.Match[str]) -> str:
    return re.sub(r"\s", JOINT, found[0]) if _GROUPED.fullmatch(found[0]) else found[0]


def is_acronym_group(letters: str) -> bool:
    """Whether what stands between two dots can be of an acronym: one letter, one letter twice (of a
    plural: EE.UU.), or two consonants (Ph.D.). Words of two letters (fin.Yo) have a vowel.
    """
    letters = letters.lower()
    return len(letters) == 1 or (
        len(letters) == 2
        and (letters[0] == letters[1] or not any(char in "aeiouyáéíóú" for char in letters))
    )
