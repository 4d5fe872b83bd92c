"""Parses a sidecar: lines with a name, a colon, and a text or a list of texts.

The only module that imports yaml. It reads event by event, without recursion, anchors or types:
`language: no` stays Norwegian, `date: 2014-06-15` stays text, and no file can make it slow or
large. What staff type without knowing YAML is understood too: a colon inside a text, tabs, curly
quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from indexer.corpus import headings, staff_text
from indexer.corpus.mistakes import Place, quoted
from indexer.corpus.staff_text import NotUnderstood
from indexer.messages import Message, message

MAX_BYTES: Final = 64 * 1024
"""Maximum size of a sidecar."""

EXAMPLE: Final = message("title: name of the publication")

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CURLY_QUOTES: Final = (("“", "”"), ("«", "»"), ("‘", "’"), ("„", "“"))
_SPECIAL: Final = "@`%"
"""A text cannot begin with these unless it is in quotes."""

# A line that is not part of a text of several lines: those are indented. Each part ends at a sign
# that the next one does not begin with, so that a long line takes no time.
_LINE: Final = re.compile(
    r"(?P<name>(?:[ ]*-[ ])?[^\s:#\"'\[\]{}&*!|>%@`-][^:\n]{0,80}:|[ ]*-)[ ]+(?P<value>\S.*)"
)
_REMARK: Final = re.compile(r"\s#")


class SidecarInvalid(NotUnderstood):
    """The sidecar is invalid; the message says where and why."""


@dataclass(frozen=True, slots=True)
class SidecarEntry:
    """One name and its values; `line` counts from 1."""

    line: int
    name: str
    values: tuple[str, ...]


def parse(data: bytes, example: Message = EXAMPLE) -> list[SidecarEntry]:
    """Parse a sidecar, or another file that consists of lines like `example`.

    Raises:
        SidecarInvalid: it is too large, or not names with texts or lists of texts.
    """
    if len(data) > MAX_BYTES:
        raise SidecarInvalid(message("it is larger than {count} kB", count=MAX_BYTES // 1024))
    text = staff_text.decode(data).replace("\t", "  ")
    try:
        return _parse(text, example)
    except (yaml.YAMLError, SidecarInvalid) as error:
        mended = "".join(map(_mended, text.splitlines(keepends=True)))
        try:
            return _parse(mended, example)
        except (yaml.YAMLError, SidecarInvalid):
            if isinstance(error, SidecarInvalid):
                raise error from None
            raise SidecarInvalid(_explain(error, text, example)) from error


def _parse(text: str, example: Message) -> list[SidecarEntry]:
    return list(_entries(_content(text), example))


def _mended(line: str) -> str:
    """The line as it was meant: at the margin if it begins with a name that is known, its text in
    quotes if it has signs that would mean something else otherwise.
    """
    name, colon, rest = line.partition(":")
    if colon and headings.METADATA.column_of(name):
        line = f"{name.strip()}: {rest.lstrip(' ')}"
    match = _LINE.match(line)
    if match is None:
        return line
    value, end = match["value"].rstrip(), line[match.end() :]
    if value[0] == value[-1] == '"' and '"' in value[1:-1]:
        value = value[1:-1]
    elif remark := _REMARK.search(value):
        value = value[: remark.start()]
    has_signs = ": " in value or value[-1] == ":" or '"' in value or value[0] in _SPECIAL
    if value[0] in "\"'[{|>&*!" or not has_signs:
        return line
    return f"{match['name']} '{value.replace(chr(39), chr(39) * 2)}'{end}"


def _content(text: str) -> Iterator[yaml.Event]:
    """The events between the start and the end of the only document."""
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _invalid(event, message("a text that begins with & or * must be in quotes"))
        if isinstance(event, yaml.DocumentEndEvent):
            return
        if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            yield event


def _entries(events: Iterator[yaml.Event], example: Message) -> Iterator[SidecarEntry]:
    first = next(events, None)
    if first is None or isinstance(first, yaml.StreamEndEvent):
        return
    if not isinstance(first, yaml.MappingStartEvent):
        raise _invalid(first, _like(example))
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        if not isinstance(event, yaml.ScalarEvent):
            raise _invalid(event, _like(example))
        name, line = _text(event), _line(event)
        yield SidecarEntry(line, name, tuple(value for value in _values(events) if value))


def _values(events: Iterator[yaml.Event]) -> Iterator[str]:
    """One text, a list of texts, or `relation`'s `isPartOf: name` with or without a list."""
    depth = 0
    name: str | None = None
    inside_mapping = False
    for event in events:
        if isinstance(event, yaml.ScalarEvent):
            if not inside_mapping:
                yield _text(event)
            elif name is None:
                name = _text(event)
            else:
                yield f"{name}: {_text(event)}"
                name = None
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            depth -= 1
            inside_mapping = False
        else:
            depth += 1
            if inside_mapping or depth > 2 or (depth == 2 and _is_list(event)):
                raise _invalid(event, _nested())
            inside_mapping = not _is_list(event)
        if depth == 0:
            return


def _is_list(event: yaml.Event) -> bool:
    return isinstance(event, yaml.SequenceStartEvent)


def _text(event: yaml.ScalarEvent) -> str:
    is_quoted = bool(event.style)  # None or "" if it is not, depending on the loader
    if is_quoted:
        return str(event.value)
    value = event.value.strip()
    for left, right in _CURLY_QUOTES:
        if len(value) > 1 and value[0] == left and value.find(right) == len(value) - 1:
            return str(value[1:-1])
    return "" if value in {"~", "null"} else value


def _invalid(event: yaml.Event, why: Message) -> SidecarInvalid:
    return SidecarInvalid(Place(line=_line(event)).said(why))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _like(example: Message) -> Message:
    return message("write lines like `{example}`", example=example)


def _nested() -> Message:
    return message("a list inside a list is not allowed")


def _explain(error: yaml.YAMLError, text: str, example: Message) -> Message:
    """What is wrong, in words that need no knowledge of YAML."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:  # a character that YAML does not allow
        return message("it contains characters that are not text")
    problem = str(getattr(error, "problem", ""))
    lines = text.splitlines()
    for number in (mark.line, mark.line + 1):  # libyaml sees it at the next colon
        if 0 < number <= len(lines) and _lacks_colon(lines[number - 1]):
            return Place(line=number).said(
                message(
                    "there is no colon behind the name; write it like `{example}`", example=example
                )
            )
    start = getattr(error, "context_mark", None) or mark
    line = _shown_line(start, mark, lines)
    return Place(line=line).said(_reason(problem, lines, start, example))


def _lacks_colon(line: str) -> bool:
    return bool(line.strip()) and ":" not in line and line[0].isalpha()


def _shown_line(start: yaml.Mark, mark: yaml.Mark, lines: Sequence[str]) -> int:
    """The line to look at: where a quote was opened; else where reading ended."""
    opened = lines[start.line][start.column : start.column + 1] if start.line < len(lines) else ""
    line = start.line if opened in ('"', "'", "[", "{") and opened else mark.line
    return min(line + 1, max(len(lines), 1))


def _reason(problem: str, lines: Sequence[str], start: yaml.Mark, example: Message) -> Message:
    if "nesting depth" in problem:  # libyaml reads ahead, and refuses nested lists before us
        return _nested()
    line = lines[start.line] if start.line < len(lines) else ""
    opened = line[start.column : start.column + 1]
    if opened and opened in "\"'":
        return message(
            "the quote that is opened there is not closed, or something stands behind it: {text}",
            text=quoted(line.strip()),
        )
    if opened and opened in "[{":
        return message("the list that is opened there with {sign} is not closed", sign=opened)
    if opened and opened in "&*!|>%@`":
        return message("a text that begins with {sign} must be in quotes", sign=opened)
    return message(
        "it cannot be understood; write it like `{example}`, from the beginning of the line, and "
        "put a text with signs such as : # * in quotes",
        example=example,
    )
