"""Parses what staff write or paste to withdraw something, with the help of the names that exist.

File names contain blanks, commas and `#`, titles are sentences, and remarks follow behind all of
them. So a line is not taken apart by its punctuation: the longest name that is known is looked for
where one may begin. In doubt a line names more rather than less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexer.folding import fold_word
from indexer.languages import LANGUAGES
from indexer.withdrawals.names import NameKind, NameTable, decoded, fold_name
from indexer.withdrawals.until import find_until

MAX_LINE_CHARS: Final = 2_000
"""Characters of a line that are looked at: no name is longer."""
MAX_PASSAGES: Final = 100
"""Passages that one entry can name; more mean the whole publication."""

_PASSAGE_WORDS: Final = "|".join(
    sorted(
        {
            re.escape(fold_word(word.rstrip(".")))
            for row in LANGUAGES
            for word in (*row.page_words, *row.section_words)
        },
        key=len,
        reverse=True,
    )
)
_NUMBERS: Final = r"(\d{1,7}(?:\s*(?:-|,|&|\b(?:a|to|ao|y|e|et|and)\b)\s*\d{1,7})*)(?!\w)"
_PASSAGES: Final = re.compile(
    r"(?:/passages/|/file(?:\?[^\s#]*)?#(?:page=)?|#(?:page=|p(?:ag(?:ina|e)?)?[.=-]?)?"
    rf"|[\s,:(\[-]*\b(?:{_PASSAGE_WORDS})\b\.?\s*)" + _NUMBERS
)
_RANGE: Final = re.compile(r"(\d+)\s*(?:-|\b(?:a|to|ao)\b)\s*(\d+)|(\d+)")
_ADDRESS: Final = re.compile(r"[^\s<>\"'()\[\]]*?\bpublications/([a-z0-9][a-z0-9._~-]*)")
_REST_OF_ADDRESS: Final = re.compile(r"[^\s<>\"'()\[\]]*")
_BEFORE_NAME: Final = re.compile(r"(?:[\s\W_]|\d{1,4}[.):\]]\s)*")
_LABEL: Final = re.compile(r"[^\W\d_]+\s*[:=]\s*(?!/)")
_SIGNS: Final = r"[\s;,|/&+\"'<>()\[\]]*"
_BETWEEN_NAMES: Final = re.compile(rf"{_SIGNS}(?:\b(?:y|e|et|and)\b\s+)?{_SIGNS}")
_REMARK: Final = re.compile(r"\s#|^#")
_LIKE_A_NAME: Final = re.compile(
    r"[^\s;,]*\.(?:pdf|x?html?)\b|\S*publications/\S+|\b[0-9a-f]{16,64}\b"
)
_LIKE_AN_IDENTIFIER: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class Target:
    """What a line withdraws: a folded name, passages of it (none: the whole publication), and the
    first day on which it is shown again, in ISO 8601, if any. `is_known` says that the name is that
    of something.
    """

    name: str
    passages: tuple[int, ...] = ()
    until: str = ""
    is_known: bool = True


def clean_line(line: str) -> str:
    """A line without invisible characters and needless blanks, as it is remembered."""
    visible = "".join(c if c.isprintable() or c.isspace() else "" for c in line)
    return " ".join(visible.split())[:MAX_LINE_CHARS]


def parse_entry(line: str, names: NameTable) -> tuple[Target, ...]:
    """What a line withdraws; empty for a blank line and for a comment."""
    line = line[:MAX_LINE_CHARS].replace("\t", " ; ")
    text = fold_name(line)
    if not text.strip("#-*; "):
        return ()
    for folded in dict.fromkeys((text, fold_name(decoded(line)))):
        found = _Line(folded, names).targets()
        if found:
            return found
    if _LEADING_COMMENT.match(text):
        return ()
    return (Target(_plain(text), until=find_until(_without_remark(text)), is_known=False),)


_LEADING_COMMENT: Final = re.compile(r"[\W_]*?#")


class _Line:
    """One folded line."""

    def __init__(self, text: str, names: NameTable) -> None:
        self._text = text
        self._names = names
        self._has_address = "publications/" in text

    def targets(self) -> tuple[Target, ...]:
        """The targets that are known, and those that look like names beside them."""
        found, end = self._in_sequence()
        if not found:
            if _LEADING_COMMENT.match(self._text):
                return ()
            found, end = self._anywhere(0, NameKind.TITLE), len(self._text)
        elif self._is_weak(found[0]):
            found += self._anywhere(end, NameKind.IDENTIFIER)
        if not found:
            return ()
        behind = self._text[end:] if end < len(self._text) else self._text
        until = find_until(_without_remark(behind))
        found += list(self._unknown(end))
        unique = dict.fromkeys(Target(t.name, t.passages, until, t.is_known) for t in found)
        return tuple(unique)

    def _is_weak(self, target: Target) -> bool:
        name = target.name
        return name in self._names and self._names.kind(name) <= NameKind.WORD

    def _in_sequence(self) -> tuple[list[Target], int]:
        """The names that the line begins with, and where they end."""
        place, end, found = 0, 0, list[Target]()
        least = NameKind.TITLE
        while (next_one := self._next(place, least, first=not found)) is not None:
            target, end = next_one
            found.append(target)
            between = _BETWEEN_NAMES.match(self._text, end)
            place = between.end() if between else end
            if place == end or place >= len(self._text) or self._text[place] == "#":
                break
            if set(self._text[end:place]) & set(";|"):
                least = NameKind.TITLE
            else:
                is_list = self._only_names(place)
                least = NameKind.WORD if is_list else NameKind.IDENTIFIER
        return found, end

    def _only_names(self, place: int) -> bool:
        """Whether nothing but names follows: a word there is then no part of a remark."""
        while place < len(self._text):
            found = self._at(place, NameKind.WORD)
            if found is None:
                return False
            between = _BETWEEN_NAMES.match(self._text, found[1])
            place = between.end() if between else found[1]
        return True

    def _next(self, place: int, least: NameKind, *, first: bool) -> tuple[Target, int] | None:
        """The name that begins at `place` or, for the `first` one, behind what stands before it."""
        if not first:
            return self._at(place, least)
        before = _BEFORE_NAME.match(self._text)
        end = before.end() if before else 0
        for start in range(end + 1):
            if (found := self._at(start, least)) is not None:
                return found
            if self._text[start : start + 1] == "#":
                return None
        label = _LABEL.match(self._text, end)
        if label is None:
            return None
        before = _BEFORE_NAME.match(self._text, label.end())
        return self._at(before.end() if before else label.end(), least)

    def _at(self, place: int, least: NameKind) -> tuple[Target, int] | None:
        """The target that begins at `place`, and where it ends."""
        name = self._names.longest_at(self._text, place, least)
        if name is not None:
            return self._with_passages(name, place + len(name))
        return self._address_at(place)

    def _address_at(self, place: int) -> tuple[Target, int] | None:
        address = _ADDRESS.match(self._text, place) if self._has_address else None
        if address is None:
            return None
        identifier = address.group(1).rstrip(".")
        target, end = self._with_passages(identifier, address.end())
        rest = _REST_OF_ADDRESS.match(self._text, end)
        end = rest.end() if rest else end
        known = identifier in self._names
        return Target(identifier, target.passages, is_known=known), end

    def _with_passages(self, name: str, end: int) -> tuple[Target, int]:
        match = _PASSAGES.match(self._text, end)
        if match is None:
            return Target(name), end
        return Target(name, _numbers(match.group(1))), match.end()

    def _anywhere(self, start: int, least: NameKind) -> list[Target]:
        """The names anywhere behind `start`: only those of the surest kind that there is."""
        text = _without_remark(self._text[start:])
        offset = start
        found: list[tuple[NameKind, Target]] = []
        place = 0
        while place < len(text):
            is_start = place == 0 or not (text[place - 1].isalnum() or text[place - 1] in "-_.")
            one = self._at(offset + place, least) if is_start else None
            if one is None:
                place += 1
                continue
            target, end = one
            kind = self._names.kind(target.name) if target.is_known else NameKind.PATH
            if kind is not NameKind.TITLE or " " in target.name:
                found.append((kind, target))
            place = max(end - offset, place + 1)
        surest = max((kind for kind, _ in found), default=NameKind.TITLE)
        return [target for kind, target in found if kind is surest]

    def _unknown(self, start: int) -> Iterator[Target]:
        """What looks like a name behind the known ones, but is unknown."""
        rest = _without_remark(self._text[start:])
        for part in rest.split(";")[1:]:
            if match := _LIKE_AN_IDENTIFIER.fullmatch(part.strip(" .\"'<>")):
                yield Target(match.group(), is_known=False)
        for match in _LIKE_A_NAME.finditer(rest):
            if match.group() not in self._names:
                yield Target(match.group(), is_known=False)


def _numbers(text: str) -> tuple[int, ...]:
    """The numbers in "7", "7, 9" or "7-9"; empty, which means the whole publication, if they make
    no sense.
    """
    numbers: list[int] = []
    for first, last, single in _RANGE.findall(text):
        start, end = (int(single), int(single)) if single else (int(first), int(last))
        if not 0 < start <= end or end - start >= MAX_PASSAGES:
            return ()
        numbers += range(start, end + 1)
    return tuple(dict.fromkeys(numbers)) if len(numbers) <= MAX_PASSAGES else ()


def _without_remark(text: str) -> str:
    """`text` up to the `#` that begins a remark."""
    match = _REMARK.search(text)
    return text[: match.start()] if match else text


def _plain(text: str) -> str:
    """An unknown name without the signs around it and without a remark behind `#`."""
    bare = _without_remark(text)
    before = _BEFORE_NAME.match(bare)
    bare = bare[before.end() :] if before else bare
    label = _LABEL.match(bare)
    bare = bare[label.end() :] if label else bare
    return bare.strip(" ;,.\"'<>()[]") or text
