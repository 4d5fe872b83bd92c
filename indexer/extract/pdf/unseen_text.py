"""Finds words on a PDF page that nobody sees.

What counts is the rendering: words whose removal changes nothing in it are not seen, whatever hides
them. Words that were marked to be redacted are not meant to be seen, although they still are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.extract.geometry import Boxes
from indexer.extract.pdf.pixels import bounding_box, is_dark_area, is_uniform, region
from indexer.extract.pdf.text_visibility import LetterBoxes, Pixels, TextVisibility

# A pixel that changes less than this (of 255) when text is removed looks the same to people.
_VISIBLE_CHANGE: Final = 24
_MAX_TINY_HEIGHT: Final = 0.75  # points; smaller letters are of a font below 1 pt
# Fewer letters in a row are hidden by chance: thin ones at the edge of another letter's box.
_MIN_RUN_LETTERS: Final = 3
# A picture that covers this share of the page makes it a scan.
_MIN_SCAN_SHARE: Final = 0.5
_MAX_SHADOW_OFFSET: Final = 6  # pixels between the two copies of shadowed text
_RIM_PIXELS: Final = 1.5  # around a letter that it may still change
_MIN_REPEATED_SHARE: Final = 0.7  # of the letters of a word that is drawn again
_MAX_COVERS: Final = 2_000
_MAX_WORD_GAP: Final = 2.0  # between words of a line, in heights of a letter
_MIN_COVER_PIXELS: Final = 4  # lower or narrower is a line, which hides no letter

RenderWithout = Callable[[Sequence[int]], Pixels]
"""Renders the page without the objects at these indexes of `TextVisibility.boxes`."""

Rows = npt.NDArray[np.int64]


class UnseenCause(Enum):
    """Why nobody sees a word. Recognised text behind a scan is seen in the picture, though, and
    lines run over the page's edge, or are cut off by their frame, by mistake."""

    COVERED = auto()
    MARKED = auto()
    HIDDEN_LAYER = auto()
    COLOURLESS = auto()
    OUTSIDE_PAGE = auto()
    TINY = auto()
    OVER_EDGE = auto()
    CUT_OFF = auto()
    OCR_LAYER = auto()


@dataclass(frozen=True, slots=True)
class UnseenText:
    """Consecutive words that nobody sees on a page; `rows` are those of `LetterBoxes`."""

    cause: UnseenCause
    text: str
    rows: Rows


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
                cause = _cause(visibility, part, masks, hidden_layers)
                yield UnseenText(cause, _text(letters, part), part)


@dataclass(frozen=True, slots=True)
class _LetterMasks:
    """Which letters nobody sees, and which of these for a known reason."""

    unseen: npt.NDArray[np.bool_]
    marked: npt.NDArray[np.bool_]
    outside: npt.NDArray[np.bool_]
    tiny: npt.NDArray[np.bool_]


def _letter_masks(visibility: TextVisibility, render_without: RenderWithout) -> _LetterMasks:
    boxes = visibility.letters.boxes
    # Letters that belong to no object could not be removed.
    doubtful = visibility.letters.doubtful & (visibility.letters.order >= 0)
    changes = ~doubtful
    changes[doubtful] = _are_seen(boxes[doubtful], visibility.shown, visibility.bare)
    changes |= _cut_out_a_picture(visibility)
    under = _under_cover(visibility)
    if under.any():
        # There may be words on the cover too, so only what is under it is removed.
        rest = render_without(np.unique(visibility.letters.order[under]).tolist())
        covered = under.copy()
        covered[under] = ~_are_seen(boxes[under], visibility.shown, rest)
        seen_on_it = _is_drawn_again(visibility.letters, covered & changes, covered | ~changes)
        changes &= ~covered | seen_on_it
    outside = visibility.letters.doubtful & _is_outside(boxes, visibility.shown)
    tiny = visibility.letters.doubtful & (visibility.letters.height < _MAX_TINY_HEIGHT)
    marked = _is_marked(visibility)
    return _LetterMasks(~changes | outside | tiny | marked, marked, outside, tiny)


def _is_marked(visibility: TextVisibility) -> npt.NDArray[np.bool_]:
    """Which letters stand in a place that was marked to be redacted."""
    x, y = _centres(visibility.letters)
    marked = np.zeros(len(x), np.bool_)
    for left, top, right, bottom in visibility.redactions:
        marked |= (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
    return marked & visibility.letters.doubtful


def _centres(letters: LetterBoxes) -> tuple[Boxes, Boxes]:
    boxes = letters.boxes
    return (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2


def _cut_out_a_picture(visibility: TextVisibility) -> npt.NDArray[np.bool_]:
    """Which letters show by what is painted through them; without them it still has their form."""
    seen = visibility.letters.clips.copy()
    for place in np.flatnonzero(seen):
        seen[place] = not is_uniform(region(visibility.shown, visibility.letters.boxes[place]))
    return seen


def _under_cover(visibility: TextVisibility) -> npt.NDArray[np.bool_]:
    """Which letters have something drawn over their centre that can hide them."""
    letters = visibility.letters
    x, y = _centres(letters)
    under = np.zeros(len(x), np.bool_)
    first = letters.order.min()
    covers = [place for place in np.flatnonzero(visibility.is_cover) if place > first]
    for place in covers[-_MAX_COVERS:]:
        left, top, right, bottom = visibility.boxes[place]
        if right - left >= _MIN_COVER_PIXELS and bottom - top >= _MIN_COVER_PIXELS:
            inside = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
            under |= inside & (letters.order < place) & letters.doubtful
    return under & (letters.order >= 0)


def _is_drawn_again(
    letters: LetterBoxes, which: npt.NDArray[np.bool_], unseen: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """The letters of words that are covered, and drawn again on the cover.

    For readers nothing is hidden. PDFium reports the second copy only if it is slightly offset (a
    shadow), and one that is `unseen` itself shows nothing. A single letter may be there by chance.
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
        same = [
            letters.text[other] == letters.text[place] for other in others[near & ~unseen[others]]
        ]
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
    if not len(boxes):
        return np.zeros(0, np.bool_)
    rim = np.where(boxes[:, 3] - boxes[:, 1] >= 6, 0.2, 0.0) * (boxes[:, 3] - boxes[:, 1])
    left = np.clip(np.floor(boxes[:, 0]), 0, wide).astype(int)
    right = np.clip(np.ceil(boxes[:, 2]) + 1, 0, wide).astype(int)
    top = np.clip(np.floor(boxes[:, 1] + rim), 0, high).astype(int)
    bottom = np.clip(np.ceil(boxes[:, 3] - rim) + 1, 0, high).astype(int)
    x, y = min(left.min(), right.min()), min(top.min(), bottom.min())
    window = np.s_[y : max(bottom.max(), y + 1), x : max(right.max(), x + 1)]
    changed = _changed_pixels(shown[window], bare[window])
    table = np.zeros((changed.shape[0] + 1, changed.shape[1] + 1), np.int32)  # summed areas
    np.cumsum(changed, axis=1, dtype=np.int32, out=table[1:, 1:])
    np.cumsum(table, axis=0, out=table)
    left, right, top, bottom = left - x, right - x, top - y, bottom - y
    counts = table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left]
    seen: npt.NDArray[np.bool_] = counts > 0
    return seen


def _changed_pixels(shown: Pixels, bare: Pixels) -> npt.NDArray[np.bool_]:
    # Most pixels are equal; comparing all channels at once finds that quickly.
    before, after = shown.view(np.uint32)[:, :, 0], bare.view(np.uint32)[:, :, 0]
    changed = before != after
    was, became = (pixels[changed].view(np.uint8) for pixels in (before, after))
    is_visible = np.abs(was.astype(np.int16) - became) >= _VISIBLE_CHANGE
    seen: npt.NDArray[np.bool_] = changed.copy()
    seen[changed] = is_visible.view(np.uint32) != 0  # in any channel
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
    marks = np.column_stack(
        [masks.marked[row], masks.tiny[row], letters.invisible[row], letters.layer[row]]
    )
    cuts = np.flatnonzero((marks[1:] != marks[:-1]).any(axis=1) | _jumps(row, masks, letters)) + 1
    yield from np.split(row, cuts)


def _jumps(row: Rows, masks: _LetterMasks, letters: LetterBoxes) -> npt.NDArray[np.bool_]:
    """Before which letters outside the page something else than their line begins."""
    pairs = pairwise(letters.boxes[row])
    apart = np.array([not _is_next_to(*pair) for pair in pairs], np.bool_)
    jumps: npt.NDArray[np.bool_] = apart & masks.outside[row[1:]]
    return jumps


def _cause(
    visibility: TextVisibility, row: Rows, masks: _LetterMasks, hidden_layers: Sequence[str]
) -> UnseenCause:
    letters = visibility.letters
    if masks.marked[row[0]]:
        return UnseenCause.MARKED
    if visibility.layers[letters.layer[row[0]]] in hidden_layers:
        return UnseenCause.HIDDEN_LAYER
    if masks.outside[row].any():
        is_long_line = _runs_over_edge(visibility, row, masks)
        return UnseenCause.OVER_EDGE if is_long_line else UnseenCause.OUTSIDE_PAGE
    if is_dark_area(region(visibility.shown, bounding_box(letters.boxes[row]))):
        return UnseenCause.COVERED  # also a black box in a scan, over recognised text
    under = _drawn_over(visibility, row)
    by_scan = letters.invisible[row[0]] or visibility.is_picture[under].any()
    if by_scan and _is_scan(visibility):
        return UnseenCause.OCR_LAYER
    if masks.tiny[row[0]]:
        return UnseenCause.TINY
    if under.any() and not letters.invisible[row[0]]:
        return UnseenCause.COVERED
    return UnseenCause.CUT_OFF if _is_cut(letters, row, masks) else UnseenCause.COLOURLESS


def _runs_over_edge(visibility: TextVisibility, row: Rows, masks: _LetterMasks) -> bool:
    """Whether it is the end of a line that is simply too long for the page; nothing was cropped."""
    if visibility.is_cropped:
        return False
    beside = [(row[0] - 1, row[0]), (row[-1] + 1, row[-1])]
    letters = visibility.letters
    return any(
        0 <= inside < len(letters.text)
        and not masks.unseen[inside]
        and _is_next_to(letters.boxes[inside], letters.boxes[outside])
        for inside, outside in beside
    )


def _is_next_to(one: Boxes, other: Boxes) -> bool:
    """Whether two letters are no further from each other than words are."""
    gap = np.concatenate([one[:2] - other[2:], other[:2] - one[2:]]).max()
    size = max(one[3] - one[1], one[2] - one[0], other[3] - other[1], other[2] - other[0])
    return bool(gap <= _MAX_WORD_GAP * size)


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
    left, top, right, bottom = bounding_box(visibility.letters.boxes[row])
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
