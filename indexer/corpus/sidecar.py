"""The YAML of a sidecar: names with a text or a list of texts, and nothing else of YAML.

It is read event by event, without recursion, anchors or types: `language: no` stays Norwegian,
`date: 2014-06-15` a text, and no file can make it slow or large.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

LARGEST: Final = 64 * 1024
"""Bytes that a sidecar may have."""

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NESTED: Final = "a list inside a list is not understood"
_COLON: Final = "a text that has a colon in it or begins with a sign such as * must be quoted"


class SidecarInvalid(ValueError):
    """The sidecar is not of the form that is understood; the message says where."""


@dataclass(frozen=True, slots=True)
class SidecarEntry:
    """One name and its values, with the line it stands on, from 1."""

    line: int
    name: str
    values: tuple[str, ...]


def parse(data: bytes, example: str = "title: name of the publication") -> list[SidecarEntry]:
    """The entries of a sidecar, or of another file with lines like `example`.

    Raises:
        SidecarInvalid: it is too large, not UTF-8, or not names with texts or lists of texts.
    """
    if len(data) > LARGEST:
        raise SidecarInvalid(f"it is larger than {LARGEST // 1024} kB")
    try:
        events = _content(data.decode("utf-8-sig"))
        return list(_entries(events, example))
    except UnicodeDecodeError as error:
        raise SidecarInvalid("it is not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        # libyaml reads ahead, and since 0.2.6 gives up on lists in lists before we see them.
        nested = "nesting depth" in (error.problem or "")
        reason = _NESTED if nested else f"{error.problem}; {_COLON}"
        raise SidecarInvalid(line + reason) from error
    except yaml.YAMLError as error:  # a character that no YAML may hold
        raise SidecarInvalid("it holds characters that are not text") from error


def _content(text: str) -> Iterator[yaml.Event]:
    """The events between the start and the end of the only document."""
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused(event, "& and * are not understood here")
        if isinstance(event, yaml.DocumentEndEvent):
            return
        if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            yield event


def _entries(events: Iterator[yaml.Event], example: str) -> Iterator[SidecarEntry]:
    first = next(events, None)
    if first is None or isinstance(first, yaml.StreamEndEvent):
        return
    if not isinstance(first, yaml.MappingStartEvent):
        raise _refused(first, f"it consists of lines like `{example}`")
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        if not isinstance(event, yaml.ScalarEvent):
            name = example.partition(":")[0]
            raise _refused(event, f"a name such as `{name}` is expected here")
        name, line = event.value, _line(event)
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
                raise _refused(event, _NESTED)
            inside_mapping = not _is_list(event)
        if depth == 0:
            return


def _is_list(event: yaml.Event) -> bool:
    return isinstance(event, yaml.SequenceStartEvent)


def _text(event: yaml.ScalarEvent) -> str:
    quoted = bool(event.style)  # None or "" where it is not, according to the loader
    return "" if event.value in {"~", "null"} and not quoted else event.value


def _refused(event: yaml.Event, why: str) -> SidecarInvalid:
    return SidecarInvalid(f"line {_line(event)}: {why}")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
