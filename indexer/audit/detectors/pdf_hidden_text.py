"""Words on a PDF page that nobody sees, and parts of pictures that lie under a box."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.audit.findings import FindingKind
from indexer.extract.geometry import Boxes
from indexer.extract.pdf.text_visibility import LetterBoxes, Pixels, TextVisibility

# A pixel that changes less than this (of 255) when text is taken away looks the same to people.
_CHANGE: Final = 24
# Pixels of one colour, but for the noise of JPEG.
_EVEN: Final = 20
_DARK: Final = 110  # brightness (of 255) of what may be a black box
_TINY: Final = 0.75  # points: letters lower and narrower than this are those of a font under 1 pt
# Fewer letters than these in a row happen by chance: thin ones at the edge of another's box.
_LEAST_RUN: Final = 3
# A picture that covers this share of the page makes it a scan.
_SCAN: Final = 0.5
# A box over a picture: at least this large (pixels), and a part of the picture at most.
_LEAST_BOX: Final = (9, 6)
_LARGEST_SHARE: Final = 0.6
_UNEVEN: Final = 8.0  # standard deviation of brightness, of a part of a picture that shows a thing
_SAME_PLACE: Final = 6  # pixels; shadows are set off by some
_RIM: Final = 1.5  # pixels around a letter that it may still change
_SAME_WORD: Final = 0.7  # share of its letters
_MOST_BOXES: Final = 400
_MOST_COVERS: Final = 2_000
_LEAST_COVER: Final = 4  # pixels: lower or narrower is a line, which hides no letter

Without = Callable[[Sequence[int]], Pixels]
"""Gives the picture of the page without the objects at these places of `PageLooks.boxes`."""

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Unseen:
    """Words in a row that nobody sees on a page, and why."""

    kind: FindingKind
    text: str


def unseen_text(
    looks: TextVisibility, hidden_layers: Sequence[str], without: Without
) -> Iterator[Unseen]:
    """The words of a page that change nothing in its picture, in rows."""
    letters = looks.letters
    if not letters.text:
        return
    why = _why(looks, without)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], why.unseen.view(np.int8), [0]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        row = np.arange(start, end)
        if len(row) >= _LEAST_RUN or _is_word(letters, start, end):
            for part in _alike(row, why, letters):
                yield Unseen(_reason(looks, part, why, hidden_layers), _spelt(letters, part))


def covered_pictures(looks: TextVisibility, without: Without) -> Iterator[tuple[float, float]]:
    """The sizes in pixels of dark, even boxes under which a picture goes on.

    A box with words on it, or over the whole picture, is a matter of design.
    """
    places = [
        place for place, _ in zip(_boxes_on_pictures(looks), range(_MOST_BOXES), strict=False)
    ]
    if not places:
        return
    beneath = without(places)
    for place in places:
        below = _region(beneath, _inner(looks.boxes[place]))
        if below.size and _grey(below).std() > _UNEVEN:
            left, top, right, bottom = looks.boxes[place]
            yield right - left, bottom - top


# --- text


@dataclass(frozen=True, slots=True)
class _Why:
    """Which letters nobody sees, and which of these for a reason that is known already."""

    unseen: npt.NDArray[np.bool_]
    outside: npt.NDArray[np.bool_]
    tiny: npt.NDArray[np.bool_]


def _why(looks: TextVisibility, without: Without) -> _Why:
    boxes = looks.letters.boxes
    # What belongs to none of the objects could not be taken away.
    changes = _changes(boxes, looks.shown, looks.bare) | (looks.letters.order < 0)
    under = _under_cover(looks)
    if under.any():
        # Words may stand on the cover too, so only what is under it is taken away.
        rest = without(np.unique(looks.letters.order[under]).tolist())
        covered = under.copy()
        covered[under] = ~_changes(boxes[under], looks.shown, rest)
        seen_on_it = _is_drawn_again(looks.letters, covered & changes)
        changes &= ~covered | seen_on_it
    outside = _is_outside(boxes, looks.shown)
    tiny = looks.letters.height < _TINY
    return _Why(~changes | outside | tiny, outside, tiny)


def _under_cover(looks: TextVisibility) -> npt.NDArray[np.bool_]:
    """Which letters have something drawn over their middle that can hide them."""
    letters = looks.letters
    x = (letters.boxes[:, 0] + letters.boxes[:, 2]) / 2
    y = (letters.boxes[:, 1] + letters.boxes[:, 3]) / 2
    under = np.zeros(len(x), np.bool_)
    first = letters.order.min()
    covers = [place for place in np.flatnonzero(looks.is_cover) if place > first]
    for place in covers[-_MOST_COVERS:]:
        left, top, right, bottom = looks.boxes[place]
        if right - left >= _LEAST_COVER and bottom - top >= _LEAST_COVER:
            inside = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
            under |= inside & (letters.order < place) & (letters.order >= 0)
    return under


def _is_drawn_again(letters: LetterBoxes, which: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The letters of words that are covered, and drawn once more on the cover.

    That they stand twice changes nothing for readers. PDFium tells of the second ones only where
    they are set off a little (for a shadow). One letter alone may be there by chance.
    """
    again = np.zeros(len(which), np.bool_)
    boxes = letters.boxes
    for place in np.flatnonzero(which):
        left, top, right, bottom = boxes[place]
        on_top = (
            (letters.order > letters.order[place])
            & (boxes[:, 0] < right + _RIM)
            & (left - _RIM < boxes[:, 2])
            & (boxes[:, 1] < bottom + _RIM)
            & (top - _RIM < boxes[:, 3])
        )
        others = np.flatnonzero(on_top)
        near = np.abs(boxes[others, :2] - (left, top)).max(axis=1) < _SAME_PLACE
        same = [letters.text[other] == letters.text[place] for other in others[near]]
        again[place] = not len(others) or any(same)
    words = letters.word[which]
    of_word = np.bincount(words, minlength=letters.word.max() + 1)
    share = np.bincount(words, again[which], len(of_word)) / np.maximum(of_word, 1)
    found: npt.NDArray[np.bool_] = which & (share[letters.word] > _SAME_WORD)
    return found


def _changes(boxes: Boxes, shown: Pixels, bare: Pixels) -> npt.NDArray[np.bool_]:
    """Whether a letter changes any pixel in its box.

    A letter that only peeps out above or below a box is not readable, so the rim of its own box
    does not count.
    """
    high, wide = shown.shape[:2]
    table = np.zeros((high + 1, wide + 1), np.int32)  # of sums: how many pixels up to here
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
    # Most pixels are the same, which is quickly seen by comparing all their colours at once.
    changed = shown.view(np.uint32)[:, :, 0] != bare.view(np.uint32)[:, :, 0]
    where = np.nonzero(changed)
    difference = np.abs(shown[where].astype(np.int16) - bare[where])
    seen: npt.NDArray[np.bool_] = changed.copy()
    seen[where] = difference.max(axis=1) >= _CHANGE
    return seen


def _is_outside(boxes: Boxes, shown: Pixels) -> npt.NDArray[np.bool_]:
    high, wide = shown.shape[:2]
    outside: npt.NDArray[np.bool_] = (
        (boxes[:, 2] < 0) | (boxes[:, 0] > wide) | (boxes[:, 3] < 0) | (boxes[:, 1] > high)
    )
    return outside


def _is_word(letters: LetterBoxes, start: int, end: int) -> bool:
    """Whether these two letters are a whole word (a pair of initials, a number)."""
    if end - start < _LEAST_RUN - 1:
        return False
    word = letters.word
    begins = start == 0 or word[start - 1] != word[start]
    ends = end == len(word) or word[end] != word[end - 1]
    return bool(begins and ends)


def _alike(row: Rows, why: _Why, letters: LetterBoxes) -> Iterator[Rows]:
    """The parts of a row that are unseen for the same reason, as far as letters tell."""
    marks = np.column_stack([why.tiny[row], letters.invisible[row], letters.layer[row]])
    cuts = np.flatnonzero((marks[1:] != marks[:-1]).any(axis=1)) + 1
    yield from np.split(row, cuts)


def _reason(
    looks: TextVisibility, row: Rows, why: _Why, hidden_layers: Sequence[str]
) -> FindingKind:
    letters = looks.letters
    if looks.layers[letters.layer[row[0]]] in hidden_layers:
        return FindingKind.HIDDEN_LAYER
    if why.outside[row].any():
        return FindingKind.OVER_EDGE if _runs_over(looks, row, why) else FindingKind.OUTSIDE_PAGE
    region = _region(looks.shown, _around(letters.boxes[row]))
    if _is_even(region) and _grey(region).mean() < _DARK:
        return FindingKind.COVERED_TEXT  # also a black box in a scan, with recognised text behind
    under = _later(looks, row)
    by_scan = letters.invisible[row[0]] or looks.is_picture[under].any()
    if by_scan and _is_scan(looks):
        return FindingKind.OCR_LAYER
    if why.tiny[row[0]]:
        return FindingKind.TINY_TEXT
    if under.any() and not letters.invisible[row[0]]:
        return FindingKind.COVERED_TEXT
    return FindingKind.OVER_EDGE if _is_cut(letters, row, why) else FindingKind.UNSEEN_TEXT


def _runs_over(looks: TextVisibility, row: Rows, why: _Why) -> bool:
    """Whether a line that begins on the page is simply too long for it; nothing was cropped."""
    _, top, _, bottom = _around(looks.letters.boxes[row])
    boxes = looks.letters.boxes[~why.unseen]
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    return not looks.is_cropped and bool(((top < middle) & (middle < bottom)).any())


def _is_cut(letters: LetterBoxes, row: Rows, why: _Why) -> bool:
    """Whether a word begins in sight and its frame ends in the midst of it."""
    before = row[0] - 1
    return bool(
        before >= 0
        and not why.unseen[before]
        and not letters.invisible[row[0]]
        and letters.word[before] == letters.word[row[0]]
        and (letters.colour[before] == letters.colour[row[0]]).all()
    )


def _later(looks: TextVisibility, row: Rows) -> npt.NDArray[np.bool_]:
    """Which objects are drawn after the words, and over their middle."""
    left, top, right, bottom = _around(looks.letters.boxes[row])
    x, y = (left + right) / 2, (top + bottom) / 2
    boxes = looks.boxes
    over = (boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])
    later: npt.NDArray[np.bool_] = (
        over & looks.is_cover & (np.arange(len(boxes)) > looks.letters.order[row].max())
    )
    return later


def _is_scan(looks: TextVisibility) -> bool:
    high, wide = looks.shown.shape[:2]
    boxes = looks.boxes[looks.is_picture]
    across = np.clip(boxes[:, 2], 0, wide) - np.clip(boxes[:, 0], 0, wide)
    down = np.clip(boxes[:, 3], 0, high) - np.clip(boxes[:, 1], 0, high)
    # Some scanners cut a page into strips, so it is their sum that counts.
    return bool((across * down).sum() >= _SCAN * high * wide)


def _spelt(letters: LetterBoxes, row: Rows) -> str:
    spaces = np.concatenate([[False], np.diff(letters.word[row]) > 0])
    return "".join(
        f" {letters.text[place]}" if space else letters.text[place]
        for place, space in zip(row, spaces, strict=True)
    )


# --- pictures


def _boxes_on_pictures(looks: TextVisibility) -> Iterator[int]:
    """The places of objects drawn on a part of a picture that are dark and even, to the end."""
    pictures = np.flatnonzero(looks.is_picture)
    if not len(pictures):
        return
    for place in np.flatnonzero(looks.is_cover):
        box = looks.boxes[place]
        if box[2] - box[0] < _LEAST_BOX[0] or box[3] - box[1] < _LEAST_BOX[1]:
            continue
        below = looks.boxes[pictures[pictures < place]]
        if not (_is_inside(box, below) & (_area(box[None]) < _LARGEST_SHARE * _area(below))).any():
            continue
        regions = [_region(side, _inner(box)) for side in (looks.shown, looks.bare)]
        if all(_is_even(r) and _grey(r).mean() < _DARK for r in regions):
            yield int(place)


def _is_inside(box: Boxes, others: Boxes) -> npt.NDArray[np.bool_]:
    """Whether most of the box lies inside the others, each."""
    across = np.minimum(box[2], others[:, 2]) - np.maximum(box[0], others[:, 0])
    down = np.minimum(box[3], others[:, 3]) - np.maximum(box[1], others[:, 1])
    shared = np.clip(across, 0, None) * np.clip(down, 0, None)
    inside: npt.NDArray[np.bool_] = shared > 0.8 * _area(box[None])
    return inside


def _area(boxes: Boxes) -> Boxes:
    area: Boxes = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return area


def _inner(box: Boxes) -> Boxes:
    """The box without its rim, which is blended with what is around."""
    return np.array([box[0] + 1.5, box[1] + 1.5, box[2] - 2.5, box[3] - 2.5])


# --- pixels


def _around(boxes: Boxes) -> Boxes:
    return np.concatenate([boxes[:, :2].min(0), boxes[:, 2:].max(0)])


def _region(picture: Pixels, box: Boxes) -> Pixels:
    left, top = np.clip(np.floor(box[:2]), 0, None).astype(int)
    right, bottom = np.clip(np.ceil(box[2:]), 0, None).astype(int)
    return picture[top : max(bottom, top + 1), left : max(right, left + 1)]


def _grey(region: Pixels) -> Boxes:
    grey: Boxes = region[:, :, :3].mean(axis=2)
    return grey


def _is_even(region: Pixels) -> bool:
    """Whether it is all one colour, but for a few pixels of JPEG's noise."""
    if not region.size:
        return False
    flat = np.sort(region[:, :, :3].reshape(-1, 3), axis=0).astype(np.int16)
    few = len(flat) * 3 // 100
    return bool((flat[len(flat) - 1 - few] - flat[few]).max() <= _EVEN)
