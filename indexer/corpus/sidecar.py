"""Parses a sidecar: the part of YAML that is names with a text or a list of texts.

The only module that imports yaml. It reads event by event, without recursion, anchors or types:
`language: no` stays Norwegian, `date: 2014-06-15` stays text, and no file can make it slow or
large.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

MAX_BYTES: Final = 64 * 1024
"""Maximum size of a sidecar."""

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NESTED: Final = "a list inside a list is not allowed"
_COLON: Final = "a text that contains a colon or begins with a sign such as * must be quoted"


class SidecarInvalid(ValueError):
    """The sidecar is invalid; the message says where and why."""


@dataclass(frozen=True, slots=True)
class SidecarEntry:
    """One name and its values; `line` counts from 1."""

    line: int
    name: str
    values: tuple[str, ...]


def parse(data: bytes, example: str = "title: name of the publication") -> list[SidecarEntry]:
    """Parse a sidecar, or another file that consists of lines like `example`.

    Raises:
        SidecarInvalid: it is too large, not UTF-8, or not names with texts or lists of texts.
    """
    if len(data) > MAX_BYTES:
        raise SidecarInvalid(f"it is larger than {MAX_BYTES // 1024} kB")
    try:
        events = _content(data.decode("utf-8-sig"))
        return list(_entries(events, example))
    except UnicodeDecodeError as error:
        raise SidecarInvalid("it is not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        # libyaml reads ahead, and since 0.2.6 refuses nested lists before we see them.
        nested = "nesting depth" in (error.problem or "")
        reason = _NESTED if nested else f"{error.problem}; {_COLON}"
        raise SidecarInvalid(line + reason) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow
        raise SidecarInvalid("it contains characters that are not text") from error


def _content(text: str) -> Iterator[yaml.Event]:
    """The events between the start and the end of the only document."""
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _invalid(event, "& and * are not allowed here")
        if isinstance(event, yaml.DocumentEndEvent):
            return
        if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            yield event


def _entries(events: Iterator[yaml.Event], example: str) -> Iterator[SidecarEntry]:
    first = next(events, None)
    if first is None or isinstance(first, yaml.StreamEndEvent):
        return
    if not isinstance(first, yaml.MappingStartEvent):
        raise _invalid(first, f"it consists of lines like `{example}`")
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        if not isinstance(event, yaml.ScalarEvent):
            name = example.partition(":")[0]
            raise _invalid(event, f"a name such as `{name}` is expected here")
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
                raise _invalid(event, _NESTED)
            inside_mapping = not _is_list(event)
        if depth == 0:
            return


def _is_list(event: yaml.Event) -> bool:
    return isinstance(event, yaml.SequenceStartEvent)


def _text(event: yaml.ScalarEvent) -> str:
    quoted = bool(event.style)  # None or "" if it is not, depending on the loader
    return "" if event.value in {"~", "null"} and not quoted else event.value


def _invalid(event: yaml.Event, why: str) -> SidecarInvalid:
    return SidecarInvalid(f"line {_line(event)}: {why}")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
