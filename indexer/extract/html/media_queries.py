"""Says on which screens a media query of a style sheet applies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Certainty(IntEnum):
    """Whether something is so."""

    NO = 0
    MAYBE = 1
    YES = 2

    @property
    def negated(self) -> Certainty:
        """Whether it is not so."""
        return Certainty(2 - self)


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether a rule applies on the screen of a desk, and on that of a telephone."""

    desk: Certainty
    phone: Certainty

    def both(self, other: Applies) -> Applies:
        """Where both conditions hold."""
        return Applies(min(self.desk, other.desk), min(self.phone, other.phone))

    def doubtful(self) -> Applies:
        """The same, but not for certain."""
        return self.both(Applies(Certainty.MAYBE, Certainty.MAYBE))

    @property
    def never(self) -> bool:
        """Whether it applies on neither."""
        return self.desk == self.phone == Certainty.NO


ALL_SCREENS: Final = Applies(Certainty.YES, Certainty.YES)
"""Of a rule without a condition."""

_WIDTHS: Final = (1280.0, 390.0)
_HEIGHTS: Final = (800.0, 844.0)
_PIXELS: Final = {
    "px": 1.0,
    "em": 16.0,
    "rem": 16.0,
    "cm": 37.8,
    "mm": 3.78,
    "in": 96.0,
    "pt": 1.33,
}
_FEATURE: Final = re.compile(r"\(\s*([^():]+?)\s*(?::\s*([^()]+?)\s*)?\)")
_RANGE: Final = re.compile(r"\(\s*(width|height)\s*([<>]=?)\s*([\d.]+[a-z]+)\s*\)")
_LENGTH: Final = re.compile(r"(\d++(?:\.\d+)?|\.\d+)([a-z]+)")
_UNSEEN_MEDIA: Final = frozenset(
    {"print", "speech", "aural", "braille", "tty", "tv", "projection", "handheld", "embossed"}
)


def evaluate_media(query: str) -> Applies:
    """Where a list of media queries applies; what is not understood may apply."""
    found = [
        [_evaluate(part, width, height) for part in query.lower().split(",")]
        for width, height in zip(_WIDTHS, _HEIGHTS, strict=True)
    ]
    return Applies(max(found[0]), max(found[1]))


def _evaluate(query: str, width: float, height: float) -> Certainty:
    query = query.strip()
    negated = query.startswith("not ")
    query = query.removeprefix("not ").removeprefix("only ").strip()
    medium = re.match(r"[a-z]+", query)
    result = Certainty.YES
    if medium and medium[0] in _UNSEEN_MEDIA:
        result = Certainty.NO
    if " or " in query:
        result = min(result, Certainty.MAYBE)
    else:
        rest = query
        for match in _RANGE.finditer(query):
            size = width if match[1] == "width" else height
            result = min(result, _in_range(size, match[2], match[3]))
        rest = _RANGE.sub("", rest)
        for match in _FEATURE.finditer(rest):
            result = min(result, _feature(match[1], match[2] or "", width, height))
    return result.negated if negated else result


def _in_range(size: float, sign: str, text: str) -> Certainty:
    limit = _length(text)
    if limit is None:
        return Certainty.MAYBE
    return Certainty.YES if (size < limit if "<" in sign else size > limit) else Certainty.NO


def _feature(name: str, value: str, width: float, height: float) -> Certainty:
    bound, _, measure = name.rpartition("-")
    sizes = {"width": width, "height": height}
    limit = _length(value)
    if bound in ("min", "max") and measure in sizes and limit is not None:
        size = sizes[measure]
        return (
            Certainty.YES
            if (size >= limit if bound == "min" else size <= limit)
            else (Certainty.NO)
        )
    return Certainty.MAYBE


def _length(text: str) -> float | None:
    match = _LENGTH.fullmatch(text.strip())
    if match is None:
        return 0.0 if text.strip() == "0" else None
    unit = _PIXELS.get(match[2])
    return None if unit is None else float(match[1]) * unit
