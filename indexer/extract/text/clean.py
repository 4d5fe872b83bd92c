"""Cleans the text of extractors into the text that is shown.

The text stays as read, without the artefacts of typesetting: NFC (never NFKC, which turns ordinal
signs into letters), single spaces, one kind of line end, no control characters. Lines that repeat
from page to page are dropped, except for the first: the publication is still found by them, and a
title page keeps its title.

The order matters: what a PDF has lost is repaired before (`repairs`), because signs that stand for
letters are deleted here, with marks of broken words (`hyphenation`) and soft hyphens, which split
words; spacing accents are repaired before NFC, after which they could not be combined any more.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, takewhile
from typing import Final

from indexer.extract.repairs import ligatures, mojibake
from indexer.extract.repairs.drop_cap_words import join_drop_caps
from indexer.extract.repairs.known_words import KnownWords
from indexer.extract.repairs.letterspaced import join_letterspaced
from indexer.extract.repairs.misread_charsets import reread
from indexer.extract.repairs.spacing_accents import AccentSides, count_sides, repair_accents
from indexer.extract.text.block_marks import without_mark
from indexer.extract.text.hyphenation import rejoin_words
from indexer.extract.text.page_ends import rejoin_over_pages
from indexer.languages import LANGUAGES
from indexer.note_marks import without_note_marks

_SPACES: Final = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
_SPACES_TOO: Final = "\u200a\u202f\u205f\u3000"
_LINE_ENDS: Final = "\x0b\x0c\u2028\u2029"
# Bullets of Symbol and Wingdings in the private use area.
_BULLETS: Final = "\uf06c\uf06e\uf0a7\uf0a8\uf0b7\uf0d8"
_LIGATURES: Final = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip


def _character_table() -> dict[int, str | None]:
    """Replacements of single characters; None deletes."""
    table: dict[int, str | None] = dict.fromkeys([*range(0x20), 0x7F, *range(0xD800, 0xF900)])
    for code in range(0x80, 0xA0):
        # Bytes of Windows-1252 that were taken for Latin-1 ("Tukey\x92s"), else C1 controls.
        table[code] = bytes([code]).decode("cp1252", "ignore") or None
    # Pictures of control characters stand for glyphs without a character (`pdf.glyph_signs`).
    table.update(dict.fromkeys(range(0x2400, 0x2420)))
    table.update(dict.fromkeys([0x2409, 0x240A, 0x240B, 0x240C, 0x240D], "\n"))
    table.update(dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, 0xFEFF, 0xFFFE, 0xFFFF]))
    table.update(dict.fromkeys([0x034F, 0x180E, *range(0x2060, 0x2065)]))
    # Marks that change the direction can make a text look like a different one.
    table.update(dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
    table.update(dict.fromkeys(map(ord, _SPACES + _SPACES_TOO), " "))
    table.update(dict.fromkeys(map(ord, _LINE_ENDS + "\n"), "\n"))
    table.update(dict.fromkeys(map(ord, _BULLETS), "•"))
    table.update({ord(ligature): letters for ligature, letters in _LIGATURES.items()})
    return table


_CHARACTERS: Final = _character_table()


def _ranges(codes: Iterable[int]) -> str:
    """Characters as ranges of a class in a pattern."""
    steps = enumerate(sorted(codes))
    runs = [[code for _, code in run] for _, run in groupby(steps, lambda step: step[1] - step[0])]
    return "".join(f"{re.escape(chr(run[0]))}-{re.escape(chr(run[-1]))}" for run in runs)


# Finding the few takes a fifth of the time that str.translate() takes to look up all.
_REPLACED: Final = re.compile(f"[{_ranges(_CHARACTERS.keys() - {0x0A})}]")
# Joiners belong to words in Arabic and Indic scripts, and to pictures made of several emoji.
_ANY_JOINER: Final = re.compile("[\u200c\u200d]")
_NEEDS_JOINERS: Final = (
    "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\u1900-\u1cff\u2190-\u2bff\ua800-\uabff"
    "\ufb1d-\ufdff\ufe00-\ufe0f\ufe70-\ufefc\U00010a00-\U00011fff\U0001f000-\U0001faff"
)
_JOINER: Final = re.compile(f"[\u200c\u200d](?<![{_NEEDS_JOINERS}].)")
_RUN_OF_SPACES: Final = re.compile(r" {2,}")
_SPACE_AT_LINE: Final = re.compile(r" ?\n ?")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """Clean characters, spaces and line ends, and repair letters."""
    (text,), _ = ligatures.spell_ligatures([mojibake.undo(text)], KnownWords([text]))
    text = join_letterspaced(_translate(text))
    return _normalise(_repair_letters(text, count_sides([text])))


def clean_line(text: str) -> str:
    """Clean a text into one line, for titles, names and labels."""
    return " ".join(clean_text(text).split())


def clean_characters(text: str) -> str:
    """Clean characters only; spaces and line ends stay where they are."""
    return unicodedata.normalize("NFC", _translate(mojibake.undo(text)))


def letters(text: str) -> str:
    """The letters and digits of `text`, which are the same in different forms of a text."""
    return "".join(filter(str.isalnum, text))


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as read. `recognised` text is from OCR, `notes` are the annotations on the page.

    `hidden_words` is how many words were left out because nobody sees them; `cut_off_words` of
    these are only cut off by the frame around their line.
    """

    text: str
    landscape: bool = False
    label: str = ""
    recognised: bool = False
    notes: str = ""
    hidden_words: int = 0
    cut_off_words: int = 0


def clean_pages(pages: Sequence[PageText]) -> list[str]:
    """Clean the pages of a document; repeated headers and footers stay only on the first page.

    Marks of blocks stay where they are (`block_marks`).
    """
    read = join_drop_caps(rejoin_words([page.text for page in pages]))
    sides = count_sides(read)
    texts = [_repair_letters(_translate(text), sides) for text in read]
    # The other pages have their words by where the letters stand on them.
    texts = [
        _normalise(join_letterspaced(text) if page.recognised else text)
        for page, text in zip(pages, texts, strict=True)
    ]
    if not _is_slide_deck(pages):
        texts = _drop_running_lines(texts, [page.label for page in pages])
    return rejoin_over_pages(texts)


def _translate(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _REPLACED.sub(lambda found: _CHARACTERS[ord(found[0])] or "", text)
    return _JOINER.sub("", text) if _ANY_JOINER.search(text) else text


def _repair_letters(text: str, sides: AccentSides) -> str:
    return repair_accents(reread(text), sides)


def _normalise(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = _SPACE_AT_LINE.sub("\n", _RUN_OF_SPACES.sub(" ", text))
    return _EMPTY_LINES.sub("\n\n", text).strip()


# --- running lines --------------------------------------------------------------------------------

# Measured on 567 PDFs: the first and last three lines, digits masked, on a quarter of the pages.
_ZONE_LINES: Final = 3
_MIN_PAGE_SHARE: Final = 0.25
_MIN_PAGES: Final = 4
_MIN_OUTERMOST: Final = 0.5
"""Share of the pages with a running line on which only such lines and numbers stand outside it."""
_MAX_HEAD_WORDS: Final = 20  # words
_MIN_HEADING_CHARS: Final = 6  # characters
# A document that is mostly "running lines" is a form or a template: its lines are its text.
_MIN_KEPT_SHARE: Final = 0.5
_MAX_SLIDE_CHARS: Final = 900

_ROMAN: Final = r"(?=[ivxlc])(?:xc|xl|l?x{0,3})?(?:ix|iv|v?i{0,3})"
_ROMAN_NUMBER: Final = re.compile(_ROMAN, re.IGNORECASE)
# In small letters: what begins with a class is found five times as quickly as two alternatives.
_NUMBER: Final = re.compile(r"[\divxlcı](?:(?<=\d)\d*|(?<!\w.)[ivxlcı]*(?!\w))")
# An abbreviation often stands without its stop.
_PAGE_WORD: Final = "|".join(
    re.escape(word).replace(r"\.", r"\.?") for row in LANGUAGES for word in row.page_words
)
_PAGE_TOTAL: Final = "|".join(word for row in LANGUAGES for word in row.page_totals)
_PAGE_NUMBER: Final = re.compile(
    rf"[\W_]*(?:(?:{_PAGE_WORD}|p\.)\s*)?(?P<number>\d{{1,4}}|{_ROMAN})"
    rf"(?:\s*(?:{_PAGE_TOTAL}|/|\|)\s*\d{{1,4}})?[\W_]*",
    re.IGNORECASE,
)


def _is_slide_deck(pages: Sequence[PageText]) -> bool:
    """Wide pages with little text: what repeats on slides is often their title."""
    wide = sum(page.landscape for page in pages)
    characters = sum(len(page.text) for page in pages)
    return wide * 2 > len(pages) and characters < _MAX_SLIDE_CHARS * len(pages)


def _drop_running_lines(texts: list[str], labels: list[str]) -> list[str]:
    marked = [text.split("\n") for text in texts]
    lines = [list(map(without_mark, page)) for page in marked]
    running, heads = _RunningLines(lines), _RunningHeads(lines)

    def drop(page: list[str], number: int) -> list[str]:
        """The lines that stay, with their marks."""
        names = {str(number), labels[number - 1].casefold()}
        gone = {i for i in _zone(page) if running.drops(page[i], (number, i))}
        gone.update(i for i in _outermost(page) if heads.drops(page[i], number))
        gone.update(_page_number_lines(page, gone, lambda name: name in names))
        return [line for i, line in enumerate(marked[number - 1]) if i not in gone]

    kept = ["\n".join(drop(page, n)).strip("\n") for n, page in enumerate(lines, 1)]
    if sum(map(len, kept)) < _MIN_KEPT_SHARE * sum(map(len, texts)):
        return texts
    return [_EMPTY_LINES.sub("\n\n", text) for text in kept]


class _RunningLines:
    """Lines that repeat at the edge of pages.

    What repeats under a line that each page has for itself is text: the head of a table below the
    title of the page, the last part of a list of references.
    """

    def __init__(self, pages: list[list[str]]) -> None:
        self._first: dict[str, tuple[int, int]] = {}
        on_pages: Counter[str] = Counter()
        edges: list[list[str]] = []
        for number, page in enumerate(pages, 1):
            keys = {place: _key(page[place]) for place in _zone(page)}
            on_pages.update(set(keys.values()))
            for place, key in keys.items():
                self._first.setdefault(key, (number, place))
            edges += ([keys[place] for place in edge] for edge in _edges(page))
        fewest = max(_MIN_PAGES, _MIN_PAGE_SHARE * sum(1 for page in pages if any(page)))
        self._keys = {k for k, count in on_pages.items() if count >= fewest and _may_repeat(k)}
        own = {key for key, count in on_pages.items() if count == 1 and _has_words(key)}
        outermost = Counter(
            key for edge in edges for key in set(takewhile(lambda key: key not in own, edge))
        )
        self._keys = {k for k in self._keys if outermost[k] >= _MIN_OUTERMOST * on_pages[k]}

    def drops(self, line: str, at: tuple[int, int]) -> bool:
        """Whether to drop the line `at` (page number, index); the first of its kind stays."""
        key = _key(line)
        says_something = _has_words(key) and not _PAGE_NUMBER.fullmatch(line)
        return key in self._keys and not (says_something and self._first[key] == at)


class _RunningHeads:
    """Lines at the edge of pages that combine a running title with a heading of the text.

    "El miedo también avisa    Lo que el rumor hace" repeats only in its first or last words; it is
    a running head because the other words are a line of the text. One word of these may be one by
    chance, unless the whole line is on several pages.
    """

    def __init__(self, pages: list[list[str]]) -> None:
        bare = [[_bare(page[i]) for i in _outermost(page)] for page in pages]
        counts = Counter(
            title
            for page in bare
            for title in {title for line in page for title, _ in _splits(line)}
        )
        fewest = max(_MIN_PAGES, _MIN_PAGE_SHARE * sum(1 for page in pages if any(page)))
        self._titles = {t for t, count in counts.items() if count >= fewest and _has_words(t)}
        self._lines = {_bare(line) for page in pages for line in page} if self._titles else set()
        self._on_first = {_bare(line) for page in pages[:1] for line in page}
        self._on_pages = Counter(line for page in bare for line in set(page))

    def drops(self, line: str, number: int) -> bool:
        """Whether to drop a line of a page; that of the first one may be the title on the cover."""
        bare = _bare(line)
        lines = self._on_first if number == 1 else self._lines
        fewest = 1 if self._on_pages[bare] > 1 else 2
        return any(
            title in self._titles and _begins_with(rest.split(), lines, fewest)
            for title, rest in _splits(bare)
        )


def _begins_with(words: list[str], lines: set[str], fewest: int) -> bool:
    """Whether all of these words, or at least `fewest` of them, are a line."""
    counts = range(len(words), min(fewest, len(words)) - 1, -1)
    starts = (" ".join(words[:count]) for count in counts)
    return any(len(start) >= _MIN_HEADING_CHARS and start in lines for start in starts)


def _splits(line: str) -> Iterator[tuple[str, str]]:
    """All splits of a short line (`_bare`) into two words or more at one end, and the rest."""
    words = line.split()
    if len(words) <= _MAX_HEAD_WORDS:
        for count in range(2, len(words)):
            yield " ".join(words[:count]), " ".join(words[count:])
            yield " ".join(words[-count:]), " ".join(words[:-count])


def _bare(line: str) -> str:
    """A line without numbers, as a heading is repeated without its own."""
    return " ".join(_key(line).replace("#", " ").strip(" .·|-–—").split())


def _outermost(page: list[str]) -> set[int]:
    """Indexes of the first and the last line that are not empty."""
    full = [i for i, line in enumerate(page) if line]
    return {full[0], full[-1]} if full else set()


def _zone(page: list[str]) -> Iterator[int]:
    """Indexes of the first and the last few lines that are not empty."""
    yield from dict.fromkeys(chain(*_edges(page)))


def _edges(page: list[str]) -> tuple[list[int], list[int]]:
    """Indexes of the first few lines that are not empty, and of the last ones, last first."""
    start = max(0, len(page) - _ZONE_LINES * 3)
    first = [i for i, line in enumerate(page[: _ZONE_LINES * 3]) if line]
    last = [i for i in range(len(page) - 1, start - 1, -1) if page[i]]
    return first[:_ZONE_LINES], last[:_ZONE_LINES]


def _key(line: str) -> str:
    return _NUMBER.sub(_masked, without_note_marks(line).casefold())


def _masked(number: re.Match[str]) -> str:
    """The sign for a number; letters that make no Roman one stay."""
    text = number[0]
    return "#" if text[0].isdecimal() or _ROMAN_NUMBER.fullmatch(text) else text


# Footnotes that refer to the previous one recur on many pages: "3 Ibid., p. 12".
_NOTE: Final = re.compile(r"[\W#]*(?:ib[ií]d|[ií]dem\b|id\.|(?:op|ob|loc)\.? ?cit)")


def _may_repeat(key: str) -> bool:
    """Whether a repeated line can be a header: words, or one number; not a table's row of figures
    or a footnote."""
    return (_has_words(key) or key.count("#") == 1) and not _NOTE.match(key)


def _has_words(key: str) -> bool:
    return sum(map(str.isalpha, key)) >= 3


def _page_number_lines(
    page: list[str], gone: set[int], is_this_page: Callable[[str], bool]
) -> Iterator[int]:
    """The outermost remaining lines that are only this page's number."""
    left = [i for i in _zone(page) if i not in gone]
    for place in {min(left), max(left)} if left else ():
        match = _PAGE_NUMBER.fullmatch(page[place])
        if match and is_this_page(match["number"].casefold()):
            yield place
