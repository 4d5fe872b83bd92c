"""A text whose characters have places on a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A page's characters, and where each of them stands.

    `boxes` has four little-endian uint16 for each character of `text`: left, top, right, bottom, in
    1/65535 of the page as it is shown, from its top left. White space has zeros.
    """

    text: str
    boxes: bytes
