"""The kinds of words that the parts of a piece of a text also stand for, a row a kind.

    compounds: up to four words, or a number last   psico-social, covid-19      psicosocial, covid19
    acronyms                                        C.I.D.H., EE. UU., Ph.D.    CIDH, EEUU, PhD
    numbers in groups of three: their whole part    12.051, 12 051, 2,500.00    12051, 2500
    the same with an apostrophe behind millions     3'450,100                   3450100
    ordinals, hours                                 19º, 19.º, 2ª, 1er, 30hrs   19, 2, 1, 30
    times                                           17:30, 17:30hrs             17h30
    signs of numbers                                N°, Nº, N.º, No. 45, Núm.   número
    endings for all genders                         compañer@s, compañerxs      compañeros, -as, -es
    the same as alternatives                        compañer(a)s, niños/as      compañeros, -as, -es
    the same in French                              militant·e·s                militants, -es
    apostrophes that may elide                      t'aan, j'ilol               tʼaan, jʼilol

Not read: IP addresses, versions (1.2.3), lists (1, 2, 3), e-mail addresses, roman numerals, names
such as Marx.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from indexer.engine.cleaning import GLOTTAL, HYPHEN, JOINT, MAY_ELIDE, is_acronym_group

NUMBER_SIGN: Final = "número"
"""What all signs of a number read."""
LETTERS: Final = "letters"
DIGITS: Final = "digits"
"""Classes of characters that a piece needs for a kind."""
MARKS: Final = "\u0300-\u036f"
"""Combining marks, as a range of a class in a pattern."""

_MAX_COMPOUND_CHARS: Final = 40
_LETTER: Final = r"[^\W\d_ºª]"
_WORD: Final = rf"{_LETTER}(?:{_LETTER}|[{MARKS}])*+"
_NOT_BEHIND_WORD: Final = rf"(?<![\w{MARKS}])"


def _compound(found: re.Match[str]) -> Iterable[str]:
    word = found["span"].replace(HYPHEN, "")
    return [word] if HYPHEN in found["span"] and len(word) <= _MAX_COMPOUND_CHARS else []


def _acronym(found: re.Match[str]) -> Iterable[str]:
    groups = re.findall(rf"{_LETTER}+", found["span"])
    return ["".join(groups)] if all(map(is_acronym_group, groups)) else []


def _number(found: re.Match[str]) -> Iterable[str]:
    groups = re.findall(r"\d+", found["whole"])
    is_address = len(groups) == 4 and all(int(group) <= 255 for group in groups)
    return [] if is_address and found["sign"] == "." else ["".join(groups)]


def _digits(found: re.Match[str]) -> Iterable[str]:
    return [found["digits"]]


def _time(found: re.Match[str]) -> Iterable[str]:
    return [f"{int(found['hour'])}h{found['minute']}"]


def _number_sign(_: re.Match[str]) -> Iterable[str]:
    return [NUMBER_SIGN]


def _genders(found: re.Match[str]) -> Iterable[str]:
    """Of the ending "@", "*" or "x": a stem that ends in -or has masculine forms in -es."""
    plural, sign = found["plural"], found["sign"]
    stem = unicodedata.normalize("NFC", found["stem"])  # a letter with its accent counts once
    if (sign == "*" and not plural) or (sign == "@" and not plural and len(stem) < 2):
        return []
    if sign in "xX" and not _is_inclusive(stem.lower(), bool(plural)):
        return []
    endings = ("os", "as", "es") if plural else ("o", "a")
    return [stem + ending for ending in endings]


def _is_inclusive(stem: str, plural: bool) -> bool:
    """Whether -x behind the stem stands for -o and -a: not in Linux, Fénix, Marx, LXX."""
    if plural:
        return stem[-1] not in "aeouáéíóúx" and not (stem[-1] == "i" and len(stem) < 4)
    return stem[-1] not in "aeiouyáéíóúx" and len(stem) > 2 and stem + "x" not in _WORDS_WITH_X


_WORDS_WITH_X: Final = frozenset(
    {
        *("bronx", "calx", "jinx", "larynx", "lynx", "manx", "marx", "meninx", "minx", "phalanx"),
        *("pharynx", "salpinx", "sphinx", "syrinx"),
    }
)


def _alternatives(found: re.Match[str]) -> Iterable[str]:
    """Of niños/as, compañer(a)s, trabajador/a, persona(s): both words."""
    stem, other = found["stem"], found["other"].lower().replace("@", "")
    ending = re.search(r"(?:os|as|es|[oae])\Z", stem, re.IGNORECASE)
    is_whole = ending is not None and ending.start() > 1
    root = stem[: ending.start()] if is_whole and ending else stem
    if other in ("s", "es") and (other == "s" or not is_whole):
        return [stem, stem + other]
    if other in ("la", "las", "los"):
        return [stem, other]
    plural = "s" if found["plural"] and not stem.endswith(("s", "S")) else ""
    if plural and not is_whole:  # compañer(a)s, trabajador(a)s
        return [root + "os", root + "as", root + "es"]
    others = [other.replace("x", vowel) for vowel in ("o", "a")] if "x" in other else [other]
    return [stem + plural, *(root + one + plural for one in others)]


def _french_genders(found: re.Match[str]) -> Iterable[str]:
    stem, ending = found["stem"], (found["ending"] or found["dotted"]).lower()
    plural = "s" if found["plural"] or found["dotted"] or ending.endswith("s") else ""
    ending = ending.removesuffix("s")
    if ending in ("rice", "trice", "euse", "ère", "ière"):
        root = re.sub("(?i:t?eur|i?er)\\Z", "", stem)
        ending = ending if ending != "rice" else "trice"
    else:
        root = stem
    return [stem + plural, root + ending + plural]


def _geminate(found: re.Match[str]) -> Iterable[str]:
    return [found["span"].replace("·", "")]


def _elided(found: re.Match[str]) -> Iterable[str]:
    return [found["span"].replace("'", GLOTTAL)]


_ORDINAL: Final = (
    "os?|as?|er|ers|r[oa]s?|d[oa]s?|t[oa]|v[oa]|m[oa]|n[oa]|st|nd|rd|th|e|es|[eèé]?mes?|"
    "[eè]res?|nde?|ᵉʳ?"
)
_HOURS: Final = "hs?|hrs?|am|pm"
_FEMININE: Final = "t?rice|euse|i?ère|esse|elle|que|[nltsfvh]?e"
_ReadingOf = Callable[[re.Match[str]], Iterable[str]]


class Kind(NamedTuple):
    """A kind: signs of which a piece has one, what else it needs, the pattern, in which `span` is
    what is read, and the readings of a match.
    """

    signs: frozenset[str]
    needed: str
    pattern: re.Pattern[str]
    words_of: _ReadingOf


def _kind(signs: str, needed: str, pattern: str, words_of: _ReadingOf) -> Kind:
    compiled = re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    return Kind(frozenset(signs), needed, compiled, words_of)


KINDS: Final = (
    _kind(
        HYPHEN,
        LETTERS,
        rf"""(?<![\w{MARKS}-]) (?P<span> {_WORD} (?:-{_WORD}){{0,3}} (?:-\d{{1,4}})? )
        (?![\w{MARKS}-])""",
        _compound,
    ),
    _kind(
        f".{JOINT}",
        LETTERS,
        rf"""(?<![\w.@])
        (?P<span> {_LETTER}{{1,2}} (?: (?:\.{JOINT}?|{JOINT}) {_LETTER}{{1,2}} ){{1,9}} \.? )
        (?! [\w{MARKS}] | [.@]\w )""",
        _acronym,
    ),
    _kind(
        f".,'{JOINT}",
        DIGITS,
        rf"""(?<!\w) (?<!\d[.,'])
        (?P<span>
            (?P<whole> [1-9]\d{{0,2}} (?:
                (?P<sign>[.,'{JOINT}])\d{{3}} (?:(?P=sign)\d{{3}}){{0,4}}
              | '\d{{3}}[.,]\d{{3}}
            ) )
            (?: (?!(?P=sign))[.,]00 (?!\d) )?
        )
        (?: (?!(?P=sign))[.,]\d{{1,2}} )? (?! [.,']?\d | [\w{MARKS}] )""",
        _number,
    ),
    _kind(
        ".,",
        DIGITS,
        rf"""(?<!\w) (?<!\d[.,']) (?P<span> (?P<digits>\d{{1,9}}) [.,]00 )
        (?! [.,']?\d | [\w{MARKS}] )""",
        _digits,
    ),
    _kind(
        "0123456789",
        LETTERS,
        rf"""(?<![\w.,]) (?P<span>
            (?P<digits>\d{{1,4}}) (?: \.?(?:[ºª]s?|er) | {_ORDINAL} | {_HOURS} )
        ) (?![\w{MARKS}])""",
        _digits,
    ),
    _kind(
        ":.",
        DIGITS,
        rf"""(?<![\w:.,]) (?P<span>
            (?P<hour>\d{{1,2}}) (?: : | \.(?=\d\dh) ) (?P<minute>[0-5]\d) (?:{_HOURS})?
        ) (?![\w{MARKS}:])""",
        _time,
    ),
    _kind(
        "nN",
        LETTERS,
        rf"""{_NOT_BEHIND_WORD} (?P<span>
            n (?: \.?[º°ᵒ]s? | o\.(?={JOINT}?\d) ) | (?: nros? | n[uú]ms? ) \.? (?!{_LETTER})
        )""",
        _number_sign,
    ),
    _kind(
        "@*",
        LETTERS,
        rf"""(?<![\w@.{MARKS}]) (?P<span>
            (?P<stem>{_WORD}) (?P<sign>[@*]) (?P<plural>s?)
        ) (?! [\w{MARKS}@*] | \.\w )""",
        _genders,
    ),
    _kind(
        "xX",
        LETTERS,
        rf"""(?<![\w@.{MARKS}]) (?P<span>
            (?P<stem> {_LETTER} (?:{_LETTER}|[{MARKS}])*? ) (?P<sign>x) (?P<plural>s?)
        ) (?! [\w@{MARKS}] )""",
        _genders,
    ),
    _kind(
        "(",
        LETTERS,
        rf"""(?<![\w@{MARKS}]) (?P<span>
            (?P<stem>{_WORD}) \( (?P<other> l?[ao]s? | e?s | e | xs? ) \) (?P<plural>s?)
        ) (?![\w{MARKS}])""",
        _alternatives,
    ),
    _kind(
        "/",
        LETTERS,
        rf"""(?<![\w@/.{MARKS}]) (?P<span>
            (?P<stem> (?={_LETTER}{{3}}) {_WORD}) /-? (?P<other> [aoe]s? | s | xs? ) (?P<plural>)
            (?: /-? (?:[aoe]s?|xs?) )?
        ) (?![\w{MARKS}@/])""",
        _alternatives,
    ),
    _kind(
        "·.",
        LETTERS,
        rf"""(?<![\w·.{MARKS}]) (?P<span>
            (?P<stem> (?={_LETTER}{{2}}) {_WORD}) (?:
                ·(?P<ending> (?:{_FEMININE})s? ) (?P<plural>(?:·s)?)
              | \.(?P<dotted> {_FEMININE} ) \.s
            )
        ) (?![\w{MARKS}·])""",
        _french_genders,
    ),
    _kind(
        "·",
        LETTERS,
        rf"(?<![\w·]) (?P<span> (?:{_LETTER})*?l·l{_WORD} ) (?![\w{MARKS}·])",
        _geminate,
    ),
    _kind(
        "'",
        LETTERS,
        rf"(?<![\w'{MARKS}]) (?P<span> {_WORD}'{MAY_ELIDE}{_WORD} ) (?![\w{MARKS}'])",
        _elided,
    ),
)
KINDS_WITH: Final = {
    sign: [place for place, kind in enumerate(KINDS) if sign in kind.signs]
    for sign in frozenset().union(*(kind.signs for kind in KINDS))
}
"""The places of the kinds that a sign may belong to."""
