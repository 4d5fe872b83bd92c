"""Judges whether the text of a page can be what is written on it.

It cannot where letters are shifted ("Jhvwlrq" for Gestión), where two scripts meet in its words or
signs that are no letters; an old recognition shows by figures in the place of letters ("f0rzada").
Languages without a list of words are not rubbish: their words have vowels, and letters of one
script. Names, code, formulas and tables are not either, so that being no word proves nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import Final

from indexer import word_frequencies
from indexer.extract.repairs.letter_classes import (
    BREAK_MARK,
    FOREIGN_LETTERS,
    GLYPH_NUMBERS,
    LATIN_LETTERS,
    RARE_LATIN_LETTERS,
    SMALL_LETTERS,
    UNNAMED_SIGNS,
)

_EDGES: Final = ".,;:!?¡¿()[]{}«»“”\"'‘’„…*•-–—/|_<>=+#%&~\\^`´"
_MAX_SAMPLE_WORDS: Final = 50
_MIN_SAMPLE_KNOWN: Final = 0.3
_MAX_SAMPLE_MISTAKES: Final = 1
"""Words of a page that are examined first; how many of them are in the lists on a readable page,
and how many look mistaken on one that was recognised well."""
_FIGURES_IN_WORDS: Final = re.compile(r"[0-9|](?=[a-záéíóúñ]{2})(?<=[a-záéíóúñ].)")
_MIN_FIGURES: Final = 3

_MIN_WORDS: Final = 12
_MIN_LETTERS: Final = 4
_LATIN: Final = f"{LATIN_LETTERS}{RARE_LATIN_LETTERS}"
_LATIN_WORD: Final = re.compile(f"[{_LATIN}]{{{_MIN_LETTERS},}}")
# In formulas such signs stand between single letters, capitals and figures.
_WITH_SIGN: Final = re.compile(
    rf"(?<![\w{UNNAMED_SIGNS}])[A-ZÀ-Þ]?(?=[{SMALL_LETTERS}{UNNAMED_SIGNS}]*[{UNNAMED_SIGNS}])"
    rf"(?=(?:[{UNNAMED_SIGNS}]*[{SMALL_LETTERS}]){{4}})[{SMALL_LETTERS}{UNNAMED_SIGNS}]+(?!\w)"
)
# Of a font that names no letter. In formulas and music such signs stand alone, or repeat.
_WITHOUT_LETTERS: Final = re.compile(rf"[{GLYPH_NUMBERS}]{{4,}}")
_MIN_DIFFERENT_SIGNS: Final = 3
_TWO_SCRIPTS: Final = re.compile(
    rf"[{FOREIGN_LETTERS}]{{1,2}}(?<=[{SMALL_LETTERS}].)(?=[{SMALL_LETTERS}]{{2}})"
)
_A_FOREIGN: Final = re.compile(f"[{FOREIGN_LETTERS}]")
_MAX_FOREIGN: Final = 0.02
"""Share of the characters of a page; with more, both scripts are meant."""
_ANY_SIGN: Final = re.compile(f"[{FOREIGN_LETTERS}{UNNAMED_SIGNS}]")
_VOWELS: Final = frozenset("aeiouywæœøı")
_ASCII_WORD: Final = re.compile("[a-z]{2,}")
_MIN_PAIRS: Final = 60
_MIN_ALTERNATION: Final = 0.5
"""Pairs of letters, and how many of them have one vowel. Measured: .56 on the worst page of 4,019,
.59 to .82 in German, Czech, Vietnamese, Náhuatl, Maya, Tsotsil, Zapotec, Otomí; with the letters of
the alphabet shuffled, it is less in 9 of 10."""
_CASE_BROKEN: Final = re.compile("[a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]+[a-zß-öø-ÿ]|^[a-z][A-Z]{2}")
# Names in code: "intervaloTiempo", "nMuestras".
_CAMEL_CASE: Final = re.compile(
    r"[a-z]+(?:(?:[A-Z]{2,}(?=[A-Z][a-z]))?[A-Z][a-z]{2,}|[A-Z]{2,}(?![A-Za-z]))+"
    r"|(?:[A-Z][a-z]{2,}){2,}"
)

_MAX_RUBBISH_KNOWN: Final = 0.2
_MIN_MISSHAPEN: Final = 0.2
_MIN_LOST: Final = 0.08
"""Shares of a page's words: those in the lists at most, those without a vowel or with capitals
inside, those with lost letters at least."""
_SHIFTS: Final = tuple(shift for size in range(1, 32) for shift in (size, -size))
_MIN_SHIFTED_KNOWN: Final = 0.3
_MAX_SHIFTED_WORDS: Final = 25

_MISTAKEN: Final = {"0": "o", "1": "li", "5": "s", "6": "óo", "8": "b", "|": "l", "4": "a"}
_CONFUSED: Final = (
    *(
        ("l", "i"),
        ("i", "l"),
        ("I", "l"),
        ("c", "e"),
        ("e", "c"),
        ("n", "u"),
        ("u", "n"),
        ("h", "b"),
    ),
    *(("rn", "m"), ("m", "rn"), ("ii", "u"), ("ii", "ñ"), ("fi", "ñ"), ("cl", "d"), ("vv", "w")),
)
"""Letters that recognition takes for others; a word has one such place."""
_MIN_CONFUSED_LETTERS: Final = 5
_MIN_FREQUENCY: Final = 3.0
_MAX_CHOICES: Final = 32
_MAX_JUDGED: Final = 60
_MIN_MISTAKEN: Final = 4
_MIN_MISTAKEN_SHARE: Final = 0.03
"""Words of a page, and their share. Measured on 4,019 pages: none has three."""


@dataclass(frozen=True, slots=True)
class Legibility:
    """What the words of a page are like; all members count words of four letters or more.

    `known` are in the lists, `lost` have signs in the place of letters, or two scripts,
    `misshapen` without a vowel or with capitals inside, `mistaken` words but for what
    recognition confuses. `alternation` is the share of pairs of letters that have one vowel;
    `shifted` are known once all letters are shifted alike, which counts only where that says
    nothing.
    """

    words: int = 0
    known: int = 0
    lost: int = 0
    misshapen: int = 0
    mistaken: int = 0
    shifted: int = 0
    alternation: float = 1.0

    @property
    def known_share(self) -> float:
        """The share of words that are in the lists."""
        return self.known / self.words if self.words else 0.0

    @property
    def is_rubbish(self) -> bool:
        """Whether its words belong to no language."""
        if self.words < _MIN_WORDS:
            return False
        if self.lost >= _MIN_LOST * self.words:
            return True
        looks_odd = self.misshapen >= _MIN_MISSHAPEN * self.words
        is_shifted = self.shifted >= _MIN_SHIFTED_KNOWN * min(self.words, _MAX_SHIFTED_WORDS)
        is_odd = looks_odd or is_shifted or self.alternation < _MIN_ALTERNATION
        return self.known_share < _MAX_RUBBISH_KNOWN and is_odd

    @property
    def is_mistaken(self) -> bool:
        """Whether it is an old recognition with many mistakes."""
        return self.mistaken >= max(_MIN_MISTAKEN, _MIN_MISTAKEN_SHARE * self.words)


def is_suspicious(text: str) -> bool:
    """Whether a page is worth judging, which takes ten times as long as this."""
    if lost_words(text) or len(_FIGURES_IN_WORDS.findall(text)) >= _MIN_FIGURES:
        return True
    words = text.split()
    sample = [word.strip(_EDGES).lower() for word in words[:: len(words) // _MAX_SAMPLE_WORDS + 1]]
    sample = [word for word in sample if len(word) >= _MIN_LETTERS and not word.isnumeric()]
    strange = word_frequencies.unknown(sample)
    known = sum(word not in strange for word in sample)
    mistakes = sum(_is_mistaken(word) for word in strange) if known < len(sample) else 0
    return known < _MIN_SAMPLE_KNOWN * len(sample) or mistakes > _MAX_SAMPLE_MISTAKES


def lost_words(text: str) -> int:
    """How many words of a page have signs in the place of letters, or letters of two scripts."""
    if not _ANY_SIGN.search(text):
        return 0
    lost = len(_WITH_SIGN.findall(text))
    runs = _WITHOUT_LETTERS.findall(text)
    lost += sum(len({*run}) >= _MIN_DIFFERENT_SIGNS for run in runs)
    mixed = len(_TWO_SCRIPTS.findall(text))
    is_meant = mixed and len(_A_FOREIGN.findall(text)) > _MAX_FOREIGN * len(text)
    return lost if is_meant else lost + mixed


def judge(text: str) -> Legibility:
    """What the words of a page are like."""
    words = [word.strip(_EDGES) for word in text.replace(BREAK_MARK, "").split()]
    words = [word for word in words if sum(map(str.isalpha, word)) >= _MIN_LETTERS]
    latin = [word for word in words if _LATIN_WORD.search(word)]
    unknown = word_frequencies.unknown({word.lower() for word in latin})
    strange = [word for word in latin if word.lower() in unknown]
    known = len(latin) - len(strange)
    few_known = len(words) >= _MIN_WORDS and known < _MAX_RUBBISH_KNOWN * len(words)
    alternation = _alternation(text) if few_known else 1.0
    return Legibility(
        words=len(words),
        known=known,
        lost=lost_words(text),
        misshapen=sum(map(_is_misshapen, strange)),
        mistaken=sum(map(_is_mistaken, strange[:_MAX_JUDGED])),
        shifted=_most_shifted(text) if few_known and alternation >= _MIN_ALTERNATION else 0,
        alternation=alternation,
    )


def is_better(other: Legibility, own: Legibility) -> bool:
    """Whether a recognised text is better than the page's own, which is rubbish or mistaken."""
    return 2 * other.words >= own.words and (
        other.known > own.known or other.known_share > own.known_share
    )


def _is_misshapen(word: str) -> bool:
    """Whether an unknown word has no vowel, or capitals inside; acronyms have both."""
    if word.isupper() or not word.isalpha():
        return False
    if _VOWELS.isdisjoint(_plain(word)):
        return True
    return _CASE_BROKEN.search(word) is not None and not _CAMEL_CASE.fullmatch(word)


def _is_mistaken(word: str) -> bool:
    """Whether a frequent word was meant, by what recognition confuses.

    A figure behind a word may be the mark of a note ("memoria1").
    """
    if word.isalpha():
        return len(word) >= _MIN_CONFUSED_LETTERS and any(
            _is_frequent((word[: place.start()] + right + word[place.end() :]).lower())
            for wrong, right in _CONFUSED
            for place in re.finditer(wrong, word)
        )
    word = word.lower()
    is_whole = word_frequencies.frequency(word.rstrip("0123456789")) > 0
    if is_whole or not any(sign in word for sign in _MISTAKEN):
        return False
    options = (_MISTAKEN.get(character, character) for character in word)
    choices = map("".join, islice(product(*options), _MAX_CHOICES))
    return any(map(_is_frequent, choices))


def _is_frequent(word: str) -> bool:
    return word_frequencies.frequency(word) >= _MIN_FREQUENCY


def _alternation(text: str) -> float:
    """The share of pairs of letters in words that have one vowel; 1 where there are few pairs."""
    pairs = [pair for word in _ASCII_WORD.findall(_plain(text)) for pair in pairwise(word)]
    if len(pairs) < _MIN_PAIRS:
        return 1.0
    return sum((a in _VOWELS) != (b in _VOWELS) for a, b in pairs) / len(pairs)


def _plain(text: str) -> str:
    """The text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in apart if not unicodedata.combining(character))


def _most_shifted(text: str) -> int:
    """How many of its first words are known once all letters are shifted alike."""
    words: Sequence[str] = [word for word in text.split() if len(word) >= _MIN_LETTERS]
    words = words[:_MAX_SHIFTED_WORDS]
    return max(sum(map(_is_frequent, _shifted(words, shift))) for shift in _SHIFTS)


def _shifted(words: Iterable[str], shift: int) -> Iterable[str]:
    for word in words:
        codes = [ord(character) + shift for character in word]
        if min(codes) > 0x20 and max(codes) < 0x250:
            yield "".join(map(chr, codes)).strip(_EDGES).lower()
