"""From the text that a reader gives to the text that is shown.

What is shown is the text as read, without the traces of how it was set: NFC (never NFKC, which
turns the ordinal signs into letters), one space, one kind of line end, no control characters.
Lines that repeat from page to page are not the page's text and are dropped, but for the first:
the publication is still found by them, and a title page keeps its title.

The order matters: lost ligatures are spelled out first because their signs are deleted next, with
joints (`joints`) and soft hyphens, which split words; spacing diacritics are repaired before NFC
because afterwards nothing could join them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.extract.text import ligatures
from indexer.extract.text.hyphenation import rejoined
from indexer.languages import LANGUAGES

_SPACES: Final = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
_SPACES_TOO: Final = "\u200a\u202f\u205f\u3000"
_LINE_ENDS: Final = "\x0b\x0c\u2028\u2029"
# Bullets of Symbol and Wingdings, which PDF programs leave in the private use area.
_BULLETS: Final = "\uf06c\uf06e\uf0a7\uf0a8\uf0b7\uf0d8"
_LIGATURES: Final = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip


def _character_table() -> dict[int, str | None]:
    """What becomes of single characters; None deletes."""
    table: dict[int, str | None] = dict.fromkeys([*range(0x20), 0x7F, *range(0xD800, 0xF900)])
    for code in range(0x80, 0xA0):
        # Bytes of Windows-1252 that were taken for Latin-1 ("Tukey\x92s"), else C1 controls.
        table[code] = bytes([code]).decode("cp1252", "ignore") or None
    table.update(dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF]))
    # Marks that turn the direction can make a text look like another one.
    table.update(dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
    table.update(dict.fromkeys(map(ord, _SPACES + _SPACES_TOO), " "))
    table.update(dict.fromkeys(map(ord, _LINE_ENDS + "\n"), "\n"))
    table.update(dict.fromkeys(map(ord, _BULLETS), "•"))
    table.update({ord(ligature): letters for ligature, letters in _LIGATURES.items()})
    return table


_CHARACTERS: Final = _character_table()
_RUN_OF_SPACES: Final = re.compile(r" {2,}")
_SPACE_AT_LINE: Final = re.compile(r" ?\n ?")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """`text` as it is shown: characters, spaces and line ends in order, accents repaired."""
    return _normalise(_repaired(_plain(text), _repairs([text])))


def clean_line(text: str) -> str:
    """`text` as one line, for titles, names and labels."""
    return " ".join(clean_text(text).split())


def clean_characters(text: str) -> str:
    """`text` in the characters that are shown, with its spaces and line ends where they are."""
    return unicodedata.normalize("NFC", _plain(text))


def letters(text: str) -> str:
    """The letters and digits of `text`, by which one place is found in two forms of a text."""
    return "".join(filter(str.isalnum, text))


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as read: its text, whether it is wider than high, whether a picture was recognised.

    `notes` is what people wrote on it.
    """

    text: str
    landscape: bool = False
    label: str = ""
    recognised: bool = False
    notes: str = ""


def clean_pages(pages: Sequence[PageText]) -> list[str]:
    """The shown text of each page; a header or footer that repeats is left where it comes first."""
    lost = ligatures.lost([page.text for page in pages])
    read = rejoined([lost.restored(page.text) for page in pages])
    direction = _repairs(read)
    texts = [_normalise(_repaired(_plain(text), direction)) for text in read]
    if _is_slide_deck(pages):
        return texts
    return _without_running_lines(texts, [page.label for page in pages])


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CHARACTERS)


def _normalise(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = _SPACE_AT_LINE.sub("\n", _RUN_OF_SPACES.sub(" ", text))
    return _EMPTY_LINES.sub("\n\n", text).strip()


# --- spacing diacritics ---------------------------------------------------------------------------

_MARKS: Final = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302",
    "˜": "\u0303", "¸": "\u0327", "˚": "\u030a", "ˇ": "\u030c",
}  # fmt: skip
_MARK: Final = re.compile(r"(?P<before>[^\W\d_]?)(?P<mark>[´`¨ˆ˜¸˚ˇ])(?P<after>[^\W\d_]?)")
# Words before an apostrophe: in them the acute accent stands for one ("l´homme", "dell´anno").
_ELISION: Final = re.compile(
    rf"(?:^|\W)(?:{'|'.join(word for row in LANGUAGES for word in row.elisions)})$", re.IGNORECASE
)
_ACCENTED_IN_NAMES: Final = "ýşåůčěňřšž"
"""Letters of languages without a row, in the names of people and places."""


def _carriers() -> Mapping[str, frozenset[str]]:
    """Which letters carry each mark (not ḿ or ĺ: "matem´atica")."""
    known = _ACCENTED_IN_NAMES + "".join(row.accented for row in LANGUAGES)
    pairs = {tuple(unicodedata.normalize("NFD", letter)) for letter in known}
    return {
        sign: frozenset(letter for letter, on_it in pairs if on_it == mark)
        for sign, mark in _MARKS.items()
    }


_CARRIERS: Final = _carriers()
_DOTLESS: Final = {"ı": "i", "ȷ": "j"}


@dataclass(frozen=True, slots=True)
class _Repairs:
    """How a document sets its spacing diacritics, voted by all places that leave no doubt."""

    before: int = 0
    after: int = 0
    either: int = 0

    @property
    def any(self) -> bool:
        """Below three places it may as well be a quotation mark or an apostrophe."""
        return self.before + self.after + self.either >= 3


def _repairs(texts: Iterable[str]) -> _Repairs:
    before = after = either = 0
    for text in texts:
        for match in _MARK.finditer(text) if any(mark in text for mark in _MARKS) else ():
            left, right = _joined(match, "before"), _joined(match, "after")
            if match["mark"] == "`" or _is_elision(match) or not match["before"]:
                continue
            before += bool(right and not left)
            after += bool(left and not right)
            either += bool(left and right)
    return _Repairs(before, after, either)


def _joined(match: re.Match[str], side: str) -> str:
    """The letter on that side with the mark on it, or nothing if there is no such letter."""
    letter = _DOTLESS.get(match[side], match[side])
    if not letter or letter.lower() not in _CARRIERS[match["mark"]]:
        return ""
    return unicodedata.normalize("NFC", letter + _MARKS[match["mark"]])


def _is_elision(match: re.Match[str]) -> bool:
    start = max(0, match.start("mark") - 8)
    return match["mark"] == "´" and bool(_ELISION.search(match.string[start : match.start("mark")]))


def _repaired(text: str, found: _Repairs) -> str:
    """`text` with "educaci´on" and "Kyro¨la" as educación and Kyröla."""
    if not found.any or not any(mark in text for mark in _MARKS):
        return text

    def repair(match: re.Match[str]) -> str:
        left, right = _joined(match, "before"), _joined(match, "after")
        if match["mark"] in "`˜" and not match["before"]:
            return match[0]  # an opening quotation mark, the tilde of an address
        if left and (not right or found.after > found.before):
            return left + match["after"]
        return match["before"] + right if right else match[0]

    # Twice: a letter between two marks ("¸c˜o") belongs to one match only.
    return _MARK.sub(repair, _MARK.sub(repair, text))


# --- running lines --------------------------------------------------------------------------------

# Measured on 567 PDFs: the first and last three lines, digits masked, on a quarter of the pages.
_ZONE: Final = 3
_SHARE: Final = 0.25
_FEWEST_PAGES: Final = 4
_LONGEST_HEAD: Final = 20  # words
_SHORTEST_HEADING: Final = 6  # characters
# A document that is mostly "running lines" is a form or a template: its lines are its text.
_MOST_DROPPED: Final = 0.5
_SLIDE_CHARACTERS: Final = 900

_ROMAN: Final = r"(?=[ivxlc])(?:xc|xl|l?x{0,3})?(?:ix|iv|v?i{0,3})"
_NUMBER: Final = re.compile(rf"\d+|(?<!\w){_ROMAN}(?!\w)", re.IGNORECASE)
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
    """Wide pages with little text: what repeats there is often the slide's title."""
    wide = sum(page.landscape for page in pages)
    characters = sum(len(page.text) for page in pages)
    return wide * 2 > len(pages) and characters < _SLIDE_CHARACTERS * len(pages)


def _without_running_lines(texts: list[str], labels: list[str]) -> list[str]:
    lines = [text.split("\n") for text in texts]
    running, heads = _Running(lines), _Heads(lines)

    def drop(page: list[str], number: int) -> list[str]:
        names = {str(number), labels[number - 1].casefold()}
        gone = {i for i in _zone(page) if running.drops(page[i], (number, i))}
        gone.update(i for i in _outermost(page) if page[i] in heads)
        gone.update(_page_number_lines(page, gone, lambda name: name in names))
        return [line for i, line in enumerate(page) if i not in gone]

    kept = ["\n".join(drop(page, n)).strip("\n") for n, page in enumerate(lines, 1)]
    if sum(map(len, kept)) < _MOST_DROPPED * sum(map(len, texts)):
        return texts
    return [_EMPTY_LINES.sub("\n\n", text) for text in kept]


class _Running:
    """Lines that repeat at the edge of pages."""

    def __init__(self, pages: list[list[str]]) -> None:
        self._first: dict[str, tuple[int, int]] = {}
        on_pages: Counter[str] = Counter()
        for number, page in enumerate(pages, 1):
            keys = {place: _key(page[place]) for place in _zone(page)}
            on_pages.update(set(keys.values()))
            for place, key in keys.items():
                self._first.setdefault(key, (number, place))
        fewest = max(_FEWEST_PAGES, _SHARE * sum(1 for page in pages if any(page)))
        self._keys = {k for k, count in on_pages.items() if count >= fewest and _may_repeat(k)}

    def drops(self, line: str, at: tuple[int, int]) -> bool:
        """Whether the line `at` (page number, place) goes: not the first with its words."""
        key = _key(line)
        says_something = _has_words(key) and not _PAGE_NUMBER.fullmatch(line)
        return key in self._keys and not (says_something and self._first[key] == at)


class _Heads:
    """Lines at the edge of pages that hold a running title and a heading of the text beside it.

    "El miedo también avisa    Lo que el rumor hace" repeats only in its first or last words; it is
    a running head because the other words are a line of the text.
    """

    def __init__(self, pages: list[list[str]]) -> None:
        counts = Counter(
            title
            for page in pages
            for title in {title for i in _outermost(page) for title, _ in _splits(page[i])}
        )
        fewest = max(_FEWEST_PAGES, _SHARE * sum(1 for page in pages if any(page)))
        self._titles = {title for title, count in counts.items() if count >= fewest}
        self._lines = {_bare(line) for page in pages for line in page} if self._titles else set()

    def __contains__(self, line: str) -> bool:
        return any(
            title in self._titles and self._begins_with_a_line(rest)
            for title, rest in _splits(line)
        )

    def _begins_with_a_line(self, rest: str) -> bool:
        words = rest.split()
        starts = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        return any(len(start) >= _SHORTEST_HEADING and start in self._lines for start in starts)


def _splits(line: str) -> Iterator[tuple[str, str]]:
    """The ways to part a short line into two words or more at one end, and the rest."""
    words = _bare(line).split()
    if len(words) <= _LONGEST_HEAD:
        for count in range(2, len(words)):
            yield " ".join(words[:count]), " ".join(words[count:])
            yield " ".join(words[-count:]), " ".join(words[:-count])


def _bare(line: str) -> str:
    """A line without numbers, as a heading is repeated without its own."""
    return " ".join(_key(line).replace("#", " ").strip(" .·|-–—").split())


def _outermost(page: list[str]) -> set[int]:
    """Places of the first and the last line that have something in them."""
    full = [i for i, line in enumerate(page) if line]
    return {full[0], full[-1]} if full else set()


def _zone(page: list[str]) -> Iterator[int]:
    """Places of the first and the last lines that have something in them."""
    full = [i for i, line in enumerate(page[: _ZONE * 3]) if line][:_ZONE]
    start = max(0, len(page) - _ZONE * 3)
    full += [i for i in range(len(page) - 1, start - 1, -1) if page[i]][:_ZONE]
    yield from dict.fromkeys(full)


def _key(line: str) -> str:
    return _NUMBER.sub("#", line.casefold())


# Notes that repeat the one before, as others do on other pages: "3 Ibid., p. 12".
_NOTE: Final = re.compile(r"[\W#]*(?:ib[ií]d|[ií]dem\b|id\.|(?:op|ob|loc)\.? ?cit)")


def _may_repeat(key: str) -> bool:
    """Whether a repeated line is a header: words, or one number; not a table's row of figures, nor
    a footnote."""
    return (_has_words(key) or key.count("#") == 1) and not _NOTE.match(key)


def _has_words(key: str) -> bool:
    return sum(map(str.isalpha, key)) >= 3


def _page_number_lines(
    page: list[str], gone: set[int], is_this_page: Callable[[str], bool]
) -> Iterator[int]:
    """The outermost remaining lines, where they are nothing but this page's number."""
    left = [i for i in _zone(page) if i not in gone]
    for place in {min(left), max(left)} if left else ():
        match = _PAGE_NUMBER.fullmatch(page[place])
        if match and is_this_page(match["number"].casefold()):
            yield place
