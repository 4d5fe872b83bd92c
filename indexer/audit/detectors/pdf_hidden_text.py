"""Finds words on a PDF page that nobody sees, and parts of pictures covered by a box."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.audit.findings import FindingKind
from indexer.extract.geometry import Boxes
from indexer.extract.pdf.text_visibility import LetterBoxes, Pixels, TextVisibility

# A pixel that changes less than this (of 255) when text is removed looks the same to people.
_VISIBLE_CHANGE: Final = 24
# Maximum range of a colour channel (of 255) in an area of one colour, allowing for JPEG noise.
_MAX_UNIFORM_RANGE: Final = 20
_MAX_DARK_BRIGHTNESS: Final = 110  # of 255, of what may be a black box
_MAX_TINY_HEIGHT: Final = 0.75  # points; smaller letters are of a font below 1 pt
# Fewer letters in a row are hidden by chance: thin ones at the edge of another letter's box.
_MIN_RUN_LETTERS: Final = 3
# A picture that covers this share of the page makes it a scan.
_MIN_SCAN_SHARE: Final = 0.5
# A box over a picture: at least this large (pixels), at most this share of the picture.
_MIN_BOX_SIZE: Final = (9, 6)
_MAX_BOX_SHARE: Final = 0.6
_MIN_PICTURE_DEVIATION: Final = (
    8.0  # standard deviation of brightness, of a picture that shows something
)
_MAX_SHADOW_OFFSET: Final = 6  # pixels between the two copies of shadowed text
_RIM_PIXELS: Final = 1.5  # around a letter that it may still change
_MIN_REPEATED_SHARE: Final = 0.7  # of the letters of a word that is drawn again
_MAX_BOXES: Final = 400
_MAX_COVERS: Final = 2_000
_MIN_COVER_PIXELS: Final = 4  # lower or narrower is a line, which hides no letter

RenderWithout = Callable[[Sequence[int]], Pixels]
"""Renders the page without the objects at these indexes of `TextVisibility.boxes`."""

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class UnseenText:
    """Consecutive words that nobody sees on a page; `kind` says why."""

    kind: FindingKind
    text: str


def find_unseen_text(
    visibility: TextVisibility, hidden_layers: Sequence[str], render_without: RenderWithout
) -> Iterator[UnseenText]:
    """The words of a page that change nothing in its rendering, in runs."""
    letters = visibility.letters
    if not letters.text:
        return
    masks = _letter_masks(visibility, render_without)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], masks.unseen.view(np.int8), [0]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        row = np.arange(start, end)
        if len(row) >= _MIN_RUN_LETTERS or _is_word(letters, start, end):
            for part in _split_by_cause(row, masks, letters):
                yield UnseenText(
                    _kind(visibility, part, masks, hidden_layers), _text(letters, part)
                )


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
        below = _region(beneath, _inner(visibility.boxes[place]))
        if below.size and _brightness(below).std() > _MIN_PICTURE_DEVIATION:
            left, top, right, bottom = visibility.boxes[place]
            yield right - left, bottom - top


# --- text


@dataclass(frozen=True, slots=True)
class _LetterMasks:
    """Which letters nobody sees, and which of these for a known reason."""

    unseen: npt.NDArray[np.bool_]
    outside: npt.NDArray[np.bool_]
    tiny: npt.NDArray[np.bool_]


def _letter_masks(visibility: TextVisibility, render_without: RenderWithout) -> _LetterMasks:
    boxes = visibility.letters.boxes
    # Letters that belong to no object could not be removed.
    changes = _are_seen(boxes, visibility.shown, visibility.bare) | (visibility.letters.order < 0)
    under = _under_cover(visibility)
    if under.any():
        # There may be words on the cover too, so only what is under it is removed.
        rest = render_without(np.unique(visibility.letters.order[under]).tolist())
        covered = under.copy()
        covered[under] = ~_are_seen(boxes[under], visibility.shown, rest)
        seen_on_it = _is_drawn_again(visibility.letters, covered & changes)
        changes &= ~covered | seen_on_it
    outside = _is_outside(boxes, visibility.shown)
    tiny = visibility.letters.height < _MAX_TINY_HEIGHT
    return _LetterMasks(~changes | outside | tiny, outside, tiny)


def _under_cover(visibility: TextVisibility) -> npt.NDArray[np.bool_]:
    """Which letters have something drawn over their centre that can hide them."""
    letters = visibility.letters
    x = (letters.boxes[:, 0] + letters.boxes[:, 2]) / 2
    y = (letters.boxes[:, 1] + letters.boxes[:, 3]) / 2
    under = np.zeros(len(x), np.bool_)
    first = letters.order.min()
    covers = [place for place in np.flatnonzero(visibility.is_cover) if place > first]
    for place in covers[-_MAX_COVERS:]:
        left, top, right, bottom = visibility.boxes[place]
        if right - left >= _MIN_COVER_PIXELS and bottom - top >= _MIN_COVER_PIXELS:
            inside = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
            under |= inside & (letters.order < place) & (letters.order >= 0)
    return under


def _is_drawn_again(letters: LetterBoxes, which: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The letters of words that are covered, and drawn again on the cover.

    For readers nothing is hidden. PDFium reports the second copy only if it is slightly offset (a
    shadow). A single letter may be there by chance.
    """
    again = np.zeros(len(which), np.bool_)
    boxes = letters.boxes
    for place in np.flatnonzero(which):
        left, top, right, bottom = boxes[place]
        on_top = (
            (letters.order > letters.order[place])
            & (boxes[:, 0] < right + _RIM_PIXELS)
            & (left - _RIM_PIXELS < boxes[:, 2])
            & (boxes[:, 1] < bottom + _RIM_PIXELS)
            & (top - _RIM_PIXELS < boxes[:, 3])
        )
        others = np.flatnonzero(on_top)
        near = np.abs(boxes[others, :2] - (left, top)).max(axis=1) < _MAX_SHADOW_OFFSET
        same = [letters.text[other] == letters.text[place] for other in others[near]]
        again[place] = not len(others) or any(same)
    words = letters.word[which]
    of_word = np.bincount(words, minlength=letters.word.max() + 1)
    share = np.bincount(words, again[which], len(of_word)) / np.maximum(of_word, 1)
    found: npt.NDArray[np.bool_] = which & (share[letters.word] > _MIN_REPEATED_SHARE)
    return found


def _are_seen(boxes: Boxes, shown: Pixels, bare: Pixels) -> npt.NDArray[np.bool_]:
    """Whether a letter changes any pixel in its box.

    A letter that only sticks out above or below a cover is not readable, so the rim of its own box
    does not count.
    """
    high, wide = shown.shape[:2]
    table = np.zeros((high + 1, wide + 1), np.int32)  # summed areas: changed pixels up to here
    np.cumsum(_changed_pixels(shown, bare), axis=1, dtype=np.int32, out=table[1:, 1:])
    np.cumsum(table, axis=0, out=table)
    rim = np.where(boxes[:, 3] - boxes[:, 1] >= 6, 0.2, 0.0) * (boxes[:, 3] - boxes[:, 1])
    left = np.clip(np.floor(boxes[:, 0]), 0, wide).astype(int)
    right = np.clip(np.ceil(boxes[:, 2]) + 1, 0, wide).astype(int)
    top = np.clip(np.floor(boxes[:, 1] + rim), 0, high).astype(int)
    bottom = np.clip(np.ceil(boxes[:, 3] - rim) + 1, 0, high).astype(int)
    counts = table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left]
    seen: npt.NDArray[np.bool_] = counts > 0
    return seen


def _changed_pixels(shown: Pixels, bare: Pixels) -> npt.NDArray[np.bool_]:
    # Most pixels are equal; comparing all channels at once finds that quickly.
    changed = shown.view(np.uint32)[:, :, 0] != bare.view(np.uint32)[:, :, 0]
    where = np.nonzero(changed)
    difference = np.abs(shown[where].astype(np.int16) - bare[where])
    seen: npt.NDArray[np.bool_] = changed.copy()
    seen[where] = difference.max(axis=1) >= _VISIBLE_CHANGE
    return seen


def _is_outside(boxes: Boxes, shown: Pixels) -> npt.NDArray[np.bool_]:
    high, wide = shown.shape[:2]
    outside: npt.NDArray[np.bool_] = (
        (boxes[:, 2] < 0) | (boxes[:, 0] > wide) | (boxes[:, 3] < 0) | (boxes[:, 1] > high)
    )
    return outside


def _is_word(letters: LetterBoxes, start: int, end: int) -> bool:
    """Whether these two letters are a whole word (initials, a number)."""
    if end - start < _MIN_RUN_LETTERS - 1:
        return False
    word = letters.word
    begins = start == 0 or word[start - 1] != word[start]
    ends = end == len(word) or word[end] != word[end - 1]
    return bool(begins and ends)


def _split_by_cause(row: Rows, masks: _LetterMasks, letters: LetterBoxes) -> Iterator[Rows]:
    """Split a run into parts that are unseen for the same reason, as far as letters show it."""
    marks = np.column_stack([masks.tiny[row], letters.invisible[row], letters.layer[row]])
    cuts = np.flatnonzero((marks[1:] != marks[:-1]).any(axis=1)) + 1
    yield from np.split(row, cuts)


def _kind(
    visibility: TextVisibility, row: Rows, masks: _LetterMasks, hidden_layers: Sequence[str]
) -> FindingKind:
    letters = visibility.letters
    if visibility.layers[letters.layer[row[0]]] in hidden_layers:
        return FindingKind.HIDDEN_LAYER
    if masks.outside[row].any():
        return (
            FindingKind.OVER_EDGE
            if _runs_over_edge(visibility, row, masks)
            else FindingKind.OUTSIDE_PAGE
        )
    region = _region(visibility.shown, _bounding_box(letters.boxes[row]))
    if _is_uniform(region) and _brightness(region).mean() < _MAX_DARK_BRIGHTNESS:
        return FindingKind.COVERED_TEXT  # also a black box in a scan, over recognised text
    under = _drawn_over(visibility, row)
    by_scan = letters.invisible[row[0]] or visibility.is_picture[under].any()
    if by_scan and _is_scan(visibility):
        return FindingKind.OCR_LAYER
    if masks.tiny[row[0]]:
        return FindingKind.TINY_TEXT
    if under.any() and not letters.invisible[row[0]]:
        return FindingKind.COVERED_TEXT
    return FindingKind.OVER_EDGE if _is_cut(letters, row, masks) else FindingKind.UNSEEN_TEXT


def _runs_over_edge(visibility: TextVisibility, row: Rows, masks: _LetterMasks) -> bool:
    """Whether a line that begins on the page is simply too long for it; nothing was cropped."""
    _, top, _, bottom = _bounding_box(visibility.letters.boxes[row])
    boxes = visibility.letters.boxes[~masks.unseen]
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    return not visibility.is_cropped and bool(((top < middle) & (middle < bottom)).any())


def _is_cut(letters: LetterBoxes, row: Rows, masks: _LetterMasks) -> bool:
    """Whether a word begins visibly and is cut off in the middle by its frame."""
    before = row[0] - 1
    return bool(
        before >= 0
        and not masks.unseen[before]
        and not letters.invisible[row[0]]
        and letters.word[before] == letters.word[row[0]]
        and (letters.colour[before] == letters.colour[row[0]]).all()
    )


def _drawn_over(visibility: TextVisibility, row: Rows) -> npt.NDArray[np.bool_]:
    """Which objects are drawn after the words, and over their centre."""
    left, top, right, bottom = _bounding_box(visibility.letters.boxes[row])
    x, y = (left + right) / 2, (top + bottom) / 2
    boxes = visibility.boxes
    over = (boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])
    later: npt.NDArray[np.bool_] = (
        over & visibility.is_cover & (np.arange(len(boxes)) > visibility.letters.order[row].max())
    )
    return later


def _is_scan(visibility: TextVisibility) -> bool:
    high, wide = visibility.shown.shape[:2]
    boxes = visibility.boxes[visibility.is_picture]
    across = np.clip(boxes[:, 2], 0, wide) - np.clip(boxes[:, 0], 0, wide)
    down = np.clip(boxes[:, 3], 0, high) - np.clip(boxes[:, 1], 0, high)
    # Some scanners cut a page into strips, so their sum counts.
    return bool((across * down).sum() >= _MIN_SCAN_SHARE * high * wide)


def _text(letters: LetterBoxes, row: Rows) -> str:
    spaces = np.concatenate([[False], np.diff(letters.word[row]) > 0])
    return "".join(
        f" {letters.text[place]}" if space else letters.text[place]
        for place, space in zip(row, spaces, strict=True)
    )


# --- pictures


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
        regions = [_region(side, _inner(box)) for side in (visibility.shown, visibility.bare)]
        if all(_is_uniform(r) and _brightness(r).mean() < _MAX_DARK_BRIGHTNESS for r in regions):
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


# --- pixels


def _bounding_box(boxes: Boxes) -> Boxes:
    return np.concatenate([boxes[:, :2].min(0), boxes[:, 2:].max(0)])


def _region(picture: Pixels, box: Boxes) -> Pixels:
    left, top = np.clip(np.floor(box[:2]), 0, None).astype(int)
    right, bottom = np.clip(np.ceil(box[2:]), 0, None).astype(int)
    return picture[top : max(bottom, top + 1), left : max(right, left + 1)]


def _brightness(region: Pixels) -> Boxes:
    grey: Boxes = region[:, :, :3].mean(axis=2)
    return grey


def _is_uniform(region: Pixels) -> bool:
    """Whether it is all one colour, except for a few pixels of JPEG noise."""
    if not region.size:
        return False
    flat = np.sort(region[:, :, :3].reshape(-1, 3), axis=0).astype(np.int16)
    few = len(flat) * 3 // 100
    return bool((flat[len(flat) - 1 - few] - flat[few]).max() <= _MAX_UNIFORM_RANGE)
