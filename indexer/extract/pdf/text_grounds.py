"""Colours on which a text may stand, where parts of them shine through others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

MIN_CONTRAST: Final = 60
"""Of 255, in at least one channel, between a text and its ground."""
OPAQUE: Final = 255
WHITE: Final = (255, 255, 255)

Colour = tuple[int, int, int]
Ground = tuple[Colour, Colour]
"""The lowest and the highest value that each channel of a colour may have."""


def is_lost_on(colour: Sequence[int], grounds: set[Ground]) -> bool:
    """Whether a text of this colour may not stand out from one of these grounds."""
    return any(
        all(
            low - MIN_CONTRAST < own < high + MIN_CONTRAST
            for low, own, high in zip(lowest, colour, highest, strict=True)
        )
        for lowest, highest in grounds
    )


def mix(colour: Colour, alpha: int, ground: Ground) -> Ground:
    """What may be seen where a cover of some opacity lies on the ground.

    How it blends is unknown; but of the ground at least what the opacity leaves is seen.
    """
    share = alpha / OPAQUE
    if alpha == OPAQUE:
        mixed = [(min(c, low), max(c, high)) for c, low, high in zip(colour, *ground, strict=True)]
    else:
        mixed = [
            (int(low * (1 - share)), math.ceil(high + (OPAQUE - high) * share))
            for low, high in zip(*ground, strict=True)
        ]
    (low_red, high_red), (low_green, high_green), (low_blue, high_blue) = mixed
    return (low_red, low_green, low_blue), (high_red, high_green, high_blue)
