"""From text to index terms: tokens, folding, stems.

A token has three forms: as typed (`lowercase`: NFKC, lower-case, accents kept), `fold` (without
accents, so that año and ano meet) and its stem in a language. A passage is analysed in its own
language, a query's word in all of them. Nothing of what passes through here is remembered: it may
be what a reader typed.

Text and query are cleaned first (`cleaning`), by one function. What words stand for beside
themselves is in `readings`: "psico-social" is its two parts, as if a blank stood between them, and
also one word, "psicosocial", as wide as its parts, which is stemmed in every language
(`shares_stem`). In a query such a word is one (`query_tokens`), which matches its parts side by
side however they are joined (`parts_of`), and what it reads as one word (`one_word_forms`). (In
OpenSearch: a `word_delimiter_graph` that gives the parts and `catenate_words`.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import filterfalse
from typing import Final, NamedTuple

import numpy as np
import Stemmer
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.engine.cleaning import (
    GLOTTAL,
    HYPHEN,
    JOINT,
    beyond_latin1,
    clean,
    clean_with_places,
    join_typed,
    without_unseen,
)
from indexer.engine.reading_kinds import NUMBER_SIGN
from indexer.engine.readings import WORD, WordReading, bare_word, read_piece
from indexer.languages import INDEXED_LANGUAGES

MAX_WORD_CHARS: Final = 100
"""Characters of a word that are indexed: longer ones are encoded data."""
# Forms of a word differ in at most 6 letters at the end; words under 5 match too much.
_MAX_ENDING_LETTERS: Final = 6
_MIN_RELATED_LETTERS: Final = 5
_TWO_CHANGED: Final = ("ie", "qu", "nt")
_KEPT: Final = f"-.,'@/()*·:°{JOINT}"
PIECE: Final = re.compile(rf"[\w\u0300-\u036f{_KEPT}]+")
"""A piece of a cleaned text: words with the signs that `readings` keeps together."""
UNPLAIN: Final = "?"
"""Stands for a letter that is folded to several, or to none of ASCII; the codec writes it for
characters outside Latin-1."""
# Letters that have no decomposition into a base letter and marks, and one that is not typed.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "œ": "oe", "æ": "ae", "ı": "i", GLOTTAL: "", "(": "", ")": ""}
)
# Control signs of Latin-1 that stand for a text's other letters while it is split as bytes.
_STAND_INS: Final = "".join(map(chr, range(0x86, 0xA0)))
# Latin-1's letters and digits, small, the signs of pieces, and blanks for all else.
_SMALL_LETTERS: Final = "".join(
    char.lower() if char.isalnum() or char in _KEPT else " " for char in map(chr, range(256))
).encode("latin-1")
_WITH_STAND_INS: Final = bytes(
    byte if chr(byte) in _STAND_INS else _SMALL_LETTERS[byte] for byte in range(256)
)


class Token(NamedTuple):
    """A word of a text, with its place in characters."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """The words of `text`, in order."""
    cleaned = clean_with_places(text)
    found = clean_tokens(cleaned.text)
    if cleaned.places is None:
        return found
    return [Token(word, *cleaned.in_original(start, end)) for word, start, end in found]


def clean_tokens(cleaned: str) -> list[Token]:
    """The words of a cleaned text, in order."""
    found = [Token(m[0], m.start(), m.end()) for m in WORD.finditer(cleaned)]
    if GLOTTAL not in cleaned:
        return found
    bare = (Token(bare_word(text), start, end) for text, start, end in found)
    return [token for token in bare if token.text]


def tokenize_raw(text: str) -> list[str]:
    """The pieces of `text`, in order: words with the signs between and beside them, of which
    `read_piece` makes the words of `tokenize` and their readings.

    Some are lower-case already: `lowercase` makes them equal. A text that has few letters beside
    Latin-1's is split as bytes, in a third of the time.
    """
    text = clean(text)
    try:
        return text.encode("latin-1").translate(_SMALL_LETTERS).decode("latin-1").split()
    except UnicodeEncodeError:
        signs = set(beyond_latin1(text))
        others = [sign for sign in signs if sign.isalnum() or "\u0300" <= sign <= "\u036f"]
    if len(others) > len(_STAND_INS) or any(map(text.__contains__, _STAND_INS)):
        return PIECE.findall(text)
    stand_ins = dict(zip(others, _STAND_INS, strict=False))
    for letter, stand_in in stand_ins.items():
        text = text.replace(letter, stand_in)
    letters = text.encode("latin-1", "replace")  # by a question mark, which is no word either
    small = letters.translate(_WITH_STAND_INS).decode("latin-1")
    for letter, stand_in in stand_ins.items():
        small = small.replace(stand_in, letter)
    return small.split()


def stem_prefix(base: str) -> str:
    """A prefix of all readings that share the stem of a folded word; "" if none does."""
    return (
        base[: max(len(base) - _MAX_ENDING_LETTERS, _MIN_RELATED_LETTERS - 1)]
        if len(base) >= _MIN_RELATED_LETTERS
        else ""
    )


def shares_stem(base: str, other: str) -> bool:
    """Whether a reading has the stem of a word in any language; both are folded."""
    begin = stem_prefix(base)
    return (
        bool(begin)
        and other.startswith(begin)
        and len(other) <= len(base) + _MAX_ENDING_LETTERS
        and any(stem(base, one.code) == stem(other, one.code) for one in INDEXED_LANGUAGES)
    )


def stem_beginning(root: str) -> str:
    """What all words with this stem begin with, folded as it is.

    A stem's last letter may differ from the word's (city, citi), with some endings the last two
    (dying, die; publicité, publiqu; évidemment, évident). No stemmer changes more, or the first.
    """
    return root[: max(1, len(root) - (2 if root.endswith(_TWO_CHANGED) else 1))]


class ReadingsOf:
    """The readings that share the stem of a folded word, as `shares_stem` says, for many of them:
    the word is stemmed once, and of the readings only those that may have its stem.
    """

    def __init__(self, base: str) -> None:
        self._longest: Final = len(base) + _MAX_ENDING_LETTERS
        begin = stem_prefix(base)
        roots = [(one.code, stem(base, one.code)) for one in INDEXED_LANGUAGES] if begin else []
        self._stems: Final = [
            (code, root, max(begin, stem_beginning(root), key=len)) for code, root in roots
        ]
        self.beginning: Final = min((own for _, _, own in self._stems), key=len, default="")
        """The prefix that the word shares with all of them; "" if it has no such relatives."""

    def include(self, reading: str) -> bool:
        """Whether a folded reading is one of them."""
        return len(reading) <= self._longest and any(
            reading.startswith(begin) and stem(reading, code) == root
            for code, root, begin in self._stems
        )


def query_tokens(text: str) -> list[str]:
    """The words of a query, lower-case, in order; one with parts or other readings is one word, as
    it is written.
    """
    pieces = PIECE.findall(join_typed(clean(text)))
    return [word for piece in pieces for word in _query_words(piece)]


def compact_query(text: str) -> str:
    """A query without signs that nobody sees, and with acronyms, numbers and alternative endings
    written without blanks and parentheses, which mean something else in a query. A word that was
    pasted with the end of a line in it ("acompaña- miento") has only its hyphen.
    """
    return _without_joints(join_typed(without_unseen(_BROKEN_WORD.sub(HYPHEN, text))))


# Programs that show PDFs copy the hyphen at the end of a line as one of these.
_BROKEN_WORD: Final = re.compile(
    rf"(?<=[^\W\d_]{{2}})[{HYPHEN}\u2010\xad\x02\ufffe]\s+(?!(?:and|et|nem|ni|or|ou)\b)(?=[a-zß-öø-ÿ]{{2}})"
)


def _query_words(piece: str) -> Iterator[str]:
    parts, readings = read_piece(piece)
    widest: dict[int, WordReading] = {}
    for reading in readings:
        if reading.first not in widest or reading.stop > widest[reading.first].stop:
            widest[reading.first] = reading
    at = 0
    while at < len(parts):
        found = widest.get(at)
        if found is None:
            yield lowercase(parts[at].text)
            at += 1
            continue
        at = found.stop
        written = piece[found.start : found.end].rstrip(".")
        yield NUMBER_SIGN if found.word == NUMBER_SIGN else lowercase(_without_joints(written))


def _without_joints(written: str) -> str:
    """A word without blanks, and with a dot in place of each that was in it."""
    written = written.replace(f".{JOINT}", ".").replace(JOINT, ".")
    return written.replace(".º", "º").replace(".ª", "ª")


def parts_of(word: str) -> list[str]:
    """The words that a word of a query is where it is written apart; most are their own part."""
    return [part.text for part in read_piece(word).parts]


def one_word_forms(word: str) -> list[str]:
    """What a word of a query is as one word: the word itself if it has one part, and its readings.
    A few words have several (compañer@s).
    """
    parts, readings = read_piece(word)
    own = [parts[0].text] if len(parts) == 1 else []
    read = (one.word for one in readings if one.stop - one.first == len(parts))
    return list(dict.fromkeys((*own, *read))) or [word]


def lowercase(word: str) -> str:
    """The exact form of `word`: NFKC and lower-case, with its accents."""
    if word.isascii():
        return word.lower()
    # A word has parentheses only if one of its characters is decomposed ("⑴").
    return unicodedata.normalize("NFKC", word).lower().replace("(", "").replace(")", "")


def fold(word: str) -> str:
    """`word` without case and accents."""
    if word.isascii():
        return word.lower()
    # Twice: mathematical capitals, for one, have no small form but their decomposition has.
    decomposed = unicodedata.normalize("NFKD", word.casefold()).casefold()
    bare = "".join(filterfalse(unicodedata.combining, decomposed))
    return bare.translate(_LETTERS)


def _plain_letter(char: str) -> str:
    """A Latin-1 character as it is in a folded word, or `UNPLAIN`; a blank for a sign."""
    if char == UNPLAIN:
        return char
    if not char.isalnum():
        return " "
    base = fold(char)
    return base if len(base) == 1 and base.isascii() else UNPLAIN


def stem(word: str, code: str) -> str:
    """The folded Snowball stem of `word` (accents as typed) in the language `code`.

    Raises:
        KeyError: the language has no row in `INDEXED_LANGUAGES`.
    """
    return fold(_STEMMERS[code].stemWord(lowercase(word)))


def stems(forms: Sequence[str], code: str) -> list[str]:
    """The stems of many lower-case words in the language `code`.

    Raises:
        KeyError: the language has no row in `INDEXED_LANGUAGES`.
    """
    return [fold(stem) for stem in _STEMMERS[code].stemWords(list(forms))]


def within_distance(word: str, candidates: Iterable[str], distance: int) -> dict[str, int]:
    """The `candidates` within `distance` edits of `word`, with the distance of each.

    The first letter must be the same: misspellings seldom begin with the wrong one, and short words
    would have too many neighbours.
    """
    near = [w for w in candidates if w[:1] == word[:1] and abs(len(w) - len(word)) <= distance]
    found = edit_distances(word, near, distance).tolist()
    return {w: d for w, d in zip(near, found, strict=True) if d <= distance}


def edit_distances(word: str, candidates: Sequence[str], limit: int) -> NDArray[np.uint8]:
    """The edit distance of each of `candidates` from `word`; `limit` + 1 if it is larger.

    An edit is an insertion, deletion, substitution, or transposition of two neighbours.
    """
    found: NDArray[np.uint8] = process.cdist(
        [word], candidates, scorer=OSA.distance, score_cutoff=limit, dtype=np.uint8
    )[0]
    return found


def optional_words(words: Iterable[str]) -> frozenset[str]:
    """The words of a query that need not occur: the function words of the language it fits best.

    A query is in no declared language, and "sur" is a preposition in French and the south in
    Spanish: so only one language's function words count, the one with most of them in the query
    (on a tie, the first in `INDEXED_LANGUAGES`). A query of nothing else needs all its words.
    """
    readings = {form: word for word in words for form in {word, *one_word_forms(word)}}
    found = (language.function_words & readings.keys() for language in INDEXED_LANGUAGES)
    best = frozenset(readings[form] for form in max(found, key=len))
    return frozenset() if best == frozenset(readings.values()) else best


def likely_language(words: Iterable[str]) -> str:
    """The language whose function words a query has most of; "" if none has more than others."""
    forms = {form for word in words for form in (word, *one_word_forms(word))}
    counts = {one.code: len(one.function_words & forms) for one in INDEXED_LANGUAGES}
    first, second = sorted(counts.values(), reverse=True)[:2]
    return max(counts, key=lambda code: counts[code]) if first > second else ""


PLAIN_LETTERS: Final = "".join(map(_plain_letter, map(chr, range(256)))).encode()
"""Translates Latin-1 bytes to folded letters, `UNPLAIN` and blanks."""
# Without PyStemmer's own cache a call holds the interpreter's lock from end to end, so that threads
# may share a stemmer, and it keeps no words.
_STEMMERS: Final = {
    language.code: Stemmer.Stemmer(language.stemmer, 0) for language in INDEXED_LANGUAGES
}
