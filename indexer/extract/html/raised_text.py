"""Tells note marks from the raised parts of words, where a page only says that they are raised.

"luto<sup>15</sup>" has a note mark; "30 m<sup>2</sup>", "10<sup>3</sup>", "1<sup>er</sup>" and
"N.<sup>o</sup>" are words.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html.styled_classes import classes_with

_RAISING_STYLE: Final = re.compile(
    r"vertical-align\s*:\s*(?:super|text-top\b|[1-9])|mso-text-raise\s*:\s*[1-9]"
    r"|position\s*:\s*relative\s*;\s*top\s*:\s*-[1-9]|(?<![\w-])top\s*:\s*-\.?\d.*position\s*:\s*relative",
    re.IGNORECASE,
)
RAISING_SELECTOR: Final = (
    "sup, [style*='vertical-align'], [style*='text-raise'], [style*='top:-'], [style*='top: -']"
)
"""Elements whose own style may raise them."""

_USUAL_CLASSES: Final = frozenset({"sup", "super", "superscript", "superindice", "exposant"})

_NUMBER: Final = re.compile(r"[1-9]\d{0,2}(?:[,;–-][1-9]\d{0,2})*")
_ROMAN: Final = re.compile(r"x{0,3}(?:ix|iv|v?i{1,3}|v)|x{1,3}")
# What a raised letter abbreviates: 1ª, N.º, 2e, also in inclusive endings (compañerª).
_ENDINGS: Final = frozenset("aoesr")
# Behind a name, they are those of the institutions of authors.
_AFFILIATIONS: Final = frozenset("bcdfg")
_UNIT_NAMES: Final = (
    "nm µm μm mm cm dm dam hm km ft in mi yd pie pies metro metros metre metres meter meters mètre "
    "mètres kilómetro kilómetros quilômetro quilômetros kilometers kilomètres centímetros"
)
_FUNCTION_NAMES: Final = "sen sin cos tan log ln"
# With a raised 2 or 3 they are units of area, acceleration and the like; "CO²" is meant as CO₂.
_RAISED_WORDS: Final = frozenset(
    [*_UNIT_NAMES.split(), *_FUNCTION_NAMES.split(), "seg", "sec", "co"]
)
_FACTORS: Final = frozenset({"-1", "-2", "-3", "1", "2", "3"})
_LAST_WORD: Final = re.compile(r"[^\W\d_]+$")
_LAST_NUMBER: Final = re.compile(r"\d{1,20}(?:[.,\u00a0\u202f]\d{1,20}){0,5}$")
_FORMULA: Final = re.compile(
    r"\((?=[^()]*[-+*/=×·])(?=[^()]*\b[a-z]\b)(?![^()]*\w{3})[^()]*\)$", re.I
)
_FACTOR: Final = re.compile(r"[=×*·÷√+]\s*$")
_CALCULATION: Final = re.compile(r"[=×^*÷√][^a-z]{0,12}$", re.IGNORECASE)
_ISOTOPE: Final = re.compile(
    r"(?:H|He|Li|Be|C|N|O|F|Al|P|S|Cl|Ar|K|Ca|Co|Sr|Tc|I|Cs|Pb|Po|Rn|Ra|Th|U|Pu|Am)(?![^\W_])"
)
_NUMBER_BEFORE: Final = re.compile(r"(?<![^\W\d_])n\.?$", re.IGNORECASE)
_NUMBER_AFTER: Final = re.compile(r"\.?\s{0,3}\d")
# What has no sign of its own is kept apart, so that the word before is found without it.
_TRADE_MARKS: Final = {"TM": "™", "SM": "℠", "MC": " MC", "MD": " MD", "MR": " MR"}
_ORDINAL_BEFORE: Final = re.compile(r"(?:\d|(?<![^\W\d_])[^\W\d_]{1,3})\.$")


def raised_classes(tree: LexborHTMLParser) -> frozenset[str]:
    """The classes whose letters the page's own style sheets raise, and usual names of such."""
    return _USUAL_CLASSES | classes_with(tree, "super", _RAISING_STYLE)


def is_raised(node: LexborNode, classes: frozenset[str]) -> bool:
    """Whether an element itself raises its letters."""
    attributes = node.attributes
    return (
        node.tag == "sup"
        or bool(_RAISING_STYLE.search(attributes.get("style") or ""))
        or not classes.isdisjoint((attributes.get("class") or "").split())
    )


def raised_sign(letters: str, before: str, after: str) -> str:
    """The sign that raised letters mean between two texts, of a number ("N<sup>o</sup> 45") or of a
    trade mark; empty if they mean none.
    """
    if letters in ("o", "os"):
        is_of_number = _NUMBER_BEFORE.search(before) and _NUMBER_AFTER.match(after)
        return letters.replace("o", "º") if is_of_number else ""
    return _TRADE_MARKS.get(letters, "")


def is_note_label(label: str, before: str, after: str) -> bool:
    """Whether the raised `label` between two texts of a paragraph refers to a note, judged by them
    alone. A `label` has neither brackets nor blanks.
    """
    if _NUMBER.fullmatch(label):
        return _is_note_number(label, before, after)
    if "," in label and label[0].isalpha():
        return before[-1:].isalpha()
    if not (label.isascii() and label.isalpha() and label.islower()) or after[:1].isalnum():
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        is_abbreviation = _ORDINAL_BEFORE.search(before) is not None
        return len(before.strip()) > 1 and before[-1:] in ".,;:!?)»”" and not is_abbreviation
    if len(label) > 1:
        return _ROMAN.fullmatch(label) is not None and len(word[0]) > 3
    if label in _AFFILIATIONS and len(word[0]) > 2 and word[0][0].isupper():
        return True
    ends_a_word = label in _ENDINGS and word[0][-1] not in "aeiosáéíóú"
    return len(word[0]) > 4 and word[0].islower() and not ends_a_word


def _is_note_number(label: str, before: str, after: str) -> bool:
    last = before[-1:]
    if not before.strip():  # the number before a note
        isotope = _ISOTOPE.match(after)
        return bool(after.strip()) and (isotope is None or (len(label) == 1 and isotope[0] != "H"))
    if last.isspace() or last in "([{«“¿¡":
        return not after[:1].isalnum()
    if last.isdigit():
        number = _LAST_NUMBER.search(before)
        base = number[0] if number is not None else last
        return len(base) > 1 and base != "10" and not _CALCULATION.search(before[: -len(base)])
    if word := _LAST_WORD.search(before):
        is_unit = word[0].casefold() in _RAISED_WORDS and label in _FACTORS
        is_product = len(word[0]) == 2 and _FACTOR.search(before[: -len(word[0])])  # = mc²
        return len(word[0]) > 1 and not is_unit and not is_product
    return _FORMULA.search(before) is None
