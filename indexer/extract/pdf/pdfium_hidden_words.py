"""Finds the characters of a PDF page that nobody sees, so that they are not published."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pypdfium2

from indexer.extract.pdf import pdfium_calls as call
from indexer.extract.pdf.pdfium_objects import read_objects
from indexer.extract.pdf.pdfium_page_renderer import PageRenderer
from indexer.extract.pdf.pdfium_suspects import find_suspects
from indexer.extract.pdf.text_visibility import LetterBoxes
from indexer.extract.pdf.unseen_text import Rows, UnseenCause, UnseenText, find_unseen_text


@dataclass(frozen=True, slots=True)
class HiddenWords:
    """What nobody sees on a page: ranges of characters (start, end), in order, and how many words.

    Of these, `cut_off` words are only cut off by the frame around their line.
    """

    ranges: tuple[tuple[int, int], ...] = ()
    words: int = 0
    cut_off: int = 0


_NOTHING: Final = HiddenWords()
# A scan shows its words in the picture; and a line that is too long for the page still makes sense.
_PUBLISHED: Final = (UnseenCause.OCR_LAYER, UnseenCause.OVER_EDGE)


class HiddenWordFinder:
    """Looks at the pages of one document; `hidden_layers` are the names of those switched off.

    It renders pages for `look_seconds` of processor time.
    """

    def __init__(self, hidden_layers: Sequence[str], look_seconds: float) -> None:
        self._hidden_layers = hidden_layers
        self._seconds_left = look_seconds

    def find(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> HiddenWords:
        """What nobody sees on an open page.

        The page can only be closed afterwards: its text is switched off.
        """
        objects = read_objects(page)
        if not objects.is_complete:
            return _everything(text_page)
        suspects = None if self._hidden_layers else find_suspects(page, objects).tolist()
        if suspects is not None and not suspects:
            return _NOTHING
        started = time.process_time()
        try:
            renderer = PageRenderer(page, text_page, objects)
            if self._seconds_left <= 0:
                in_layers = renderer.places_in(self._hidden_layers)
                letters = renderer.letters({*find_suspects(page, objects).tolist(), *in_layers})
                return _hidden_words(_unverified(letters), letters, text_page)
            visibility = renderer.visibility(suspects)
            if not visibility.is_complete:
                return _everything(text_page)
            unseen = find_unseen_text(visibility, self._hidden_layers, renderer.picture_without)
            return _hidden_words(unseen, visibility.letters, text_page)
        finally:
            self._seconds_left -= time.process_time() - started


def _everything(text_page: pypdfium2.PdfTextPage) -> HiddenWords:
    """All words of a page that has too many objects or characters to say what hides what.

    No page of 1,672 real ones is like that; the largest has 5,695 objects, of 50,000.
    """
    words = len(text_page.get_text_range().split())
    return HiddenWords(((0, text_page.count_chars()),), words)


def _unverified(letters: LetterBoxes) -> Iterator[UnseenText]:
    """All doubtful letters, where no time is left to look at them; not those of a scan."""
    rows = np.flatnonzero(letters.doubtful & ~letters.invisible)
    if len(rows):
        for part in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
            yield UnseenText(UnseenCause.COLOURLESS, "", part)


def _hidden_words(
    found: Iterable[UnseenText], letters: LetterBoxes, text_page: pypdfium2.PdfTextPage
) -> HiddenWords:
    hidden = np.zeros(len(letters.text), np.bool_)
    cut_off = np.zeros(len(letters.text), np.bool_)
    for unseen in found:
        if unseen.cause is UnseenCause.CUT_OFF:
            cut_off[unseen.rows] = True
        elif unseen.cause not in _PUBLISHED:
            hidden[unseen.rows] = True
    cut_off = _whole_words(cut_off | hidden, letters) & ~hidden
    rows = np.flatnonzero(hidden | cut_off)
    if not len(rows):
        return _NOTHING
    raw, count = call.address(text_page.raw), text_page.count_chars()
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    return HiddenWords(
        tuple(_range(letters, run, raw, count) for run in runs),
        _count_words(letters, hidden | cut_off),
        _count_words(letters, cut_off),
    )


def _whole_words(hidden: npt.NDArray[np.bool_], letters: LetterBoxes) -> npt.NDArray[np.bool_]:
    """The letters of words of which no letter is seen: a word that is only cut stays readable."""
    seen = np.bincount(letters.word, ~hidden)
    whole: npt.NDArray[np.bool_] = hidden & (seen[letters.word] == 0)
    return whole


def _count_words(letters: LetterBoxes, hidden: npt.NDArray[np.bool_]) -> int:
    return len(np.unique(letters.word[hidden]))


def _range(letters: LetterBoxes, run: Rows, text_page: int, count: int) -> tuple[int, int]:
    """The characters of a run, and the signs that stick to it ("(Juana)")."""
    start, end = int(letters.character[run[0]]), int(letters.character[run[-1]]) + 1
    while start > 0 and _is_sign(text_page, start - 1):
        start -= 1
    while end < count and _is_sign(text_page, end):
        end += 1
    return start, end


def _is_sign(text_page: int, index: int) -> bool:
    code = call.get_character(text_page, index)
    character = chr(code) if 32 < code < 0xD800 else " "
    return not character.isalnum() and not character.isspace()
