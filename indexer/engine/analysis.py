"""From text to index terms: tokens, folding, stems.

A token has three forms: as typed (`lowercase`: NFKC, lower-case, accents kept), `fold` (without
accents, so that año and ano meet) and its stem in a language. A passage is analysed in its own
language, a query's word in all of them. Nothing of what passes through here is remembered: it may
be what a reader typed.

A compound is two to four words of letters only, together at most `MAX_COMPOUND_CHARS`, with one
hyphen between each two and none before or after ("psico-social", but not "2014-2020",
"covid-19" or "--no-install"). In a text it is its parts, as if blanks stood between them, and also
one word without the hyphens ("psicosocial"), as wide as its parts, which is stemmed in every
language (`shares_stem`). In a query it is that one word, or its parts side by side however they are
joined. (In OpenSearch: a `word_delimiter_graph` that gives the parts and `catenate_words`.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from itertools import filterfalse
from typing import Final, NamedTuple

import numpy as np
import Stemmer
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.languages import INDEXED_LANGUAGES

# Letters and digits with their combining marks; the underscore separates.
_TOKEN: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
HYPHEN: Final = "-"
MAX_WORD_CHARS: Final = 100
"""Characters of a word that are indexed: longer ones are encoded data."""
MAX_COMPOUND_CHARS: Final = 40
# Forms of a word differ in at most 6 letters at the end; words under 5 match too much.
_MAX_ENDING_LETTERS: Final = 6
_MIN_RELATED_LETTERS: Final = 5
# Words with what hyphens are beside them, in a text without underscores; which are compounds.
_PIECE: Final = re.compile(r"(?<!-)-*+\w[\w\u0300-\u036f-]*+")
_PART: Final = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*+"
_COMPOUND: Final = re.compile(rf"{_PART}(?:-{_PART}){{1,3}}")
# Letters that have no decomposition into a base letter and marks.
_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "œ": "oe", "æ": "ae", "ı": "i"})
# The most frequent separators that Latin-1 lacks.
_SIGNS: Final = "”“’‘–—…•→−"
# Latin-1's letters and digits, small, the hyphen, and blanks for all else.
_SMALL_LETTERS: Final = "".join(
    char.lower() if char.isalnum() or char == HYPHEN else " " for char in map(chr, range(256))
).encode("latin-1")


class Token(NamedTuple):
    """A word of a text, with its place in characters."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """The words of `text`, in order."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def compound_tokens(text: str) -> list[Token]:
    """The compounds of `text`, in order, with a `HYPHEN` between their parts."""
    return compound_tokens_beginning(text, ("",))


def compound_tokens_beginning(text: str, beginnings: Collection[str]) -> list[Token]:
    """All compounds that begin, as one folded word, with one of these; may include others."""
    text = _prepared(text)
    found: list[Token] = []
    at = text.find(HYPHEN)
    while at >= 0:
        end = at + 1
        if text[end : end + 1].isalnum():
            start, end = text.rfind(" ", 0, at) + 1, text.find(" ", at)
            end = len(text) if end < 0 else end
            around = fold(unhyphenate(text[start:end]))
            if any(begin in around for begin in beginnings):
                near = _PIECE.finditer(text, start, end)
                found += [Token(m[0], m.start(), m.end()) for m in near if is_compound(m[0])]
        at = text.find(HYPHEN, end)
    return found


def tokenize_raw(text: str) -> list[str]:
    """The words of `tokenize`, in order, those with hyphens between or beside them in one piece.

    Some are lower-case already: `lowercase` makes them equal. A text whose letters are Latin-1 is
    split as bytes, in a third of the time.
    """
    text = _prepared(text)
    for sign in _SIGNS:
        text = text.replace(sign, " ")
    try:
        letters = text.encode("latin-1")
    except UnicodeEncodeError:
        others = {char for char in set(text) if char > "\xff"}
        if any(char.isalnum() or "\u0300" <= char <= "\u036f" for char in others):
            return _PIECE.findall(text)
        letters = text.encode("latin-1", "replace")  # by a question mark, which is no word either
    return letters.translate(_SMALL_LETTERS).decode("latin-1").split()


def _prepared(text: str) -> str:
    """`text` with one character for all hyphens, and blanks for underscores."""
    return text.replace("\u2010", HYPHEN).replace("\u2011", HYPHEN).replace("_", " ")


def split_compound(piece: str) -> list[str]:
    """The parts of a compound; any other word is its own only part."""
    return _TOKEN.findall(piece)


def is_compound(piece: str) -> bool:
    """Whether one of `tokenize_raw` is a compound."""
    if _COMPOUND.fullmatch(piece) is None or len(unhyphenate(piece)) > MAX_COMPOUND_CHARS:
        return False
    # A few letters are signs on others, of which nothing is left when folded.
    return piece.isascii() or all(map(fold, split_compound(piece)))


def unhyphenate(word: str) -> str:
    """A compound as one word; any other word as it is."""
    return word.replace(HYPHEN, "")


def compound_prefix(base: str) -> str:
    """A prefix of all compounds that share the stem of a folded word; "" if none does."""
    return (
        base[: max(len(base) - _MAX_ENDING_LETTERS, _MIN_RELATED_LETTERS - 1)]
        if len(base) >= _MIN_RELATED_LETTERS
        else ""
    )


def shares_stem(base: str, other: str) -> bool:
    """Whether a compound as one word has the stem of a word in any language; both are folded."""
    begin = compound_prefix(base)
    return (
        bool(begin)
        and other.startswith(begin)
        and len(other) <= len(base) + _MAX_ENDING_LETTERS
        and any(stem(base, one.code) == stem(other, one.code) for one in INDEXED_LANGUAGES)
    )


def query_tokens(text: str) -> list[str]:
    """The words of a query, lower-case, in order; a compound is one."""
    found: list[str] = []
    for piece in _PIECE.findall(_prepared(text)):
        found += [piece] if is_compound(piece) else split_compound(piece)
    return [lowercase(word) for word in found]


def lowercase(word: str) -> str:
    """The exact form of `word`: NFKC and lower-case, with its accents."""
    return unicodedata.normalize("NFKC", word).lower()


def fold(word: str) -> str:
    """`word` without case and accents."""
    if word.isascii():
        return word.lower()
    # Twice: mathematical capitals, for one, have no small form but their decomposition has.
    decomposed = unicodedata.normalize("NFKD", word.casefold()).casefold()
    bare = "".join(filterfalse(unicodedata.combining, decomposed))
    return bare.translate(_LETTERS)


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
    unique = frozenset(words)
    best = max((language.function_words & unique for language in INDEXED_LANGUAGES), key=len)
    return frozenset() if best == unique else best


# Without PyStemmer's own cache a call holds the interpreter's lock from end to end, so that threads
# may share a stemmer, and it keeps no words.
_STEMMERS: Final = {
    language.code: Stemmer.Stemmer(language.stemmer, 0) for language in INDEXED_LANGUAGES
}
