"""Names the quotation marks and dashes of TeX's fonts that have no names: "14\\x1516", "¾Quién?".

In its T1 encoding they are control characters, and ¿ ¡ œ stand where Latin-1 has ¾ ½ ÷.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from indexer.extract.repairs.letter_classes import CONTROL_PICTURE, control_code

_T1: Final = {0x10: "“", 0x11: "”", 0x12: "„", 0x13: "«", 0x14: "»", 0x15: "–", 0x16: "—"}
_T1_CODES: Final = frozenset(range(0x1B, 0x20))
"""Codes of T1's ligatures."""


def _class(*codes: int) -> str:
    return "[" + "".join(chr(code) + chr(code + CONTROL_PICTURE) for code in codes) + "]"


_ANY: Final = re.compile(_class(*_T1))
_OPENING: Final = rf"{_class(0x10, 0x12, 0x13)}(?=[\w¿¡¾½])(?<![^\W_].)"
# A figure behind it is the mark of a note.
_NO_LETTER: Final = r"(?![^\W\d_⁰¹²³⁴-⁹])"
_CLOSING: Final = rf"{_class(0x11, 0x14)}(?<=[\w.,;:!?…].){_NO_LETTER}"
_EN_DASH: Final = rf"{_class(0x15)}(?<=[\d\s].)(?=[\d\s])"
_EM_DASH: Final = rf"{_class(0x16)}"
_FITTING: Final = re.compile(f"{_OPENING}|{_CLOSING}|{_EN_DASH}|{_EM_DASH}", re.DOTALL)
_MIN_SHARE: Final = 0.8
"""Of these signs in a document; in fonts without any mapping they stand anywhere."""

# A fraction is glued to no word, and closes no question.
_QUESTION: Final = re.compile(r"(?<![\w])¾(?=[^\W\d_][^?¿]{0,400}\?)")
_EXCLAMATION: Final = re.compile(r"(?<![\w])½(?=[^\W\d_][^!¡]{0,400}!)")
# Babel makes the quotation marks that OT1 lacks from signs of mathematics; in French with blanks.
_QUOTED: Final = (
    r"(?=\S)[^≪≫]{1,600}(?<=\S)"
    r"|\s(?=[^\W\d_]{2})[^≪≫]{1,600}(?<=[^\W\d_][^\W\d_.,!?…])\s"
)
_MUCH_LESS: Final = re.compile(rf"(?<!\w)≪({_QUOTED})≫{_NO_LETTER}")
_OE: Final = re.compile(r"(?<=[^\W\d_])÷(?=[^\W\d_])")
_CAPITAL_OE: Final = re.compile(r"×(?=[^\W\d_]{3})(?<![\w\s].)|(?<!\w)×(?=[a-zà-ÿ]{3})")


def name_signs(texts: Sequence[str], ligatures: Collection[int]) -> list[str]:
    """The pages of a document, in which the ligatures with these codes are TeX's."""
    found = sum(len(_ANY.findall(text)) for text in texts)
    is_t1 = bool(_T1_CODES & set(ligatures))
    fitting = sum(len(_FITTING.findall(text)) for text in texts) if found else 0
    if found and fitting >= _MIN_SHARE * found:
        texts = [_FITTING.sub(lambda sign: _T1[control_code(sign[0])], t) for t in texts]
        is_t1 = True
    texts = [_invert_marks(text) for text in texts]
    if not is_t1:
        return texts
    return [_CAPITAL_OE.sub("Œ", _OE.sub("œ", text)) for text in texts]


def _invert_marks(text: str) -> str:
    if "¾" in text and "¿" not in text:
        text = _QUESTION.sub("¿", text)
    if "½" in text and "¡" not in text:
        text = _EXCLAMATION.sub("¡", text)
    if "≪" in text:
        text = _MUCH_LESS.sub(r"«\1»", text)
    return text
