"""Finds the title that a PDF shows on its cover: the words in the largest type.

The title in the properties is often that of another file, or of the template, or of the kind of
document ("Informe anual"). It is believed only if the document shows it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from indexer.extract import metadata
from indexer.extract.pdf.cover_lines import CoverLine
from indexer.extract.repairs.letter_classes import BREAK_MARK
from indexer.extract.stated_dates import stated_dates
from indexer.extract.text.clean import clean_line, letters
from indexer.folding import fold_word
from indexer.languages import FUNCTION_WORDS, LANGUAGES
from indexer.names_of_bodies import names_a_body

_MAX_COVER_CHARS: Final = 900  # a page with more is one of the text
# In sizes of type, measured on the shared documents.
_MIN_RATIO: Final = 1.2  # of the title's to that of most text
_SAME_SIZE: Final = 0.92
_SUBTITLE_SIZE: Final = 0.4
_CONTINUED_SIZE: Final = 0.7
_MAX_LEADING: Final = 2.2  # between two lines of one title
_MAX_SUBTITLE_GAP: Final = 3.5
_MAX_LEVELS: Final = 4  # sizes of type that are looked at, the largest first
_MAX_TITLE_CHARS: Final = 250
_MAX_SUBTITLE_CHARS: Final = 160
_MIN_SENTENCE_WORDS: Final = 12
_MAX_GENERIC_WORDS: Final = 2


def document_title(stated: str, covers: Sequence[Sequence[CoverLine]], pages: Sequence[str]) -> str:
    """The title of a document that calls itself `stated` in its properties.

    `covers` are the lines of its first pages, `pages` their text as it is shown.
    """
    shown = _joined([as_shown(part, pages) for part in cover_title(covers)])
    if not stated or not shown:
        return stated or shown
    if fold_word(stated.split()[-1]) in _FUNCTION_WORDS:
        return shown  # the stated one was cut off
    own, other = _key(stated), _key(shown)
    if own in other or other in own:
        is_generic = len(stated.split()) <= _MAX_GENERIC_WORDS
        return shown if own in other and is_generic else stated
    is_printed = any(own in _key(page) for page in pages)
    return stated if is_printed and len(stated.split()) > _MAX_GENERIC_WORDS else shown


def cover_title(covers: Sequence[Sequence[CoverLine]]) -> tuple[str, ...]:
    """The title on the first pages, and the subtitle if there is one; empty if none stands out."""
    first = True
    smallest = _MIN_RATIO * _running_size([line for lines in covers for line in lines])
    for lines in covers:
        legible = [line for line in lines if any(map(str.isalpha, line.text))]
        is_cover = sum(len(line.text) for line in legible) <= _MAX_COVER_CHARS
        if not legible:
            continue
        if not (first or is_cover):
            return ()  # the text has begun
        if title := _title_of_page(legible, smallest, is_cover=is_cover):
            return title
        if not is_cover:
            return ()
        first = False
    return ()


def as_shown(title: str, pages: Sequence[str]) -> str:
    """A title as it stands in the text of the pages: with its ligatures and accents repaired."""
    wanted = _skeleton(title)
    for page in pages if wanted else ():
        if title in page:
            return title
        plain = "".join((fold_word(c) or " ")[0] for c in page)
        if match := re.search(wanted, plain):
            start, end = match.span()
            while start and page[start - 1] in _OPENING and page[start - 1] in title:
                start -= 1
            while page[end : end + 1] in _CLOSING and page[end : end + 1] in title[-_MAX_MARKS:]:
                end += 1
            return clean_line(page[start:end])
    return clean_line(title)


_OPENING: Final = frozenset("¿¡«“‘\"'([")
_CLOSING: Final = frozenset("?!»”’\"')].…")
_MAX_MARKS: Final = 3  # behind the last word of a title


def _skeleton(title: str) -> str:
    """A pattern of the letters of a title; a sign that stands for a ligature can be any of them."""
    parts = []
    for character in title:
        if character.isalnum():
            parts.append(re.escape(fold_word(character)[:1]))
        elif unicodedata.category(character) in ("Cc", "Co"):
            parts.append("[a-z]{0,3}")
    return r"[\W_]{0,12}".join(parts)


def _key(text: str) -> str:
    return letters(fold_word(text))


# --- the lines of one page ------------------------------------------------------------------------


def _title_of_page(
    lines: Sequence[CoverLine], smallest: float, *, is_cover: bool
) -> tuple[str, ...]:
    """The title among the lines of a page; empty if none of them is as large as `smallest`."""
    sizes = sorted({line.size for line in lines if _may_be_title(line)}, reverse=True)
    tried: list[CoverLine] = []
    for _ in range(_MAX_LEVELS):
        left = [size for size in sizes if all(size < line.size * _SAME_SIZE for line in tried)]
        if not left or left[0] < smallest:
            return ()
        level = [line for line in lines if line.size >= left[0] * _SAME_SIZE and line not in tried]
        level = [line for line in level if _may_be_title(line)]
        for group in _blocks(level):
            if _is_contents(_words(group[:1])):
                return ()
            title = _with_next_lines(group, lines) if is_cover else (_words(group),)
            if _is_title(title[0]) and (is_cover or _may_head_text(title[0])):
                return title
        tried += level
    return ()


def _running_size(lines: Sequence[CoverLine]) -> float:
    """The size of most letters."""
    by_size = sorted(lines, key=lambda line: line.size)
    counts = [
        (sum(len(line.text) for line in same), size)
        for size, same in groupby(by_size, key=lambda line: round(line.size, 1))
    ]
    return max(counts)[1] if counts else 0.0


def _may_be_title(line: CoverLine) -> bool:
    """Whether a line can be one of a title: not turned, no address, no drop cap."""
    is_turned = line.top - line.bottom > line.right - line.left and len(line.text) > _MAX_TURNED
    is_address = "@" in line.text or "://" in line.text or "www." in line.text
    return not (is_turned or is_address) and sum(map(str.isalpha, line.text)) > 1


_MAX_TURNED: Final = 4  # characters of a line that may be higher than wide


def _blocks(lines: Sequence[CoverLine]) -> Iterator[list[CoverLine]]:
    """Groups of lines that stand closely one under the other, those with more words first."""
    groups: list[list[CoverLine]] = []
    for line in sorted(lines, key=lambda line: (-line.top, line.left)):
        above = groups[-1][-1] if groups else None
        if above is not None and above.top - line.top <= _MAX_LEADING * max(line.size, above.size):
            groups[-1].append(line)
        else:
            groups.append([line])
    yield from sorted(groups, key=lambda group: -sum(len(line.text) for line in group))


def _with_next_lines(group: Sequence[CoverLine], lines: Sequence[CoverLine]) -> tuple[str, ...]:
    """The title of a cover with the smaller line that it goes on in, and its subtitle."""
    title = _words(group)
    below = _next_below(group, lines, _CONTINUED_SIZE)
    if below and _goes_on(title, _words(below)):
        title, group = f"{title} {_words(below)}", [*group, *below]
    words = _words(_next_below(group, lines, _SUBTITLE_SIZE))
    return (title, words) if words and _is_subtitle(words) else (title,)


def _joined(parts: Sequence[str]) -> str:
    """A title and its subtitle in one line."""
    if len(parts) < 2:
        return "".join(parts)
    title, subtitle = parts
    is_closed = subtitle.startswith("(") or title.endswith((":", ".", "?", "!", "—", "–"))
    return f"{title} {subtitle}" if is_closed else f"{title}: {subtitle}"


def _words(group: Sequence[CoverLine]) -> str:
    parts = [line.text.strip() for line in group]
    joined = " ".join(
        part.removesuffix(BREAK_MARK) + _JOINT * part.endswith(BREAK_MARK) for part in parts
    )
    return " ".join(joined.replace(f"{_JOINT} ", "").split())


_JOINT: Final = "\ue000"


def _next_below(
    group: Sequence[CoverLine], lines: Sequence[CoverLine], share: float
) -> list[CoverLine]:
    """The lines right below a group, of one size, which is at least that share of the group's."""
    last, found = group[-1], list[CoverLine]()
    smallest = share * max(line.size for line in group)
    others = [line for line in lines if line.top < last.top and line not in group]
    for line in sorted(others, key=lambda line: (-line.top, line.left)):
        above = found[-1] if found else last
        gap = above.bottom - line.top
        is_same = not found or abs(line.size - found[0].size) <= (1 - _SAME_SIZE) * line.size
        is_near = gap <= (_MAX_SUBTITLE_GAP if not found else 1.0) * line.size
        if line.size < smallest or not (is_same and is_near and _may_be_title(line)):
            break
        found.append(line)
    return found


def _goes_on(title: str, below: str) -> bool:
    """Whether a title cannot end where its line does."""
    last = fold_word(title.split()[-1]) if title.split() else ""
    return last in _FUNCTION_WORDS or below[:1].islower()


_FUNCTION_WORDS: Final = frozenset(map(fold_word, FUNCTION_WORDS))


def _is_subtitle(words: str) -> bool:
    """Whether words below a title say what it is about, not who made it, where and when."""
    if len(words) > _MAX_SUBTITLE_CHARS or names_a_body(words):
        return False
    if words.endswith(".") and len(words.split()) >= _MIN_SENTENCE_WORDS:
        return False  # the text
    small = [word for word in words.split() if word[0].islower()]
    says_something = any(fold_word(word) not in _FUNCTION_WORDS for word in small)
    is_credit = bool(_CREDIT.match(fold_word(words)))
    is_date = len(words.split()) <= _MAX_DATE_WORDS and any(map(str.isdigit, words))
    return says_something and not is_credit and not is_date


_MAX_DATE_WORDS: Final = 4


_CREDIT: Final = re.compile(
    r"\W*(?:por|by|par|de|con el apoyo|coordinacion|texto|textos|una iniciativa|an initiative|une "
    r"initiative|version|edicion|edition)\b"
)


def _is_title(words: str) -> bool:
    """Whether words can be a title: not a year, a date, a notice, the name of an organisation."""
    plain = fold_word(words)
    if len(words) > _MAX_TITLE_CHARS or _is_contents(words) or _is_logo(words):
        return False
    if _NUMBERED.fullmatch(plain) or _SECTION.match(words):
        return False
    if stated_dates(words, day_first=True) or _NOTICE.match(plain):
        return False
    has_word = any(len(word) >= _MIN_WORD_LETTERS for word in re.findall(r"[^\W\d_]+", words))
    return has_word and bool(metadata.title(words))


_MIN_WORD_LETTERS: Final = 4
_NOTICE: Final = re.compile(r"\W*(?:©|\(c\)|copyright|isbn|issn|todos los derechos|all rights)")


def _is_contents(words: str) -> bool:
    """Whether words head a list of contents, or what stands before the text."""
    return " ".join(re.findall(r"[^\W\d_]+", fold_word(words))) in _CONTENTS


_CONTENTS: Final = frozenset(fold_word(word) for row in LANGUAGES for word in row.contents_words)
_SERIES: Final = "|".join(
    sorted({fold_word(word) for row in LANGUAGES for word in row.series_words})
)
_NUMBERED: Final = re.compile(
    rf"(?:{_SERIES})s?(?:\W{{0,3}}(?:n(?:o|um)?\W{{0,2}}\s?)?(?:\d+|[ivxlc]+|[a-h]))?\W*"
)


def _is_logo(words: str) -> bool:
    """Whether words are only the name of an organisation: all of them have capitals, but not only
    capitals."""
    if _LEGAL_FORM.search(words):
        return True
    small = [word for word in words.split() if word[0].islower()]
    is_name = all(fold_word(word) in _FUNCTION_WORDS for word in small) and not words.isupper()
    return is_name and names_a_body(words)


def _may_head_text(words: str) -> bool:
    """Whether words can be the title of a page of text: no item of a list, no rest of a sentence,
    no numbered section."""
    start = words.lstrip("¿¡«“\"'(")
    return bool(start) and (start[0].isupper() or start[0].isdigit()) and not _NUMBER.match(start)


_NUMBER: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})*\s")
_SECTION: Final = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+|[IVX]{1,5}[.)])\s"
)
_LEGAL_FORM: Final = re.compile(r",? (?:A\.? ?C|S\.? ?C|I\.? ?A\.? ?P|Inc|Ltd|e\. ?V)\.?$")
