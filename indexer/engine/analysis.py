"""From text to index terms: tokens, folding, stems; one row a language.

A token has three forms: as typed (`lowercase`: NFKC, lower-case, accents kept), `fold` (without
accents, so that año and ano meet) and its stem in a language. A passage is analysed in its own
language, a query's word in all of them. Nothing of what passes through here is remembered: it may
be what a reader typed.

A compound is two to four words of letters only, together at most `MAX_COMPOUND` characters, with
one hyphen between each two and none before or after ("psico-social", but not "2014-2020",
"covid-19" or "--no-install"). In a text it is its parts, as if blanks stood between them, and also
one word without the hyphens ("psicosocial"), as wide as its parts, which is stemmed in every
language (`shares_stem`). In a query it is that one word, or its parts side by side however they are
joined. (In OpenSearch: a `word_delimiter_graph` that gives the parts and `catenate_words`.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import Stemmer
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

# Letters and digits with their combining marks; the underscore separates.
_TOKEN: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
HYPHEN: Final = "-"
MAX_COMPOUND: Final = 40
# Two forms of a word differ in no more letters at its end, and shorter words have too many kin.
_ENDING: Final = 6
_SHORTEST_KIN: Final = 5
# Words with what hyphens are beside them, in a text without underscores; which are compounds.
_PIECE: Final = re.compile(r"(?<!-)-*+\w[\w\u0300-\u036f-]*+")
_PART: Final = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*+"
_COMPOUND: Final = re.compile(rf"{_PART}(?:-{_PART}){{1,3}}")
# Letters that have no decomposition into a base letter and marks.
_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "œ": "oe", "æ": "ae", "ı": "i"})
# What stands between words most often, of the characters that Latin-1 has not.
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


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the index: `stemmer` is Snowball's name, `stop_words` are lower-case."""

    code: str
    stemmer: str
    stop_words: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Function words of questions and titles (Snowball's lists, shortened to what carries no subject).
LANGUAGES: Final = (
    Language(
        "es",
        "spanish",
        _words(
            "a al algo ante antes como con contra cual cuando cuál cuáles cuándo cuánto "
            "cuánta cuántos cuántas cómo de del desde donde dónde durante e el ella ellas "
            "ellos en entre era eran es esa esas ese eso esos esta estas este esto estos está "
            "están fue fueron ha han hasta hay la las le les lo los más me mi mis muy ni no "
            "nos o para pero por porque que quien quienes quién quiénes qué se ser si sin "
            "sobre son su sus sí también te tiene tienen tu tus u un una unas uno unos y ya "
            "yo"
        ),
    ),
    Language(
        "en",
        "english",
        _words(
            "a about an and any are as at be been being but by can could did do does for from "
            "had has have he her his how i if in into is it its me my no not of on or our she "
            "should so than that the their them then there these they this those to was we "
            "were what when where which while who whom whose why will with would you your"
        ),
    ),
    Language(
        "pt",
        "portuguese",
        _words(
            "a ao aos as até com como da das de dela dele deles do dos e ela elas ele eles em "
            "entre era esta este eu foi foram há isso isto já lhe mais mas me mesmo meu muito "
            "na nas nem no nos não o onde os ou para pela pelas pelo pelos por porque qual "
            "quais quando que quem se sem ser seu seus sua suas são também te tem um uma você "
            "à às é"
        ),
    ),
    Language(
        "fr",
        "french",
        _words(
            "a ai au aux avec c ce ces cette comment d dans de des du elle elles en est et "
            "était eu il ils j je l la le les leur leurs lui m mais me même mes n ne nos "
            "notre nous on ont où ou par pas pour pourquoi qu quand que quel quelle quelles "
            "quels qui s sa se ses son sont sur t te tu un une vos votre vous y à été être"
        ),
    ),
)


def tokenize(text: str) -> list[Token]:
    """The words of `text`, in order."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def compound_tokens(text: str) -> list[Token]:
    """The compounds of `text`, in order, with a `HYPHEN` between their parts."""
    return compound_tokens_beginning(text, ("",))


def compound_tokens_beginning(text: str, beginnings: Collection[str]) -> list[Token]:
    """All compounds that begin, as one folded word, with one of these, and some others."""
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
    """`text` with one sign for all hyphens between words, and none in words that parts them."""
    return text.replace("\u2010", HYPHEN).replace("\u2011", HYPHEN).replace("_", " ")


def split_compound(piece: str) -> list[str]:
    """The words of one of `tokenize_raw`, or of a compound; any other word is its only part."""
    return _TOKEN.findall(piece)


def is_compound(piece: str) -> bool:
    """Whether one of `tokenize_raw` is a compound."""
    if _COMPOUND.fullmatch(piece) is None or len(unhyphenate(piece)) > MAX_COMPOUND:
        return False
    # A few letters are signs on others, of which nothing is left when folded.
    return piece.isascii() or all(map(fold, split_compound(piece)))


def unhyphenate(word: str) -> str:
    """A compound as one word; any other word as it is."""
    return word.replace(HYPHEN, "")


def compound_prefix(base: str) -> str:
    """What all compounds begin with that are `shares_stem` to a folded word; "" where none is."""
    return base[: max(len(base) - _ENDING, _SHORTEST_KIN - 1)] if len(base) >= _SHORTEST_KIN else ""


def shares_stem(base: str, other: str) -> bool:
    """Whether a compound as one word has the stem of a word in any language; both are folded."""
    begin = compound_prefix(base)
    return (
        bool(begin)
        and other.startswith(begin)
        and len(other) <= len(base) + _ENDING
        and any(stem(base, one.code) == stem(other, one.code) for one in LANGUAGES)
    )


def query_tokens(text: str) -> list[str]:
    """The words that are looked for with `text`, lower-case, in order; a compound is one."""
    found: list[str] = []
    for piece in _PIECE.findall(_prepared(text)):
        found += [piece] if is_compound(piece) else split_compound(piece)
    return [lowercase(word) for word in found]


def lowercase(word: str) -> str:
    """`word` as it counts for exact forms: NFKC and lower-case, with its accents."""
    return unicodedata.normalize("NFKC", word).lower()


def fold(word: str) -> str:
    """`word` without case and accents."""
    if word.isascii():
        return word.lower()
    # Twice: mathematical capitals, for one, have no small form but their decomposition has.
    decomposed = unicodedata.normalize("NFKD", word.casefold()).casefold()
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.translate(_LETTERS)


def stem(word: str, code: str) -> str:
    """The folded Snowball stem of `word` (accents as typed) in the language `code`.

    Raises:
        KeyError: the language has no row in `LANGUAGES`.
    """
    return fold(_STEMMERS[code].stemWord(lowercase(word)))


def stems(forms: Sequence[str], code: str) -> list[str]:
    """The stems of many lower-case words in the language `code`.

    Raises:
        KeyError: the language has no row in `LANGUAGES`.
    """
    return [fold(stem) for stem in _STEMMERS[code].stemWords(list(forms))]


def within_distance(word: str, candidates: Iterable[str], distance: int) -> dict[str, int]:
    """Which `candidates` are at most `distance` edits from `word`, and how many edits each.

    The first letter must be the same: misspellings seldom begin with the wrong one, and without it
    short words flood.
    """
    near = [w for w in candidates if w[:1] == word[:1] and abs(len(w) - len(word)) <= distance]
    found = edit_distances(word, near, distance).tolist()
    return {w: d for w, d in zip(near, found, strict=True) if d <= distance}


def edit_distances(word: str, candidates: Sequence[str], most: int) -> NDArray[np.uint8]:
    """How many edits each of `candidates` is from `word`; `most` + 1 where there are more.

    An edit is one letter more, less, other, or two neighbours exchanged.
    """
    found: NDArray[np.uint8] = process.cdist(
        [word], candidates, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8
    )[0]
    return found


def optional_words(given: Iterable[str]) -> frozenset[str]:
    """Which words of a query need not occur: the function words of the language it fits best.

    A query is in no declared language, and "sur" is a preposition in French and the south in
    Spanish: so only one language's function words count, the one with most of them in the query
    (on a tie, the first in `LANGUAGES`). A query of nothing else needs all its words.
    """
    words_given = frozenset(given)
    best = max((language.stop_words & words_given for language in LANGUAGES), key=len)
    return frozenset() if best == words_given else best


# Without PyStemmer's own cache a call holds the interpreter's lock from end to end, so that threads
# may share a stemmer, and it keeps no words.
_STEMMERS: Final = {language.code: Stemmer.Stemmer(language.stemmer, 0) for language in LANGUAGES}
