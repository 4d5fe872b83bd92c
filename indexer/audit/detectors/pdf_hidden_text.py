"""Finds words on a PDF page that nobody sees, and parts of pictures covered by a box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.audit.findings import FindingKind
from indexer.extract.geometry import Boxes
from indexer.extract.pdf import unseen_text
from indexer.extract.pdf.pixels import brightness, is_dark_area, region
from indexer.extract.pdf.text_visibility import TextVisibility
from indexer.extract.pdf.unseen_text import RenderWithout, UnseenCause

# A box over a picture: at least this large (pixels), at most this share of the picture.
_MIN_BOX_SIZE: Final = (9, 6)
_MAX_BOX_SHARE: Final = 0.6
_MIN_PICTURE_DEVIATION: Final = (
    8.0  # standard deviation of brightness, of a picture that shows something
)
_MAX_BOXES: Final = 400

_KINDS: Final = {
    UnseenCause.COVERED: FindingKind.COVERED_TEXT,
    UnseenCause.MARKED: FindingKind.UNAPPLIED_REDACTION,
    UnseenCause.HIDDEN_LAYER: FindingKind.HIDDEN_LAYER,
    UnseenCause.COLOURLESS: FindingKind.UNSEEN_TEXT,
    UnseenCause.OUTSIDE_PAGE: FindingKind.OUTSIDE_PAGE,
    UnseenCause.TINY: FindingKind.TINY_TEXT,
    UnseenCause.OVER_EDGE: FindingKind.OVER_EDGE,
    UnseenCause.CUT_OFF: FindingKind.OVER_EDGE,
    UnseenCause.OCR_LAYER: FindingKind.OCR_LAYER,
}


@dataclass(frozen=True, slots=True)
class HiddenRun:
    """Consecutive words that nobody sees on a page; `kind` says why."""

    kind: FindingKind
    text: str


def find_hidden_words(
    visibility: TextVisibility, hidden_layers: Sequence[str], render_without: RenderWithout
) -> Iterator[HiddenRun]:
    """The words of a page that nobody sees, in runs."""
    for unseen in unseen_text.find_unseen_text(visibility, hidden_layers, render_without):
        yield HiddenRun(_KINDS[unseen.cause], unseen.text)


def find_covered_pictures(
    visibility: TextVisibility, render_without: RenderWithout
) -> Iterator[tuple[float, float]]:
    """The sizes (width, height) in pixels of dark, uniform boxes that cover a part of a picture.

    A box with words on it, or over the whole picture, is a matter of design.
    """
    places = [
        place for place, _ in zip(_boxes_on_pictures(visibility), range(_MAX_BOXES), strict=False)
    ]
    if not places:
        return
    beneath = render_without(places)
    for place in places:
        below = region(beneath, _inner(visibility.boxes[place]))
        if below.size and brightness(below).std() > _MIN_PICTURE_DEVIATION:
            left, top, right, bottom = visibility.boxes[place]
            yield right - left, bottom - top


def _boxes_on_pictures(visibility: TextVisibility) -> Iterator[int]:
    """Indexes of dark, uniform objects drawn over a part of a picture."""
    pictures = np.flatnonzero(visibility.is_picture)
    if not len(pictures):
        return
    for place in np.flatnonzero(visibility.is_cover):
        box = visibility.boxes[place]
        if box[2] - box[0] < _MIN_BOX_SIZE[0] or box[3] - box[1] < _MIN_BOX_SIZE[1]:
            continue
        below = visibility.boxes[pictures[pictures < place]]
        if not (_is_inside(box, below) & (_area(box[None]) < _MAX_BOX_SHARE * _area(below))).any():
            continue
        regions = [region(side, _inner(box)) for side in (visibility.shown, visibility.bare)]
        if all(map(is_dark_area, regions)):
            yield int(place)


def _is_inside(box: Boxes, others: Boxes) -> npt.NDArray[np.bool_]:
    """For each of the others, whether most of the box lies inside it."""
    across = np.minimum(box[2], others[:, 2]) - np.maximum(box[0], others[:, 0])
    down = np.minimum(box[3], others[:, 3]) - np.maximum(box[1], others[:, 1])
    shared = np.clip(across, 0, None) * np.clip(down, 0, None)
    inside: npt.NDArray[np.bool_] = shared > 0.8 * _area(box[None])
    return inside


def _area(boxes: Boxes) -> Boxes:
    area: Boxes = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return area


def _inner(box: Boxes) -> Boxes:
    """The box without its rim, which is blended with its surroundings."""
    return np.array([box[0] + 1.5, box[1] + 1.5, box[2] - 2.5, box[3] - 2.5])
