"""Reads aluna.toml as people write it, with whatever editor they have.

The file is TOML. What other programs make of it, or what is no TOML but can mean one thing only, is
understood: byte order marks, UTF-16, the encoding of old Windows, values without quotation marks,
paths of Windows. Anything else is named with its line, and with the line to write instead.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.errors import UsageError
from indexer.messages import Message, message
from indexer.setting_rows import Setting, shown, unquoted
from indexer.system_reasons import reason_of

MAX_FILE_BYTES: Final = 1 << 20
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ASSIGNMENT: Final = re.compile(r"""\A\s*["']?([\w.-]+)["']?\s*=\s*(.*)""")
_SECTION: Final = re.compile(r"\A\s*\[+[^\[\]]*\]+\s*(#.*)?")
_REMARK: Final = re.compile(r"(?<!\s)\s+#.*")
_EXAMPLE: Final = "port"
"""The setting whose line is shown where nobody can tell which was meant."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """A value in the settings file, as TOML has it, or as text; and its line, from 1."""

    value: object
    line: int


def read_settings_file(path: Path, settings: Mapping[str, Setting]) -> dict[str, WrittenValue]:
    """What the file at `path` says, by name; some names may be those of no setting.

    Raises:
        UsageError: the file cannot be read, or a line of it cannot be understood.
    """
    text = _decoded(path)
    lines = text.splitlines()
    places = _places(path, lines)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return dict(_line_by_line(path, lines, settings))
    written = {name: WrittenValue(one, places.get(name, 1)) for name, one in values.items()}
    return {
        name: _with_backslashes(one, lines, settings.get(name)) for name, one in written.items()
    }


def _decoded(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from error
    mark, encoding = next((one for one in _MARKS if data.startswith(one[0])), (b"", ""))
    try:
        text = _text(data.removeprefix(mark), encoding)
    except UnicodeDecodeError as error:
        raise _not_text(path) from error
    if "\0" in text or len(data) > MAX_FILE_BYTES:
        raise _not_text(path)
    # U+FEFF inside is left from files that were joined.
    return "\n".join(text.replace("\ufeff", "").splitlines())


def _text(data: bytes, encoding: str) -> str:
    if encoding:
        return data.decode(encoding)
    if data[1::2].count(0) > len(data) // 4:
        return data.decode("utf-16-le")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _unreadable(path: Path, reason: Message) -> UsageError:
    return UsageError(
        message(
            "The settings file {path} cannot be read: {reason}.",
            path=str(path),
            reason=reason,
        )
    )


def _not_text(path: Path) -> UsageError:
    return UsageError(
        message(
            "The settings file {path} is not a text file. Write it with a plain text editor and "
            "save it as UTF-8.",
            path=str(path),
        )
    )


def _places(path: Path, lines: list[str]) -> dict[str, int]:
    """The line of each name.

    Raises:
        UsageError: a line begins a section.
    """
    places: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if _SECTION.fullmatch(line):
            raise UsageError(
                message(
                    "{path}, line {line}: settings stand without sections. Delete the line "
                    "{written}",
                    path=str(path),
                    line=number,
                    written=shown(line.strip()),
                )
            )
        if found := _ASSIGNMENT.fullmatch(line):
            places.setdefault(found[1].partition(".")[0], number)
    return places


def _line_by_line(
    path: Path, lines: list[str], settings: Mapping[str, Setting]
) -> Iterator[tuple[str, WrittenValue]]:
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, value = _assignment(path, number, line, settings)
        if name in seen:
            raise UsageError(
                message(
                    "{path}: {name} is there twice, in lines {first} and {second}. Delete one of "
                    "them.",
                    path=str(path),
                    name=name,
                    first=seen[name],
                    second=number,
                )
            )
        seen[name] = number
        yield name, WrittenValue(value, number)


def _assignment(
    path: Path, number: int, line: str, settings: Mapping[str, Setting]
) -> tuple[str, object]:
    found = _ASSIGNMENT.fullmatch(line)
    name = found[1] if found else ""
    setting = settings.get(name)
    try:
        value: object = tomllib.loads(line)[name]
    except (tomllib.TOMLDecodeError, KeyError):
        value = _plain_value(found[2].rstrip()) if found else None
    else:
        return name, _with_backslashes(WrittenValue(value, 1), [line], setting).value
    if setting is not None and value is not None:
        return name, value
    if found is not None and setting is None and value is not None:
        return name, value  # refused by its name
    guessed = re.match(r"\s*[\w-]+", line)
    known = settings.get(name or (guessed[0].strip() if guessed else ""))
    example = (known or settings[_EXAMPLE]).example
    raise UsageError(
        message(
            "{path}, line {line}: this cannot be understood: {written}. Write it like this: "
            "{example}",
            path=str(path),
            line=number,
            written=shown(line.strip()),
            example=example,
        )
    )


def _plain_value(text: str) -> object:
    """What is meant by a value that is no TOML: the text between whatever quotation marks it has;
    None if these do not fit together.
    """
    text = _REMARK.sub("", text) if text[:1] not in ('"', "'") else text
    quoted = re.fullmatch(r"""(["'])(.*)\1(\s*#.*)?""", text)
    plain = quoted[2] if quoted else unquoted(text)
    if quoted and quoted[1] in plain:
        return None
    if not quoted and (plain != plain.strip("\"'") or plain[:1] in "[{" or not plain):
        return None
    return _plain_backslashes(plain)


def _plain_backslashes(text: str) -> str:
    r"""`text` with single backslashes; the two that begin \\server\folder stay."""
    start = "\\\\" if text.startswith("\\\\") and not text.startswith("\\\\\\") else ""
    return start + text.removeprefix(start).replace("\\\\", "\\")


def _with_backslashes(
    written: WrittenValue, lines: list[str], setting: Setting | None
) -> WrittenValue:
    r"""A path as it was meant: "C:\temp" is no tabulator in the middle of a word."""
    if setting is None or not isinstance(setting.default, Path):
        return written
    if not isinstance(written.value, str) or not _CONTROL.search(written.value):
        return written
    found = _ASSIGNMENT.fullmatch(lines[written.line - 1])
    plain = _plain_value(found[2].rstrip()) if found else None
    return written if plain is None else WrittenValue(plain, written.line)
