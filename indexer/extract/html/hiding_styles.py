"""Says how the style of an element hides it: each property that can, with what it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.extract.html.media_queries import Certainty
from indexer.extract.html.style_sheets import parse_colour


class HiddenBy(StrEnum):
    """Why nobody sees the words of an element."""

    NOT_DISPLAYED = "not displayed"
    INVISIBLE = "invisible"
    NO_SIZE = "without size"
    OFF_SCREEN = "off the screen"
    CLIPPED = "cut off"
    SAME_COLOUR = "in the colour of the background"


Style = Mapping[str, str]
"""The value of each property that is stated for an element."""

_MIN_FONT_PIXELS: Final = 2.0
_DEFAULT_FONT_PIXELS: Final = 16.0
_MIN_OPACITY: Final = 0.05
_MAX_BOX_PIXELS: Final = 1.0  # of a box that cuts off what does not fit
_SIZES: Final = ("width", "height", "max-width", "max-height", "block-size", "inline-size")
_MIN_OFFSET_PIXELS: Final = 900.0  # beyond the edge
_MIN_COLOUR_DIFFERENCE: Final = 24 / 255  # of a channel; less looks the same to people
_ROOT_PIXELS: Final = 16.0
_PIXELS: Final = {
    "px": 1.0,
    "": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 37.8,
    "mm": 3.78,
} | {
    **dict.fromkeys(("em", "rem"), _ROOT_PIXELS),
    **dict.fromkeys(("ex", "ch", "vh"), 8.0),
    **dict.fromkeys(("vw", "%"), 12.8),
}
_LENGTH: Final = re.compile(
    r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(px|pt|r?em|ex|ch|v[wh]|%|cm|mm|in|pc)?"
)
_FONT_SIZES: Final = dict(
    zip(
        ("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"),
        (9.0, 10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0),
        strict=True,
    )
)
_INHERITED: Final = frozenset({"inherit", "unset"})
_CLOSED_RECTANGLE: Final = re.compile(
    r"rect\(\s*(?:([01])(?:px)?[\s,]+){3}[01](?:px)?\s*\)|rect\(\s*0(?:px)?[\s,]+0(?:px)?[\s,]+"
)
_CLOSED_PATH: Final = re.compile(
    r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|inset\(\s*\d{3,}px|circle\(\s*0|ellipse\(\s*0"
    r"|polygon\(\s*0(?:px|%)?\s+0(?:px|%)?\s*(?:,\s*0(?:px|%)?\s+0(?:px|%)?\s*)*\)"
)
_NO_SCALE: Final = re.compile(
    r"scale(?:[xy3]d?)?\(\s*0(?:\.0*\d?)?\s*[,)]|rotate[xy]\(\s*-?90deg|matrix\(\s*0\s*,\s*0\s*,"
)
_FAR_TRANSLATION: Final = re.compile(r"translate[xy]?(?:3d)?\(\s*-?(?:\d{4,}(?:px|%)|\d{3,}v[wh])")
_UNKNOWN_VALUE: Final = re.compile(r"\b(?:unknown|calc|min|max|clamp|attr|env|if)\(")
_TRANSPARENCY: Final = re.compile(r"opacity\(\s*0*(?:\.0+)?%?\s*\)")


@dataclass(frozen=True, slots=True)
class Paint:
    """What an element hands down: letters' colour and size, the background; None is not known."""

    colour: tuple[float, float, float] | None = (0.0, 0.0, 0.0)
    opacity: float = 1.0
    background: tuple[float, float, float] | None = (1.0, 1.0, 1.0)
    font_pixels: float = _DEFAULT_FONT_PIXELS
    visible: Certainty = Certainty.YES
    shadowed: bool = False


def hidden_box(style: Style) -> tuple[HiddenBy, Certainty] | None:
    """How a style hides an element with all that is in it, if it does."""
    found = [(by, certainty) for by, certainty in _boxes(style) if certainty]
    return max(found, key=lambda item: item[1], default=None)


def _boxes(style: Style) -> list[tuple[HiddenBy, Certainty]]:
    animated = style.get("animation", style.get("animation-name", "none")) != "none"
    faded = min(_faded(style), Certainty.MAYBE if animated else Certainty.YES)
    return [
        (HiddenBy.NOT_DISPLAYED, _is(style.get("display", ""), "none")),
        (HiddenBy.NOT_DISPLAYED, _is(style.get("content-visibility", ""), "hidden")),
        (HiddenBy.NOT_DISPLAYED, _is(style.get("mso-hide", ""), "all")),
        (HiddenBy.INVISIBLE, faded),
        (HiddenBy.CLIPPED, _clipped(style)),
        (HiddenBy.NO_SIZE, _without_size(style)),
        (HiddenBy.OFF_SCREEN, _off_screen(style)),
    ]


def _is(value: str, hiding: str) -> Certainty:
    if _UNKNOWN_VALUE.search(value):
        return Certainty.MAYBE
    return Certainty.YES if value == hiding else Certainty.NO


def _faded(style: Style) -> Certainty:
    if _TRANSPARENCY.search(style.get("filter", "")):
        return Certainty.YES
    opacity = style.get("opacity", "1")
    if _UNKNOWN_VALUE.search(opacity):
        return Certainty.MAYBE
    number = pixels(opacity.removesuffix("%"))
    if number is None:
        return Certainty.NO
    share = number / 100 if opacity.endswith("%") else number
    return Certainty.YES if share < _MIN_OPACITY else Certainty.NO


def _clipped(style: Style) -> Certainty:
    if _CLOSED_RECTANGLE.match(style.get("clip", "")):
        placed = style.get("position", "absolute") in ("absolute", "fixed")
        return Certainty.YES if placed else Certainty.NO
    path = style.get("clip-path", "none")
    if _CLOSED_PATH.match(path):
        return Certainty.YES
    is_plain = path in ("none", *_INHERITED, "initial") or path.startswith(
        ("inset(0", "border-box")
    )
    return Certainty.NO if is_plain else Certainty.MAYBE


def _without_size(style: Style) -> Certainty:
    scaled = f"scale({style.get('scale', '1').replace(' ', ',')})"
    if _NO_SCALE.search(style.get("transform", "")) or _NO_SCALE.search(scaled):
        return Certainty.YES
    cut = " ".join(style.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    if not any(word in cut for word in ("hidden", "clip", "scroll", "auto")):
        return Certainty.NO
    sizes = [pixels(style.get(name, "")) for name in _SIZES]
    is_closed = any(size is not None and abs(size) <= _MAX_BOX_PIXELS for size in sizes)
    return Certainty.YES if is_closed or style.get("line-height") == "0" else Certainty.NO


def _off_screen(style: Style) -> Certainty:
    if _FAR_TRANSLATION.search(style.get("transform", "")):
        return Certainty.YES
    names = ["text-indent", "margin", "margin-left", "margin-top", "translate"]
    if style.get("position", "static") not in ("static", "sticky"):
        names += ["left", "top", "right", "bottom", "inset"]
    for name in names:
        for part in style.get(name, "").split():
            offset = pixels(part)
            far = name not in ("margin-top", "top") and (offset or 0) >= 3 * _MIN_OFFSET_PIXELS
            if offset is not None and (offset <= -_MIN_OFFSET_PIXELS or far):
                return Certainty.YES
    return Certainty.NO


def paint_below(style: Style, above: Paint) -> Paint:
    """What an element with a style hands down to its words and children."""
    colour, opacity = _text_colour(style, above)
    return Paint(
        colour,
        opacity,
        _background(style, above),
        _font_pixels(style, above),
        _visible(style, above),
        above.shadowed or style.get("text-shadow", "none") not in ("none", *_INHERITED),
    )


def hidden_words(paint: Paint) -> tuple[HiddenBy, Certainty] | None:
    """How the words of an element are hidden by what it handed down, if they are."""
    if paint.visible is not Certainty.YES:
        return HiddenBy.INVISIBLE, paint.visible.negated
    if paint.font_pixels < _MIN_FONT_PIXELS:
        return HiddenBy.NO_SIZE, Certainty.YES
    if paint.opacity < _MIN_OPACITY:
        return HiddenBy.INVISIBLE, Certainty.MAYBE if paint.shadowed else Certainty.YES
    if paint.colour is not None and paint.background is not None:
        pairs = zip(paint.colour, paint.background, strict=True)
        if max(abs(letter - ground) for letter, ground in pairs) < _MIN_COLOUR_DIFFERENCE:
            return HiddenBy.SAME_COLOUR, Certainty.MAYBE if paint.shadowed else Certainty.YES
    return None


def pixels(text: str) -> float | None:
    """A length in CSS pixels; relative ones as in a window of 1280 pixels; None if unknown."""
    match = _LENGTH.match(text)
    if match is None or (match.end() < len(text) and text[match.end()] not in " ,/"):
        return None
    return float(match[1]) * _PIXELS[match[2] or ""]


def _text_colour(style: Style, above: Paint) -> tuple[tuple[float, float, float] | None, float]:
    clipped = f"{style.get('background-clip', '')} {style.get('-webkit-background-clip', '')}"
    if "text" in clipped or "text" in style.get("background", ""):
        return None, 1.0  # the background is drawn in the shape of the letters
    stated = style.get("-webkit-text-fill-color") or style.get("color") or ""
    if not stated or stated in (*_INHERITED, "currentcolor"):
        return above.colour, above.opacity
    parsed = parse_colour(stated)
    return (None, 1.0) if parsed is None else (parsed[:3], parsed[3])


def _background(style: Style, above: Paint) -> tuple[float, float, float] | None:
    shorthand = style.get("background", "")
    picture = style.get("background-image", "none")
    if "url(" in shorthand or "gradient(" in shorthand or picture not in ("none", "initial"):
        return None
    stated = style.get("background-color") or shorthand
    if stated in ("", "none", "transparent", "initial", *_INHERITED):
        return above.background
    # Split at blanks outside parentheses: a shorthand has more than a colour.
    for word in re.findall(r"[^\s(]+(?:\([^)]*\))?", stated):
        if (parsed := parse_colour(word)) is not None:
            if parsed[3] == 0:
                return above.background
            return parsed[:3] if parsed[3] == 1 else None
    return above.background if stated in ("0", "0 0", "0 0 no-repeat", "repeat") else None


def _font_pixels(style: Style, above: Paint) -> float:
    text = style.get("font-size", "")
    if not text:
        found = re.search(r"(?:^|\s)(0|[\d.]+(?:px|pt|r?em|%))(?:\s*/|\s)", style.get("font", ""))
        text = found[1] if found else ""
    if not text or text in _INHERITED:
        return above.font_pixels
    if text in _FONT_SIZES:
        return _FONT_SIZES[text]
    match = _LENGTH.fullmatch(text)
    if match is None:
        return max(above.font_pixels, _MIN_FONT_PIXELS)
    number, unit = float(match[1]), match[2] or ""
    if unit in ("em", "%", "ex", "ch"):
        share = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}[unit]
        return above.font_pixels * number * share
    return number * _PIXELS[unit]


def _visible(style: Style, above: Paint) -> Certainty:
    value = style.get("visibility", "")
    if not value or value in _INHERITED:
        return above.visible
    if _UNKNOWN_VALUE.search(value):
        return Certainty.MAYBE
    return Certainty.NO if value in ("hidden", "collapse") else Certainty.YES
