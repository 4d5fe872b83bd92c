"""What a setting is, and how a value is parsed that somebody has written for it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.errors import UsageError
from indexer.messages import Message, message, verbatim

PREFIX: Final = "ALUNA_"
"""What the environment variable of a setting begins with."""

Value = str | int | bool | Path

_TRUE: Final = frozenset(
    {"true", "yes", "on", "1", "sí", "si", "verdadero", "sim", "verdadeiro", "oui", "vrai"}
)
_FALSE: Final = frozenset({"false", "no", "off", "0", "falso", "não", "nao", "non", "faux"})
_QUOTES: Final = ('""', "''", "“”", "‘’", "«»", "„“")
_VARIABLE: Final = re.compile(r"%(\w+)%|\$\{(\w+)\}|\$([A-Za-z_]\w*)")
_MAX_DIGITS: Final = 18
_MAX_SHOWN_CHARS: Final = 60


@dataclass(frozen=True, slots=True)
class SettingRow:
    """What a setting is for, and which values it takes: a number from `low` to `high` (None: no
    limit), a text of at least `low` characters that is one of `choices` (none: any text). A list is
    a text with `separator` between its parts; without one a setting takes no list. Messages show
    `example` where the default is none.
    """

    help: Message
    low: int = 0
    high: int | None = None
    choices: tuple[str, ...] = ()
    separator: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting with its row; the default also gives the type."""

    name: str
    default: Value
    row: SettingRow

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"{PREFIX}{self.name.upper()}"

    @property
    def allowed(self) -> Message:
        """The values it takes, in words."""
        row = self.row
        if row.choices:
            return verbatim(", ".join(filter(None, row.choices)))
        if isinstance(self.default, bool):
            return message("true or false")
        if isinstance(self.default, int):
            if row.high is None:
                return message("{low} or more", low=str(row.low))
            return message("{low} to {high}", low=str(row.low), high=str(row.high))
        return message("path") if isinstance(self.default, Path) else message("text")

    @property
    def default_text(self) -> str:
        """The default, as staff would write it."""
        text = str(self.default)
        return text.lower() if isinstance(self.default, bool) else text

    @property
    def example(self) -> str:
        """A line of the settings file that sets it to its default."""
        if isinstance(self.default, int):
            return f"{self.name} = {self.default_text}"
        return f"{self.name} = '{self.row.example or self.default_text}'"


def parse_value(
    setting: Setting, value: object, place: Message, variables: Mapping[str, str]
) -> Value:
    """The value of `setting` in `value`; messages name its `place`. Paths may begin with ~ and name
    `variables` of the environment.

    Raises:
        UsageError: the setting takes no such value.
    """
    if isinstance(value, list) and setting.row.separator:
        value = setting.row.separator.join(map(str, value))
    if isinstance(value, list | dict):
        raise UsageError(
            message(
                "{place} takes one value and no list. Write it like this: {example}",
                place=place,
                example=setting.example,
            )
        )
    if isinstance(value, str):
        value = unquoted(value.strip())
        if isinstance(setting.default, int):
            value = value.rstrip(";, ")  # as in other languages of settings
    match setting.default:
        case bool():
            return _parse_bool(value, place)
        case int():
            return _parse_number(setting, value, place)
        case Path():
            return _parse_path(setting, value, place, variables)
        case str():
            return _parse_text(setting, value, place)


def unquoted(text: str) -> str:
    """`text` without the quotation marks around it, of whatever kind a program has put there."""
    for start, end in _QUOTES:
        if len(text) > 1 and text.startswith(start) and text.endswith(end):
            return text[1:-1].strip()
    return text


def shown(value: object) -> str:
    """A value as messages quote it."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = "".join(c if c.isprintable() else "�" for c in text)
    text = text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:_MAX_SHOWN_CHARS]}…"
    return f'"{text}"' if isinstance(value, str) else text


def _invalid(setting: Setting, value: object, place: Message) -> UsageError:
    if value == "":
        return UsageError(message("{place} is empty. Give it a value, or delete it.", place=place))
    return UsageError(
        message(
            "{place} must be {allowed}, and is {value}.",
            place=place,
            allowed=setting.allowed,
            value=shown(value),
        )
    )


def _parse_bool(value: object, place: Message) -> bool:
    word = str(value).strip().lower()
    if isinstance(value, str | int) and word in _TRUE | _FALSE:
        return word in _TRUE
    raise UsageError(
        message("{place} must be true or false, and is {value}.", place=place, value=shown(value))
    )


def _parse_number(setting: Setting, value: object, place: Message) -> int:
    text = str(value)
    if not isinstance(value, str | int) or isinstance(value, bool) or not _is_whole(text):
        if value == "":
            raise _invalid(setting, value, place)
        raise UsageError(
            message(
                "{place} must be a whole number, and is {value}.", place=place, value=shown(value)
            )
        )
    number = int(text)
    if number < setting.row.low or (setting.row.high is not None and number > setting.row.high):
        raise _invalid(setting, number, place)
    return number


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS


def _parse_path(
    setting: Setting, value: object, place: Message, variables: Mapping[str, str]
) -> Path:
    if isinstance(value, Path):
        return value
    value = _parse_text(setting, value, place)
    if not value or "\0" in value:
        raise _invalid(setting, value, place)

    def expand(found: re.Match[str]) -> str:
        name = found[1] or found[2] or found[3]
        if name not in variables:
            raise UsageError(
                message(
                    "{place} names {name}, but there is no such environment variable. Write the "
                    "whole path.",
                    place=place,
                    name=found[0],
                )
            )
        return variables[name]

    text = _VARIABLE.sub(expand, value)
    if not text.startswith("~"):
        return Path(text)
    try:
        return Path(_with_home(text, variables)).expanduser()
    except RuntimeError as error:
        raise UsageError(
            message(
                "{place} begins with ~, but there is no such home folder: {value}. Write the "
                "whole path.",
                place=place,
                value=shown(value),
            )
        ) from error


def _with_home(text: str, variables: Mapping[str, str]) -> str:
    home = variables.get("USERPROFILE" if os.name == "nt" else "HOME", "")
    if home and (text == "~" or text[1] in "/\\"):
        return home + text[1:].replace("\\", "/")
    return text


def _parse_text(setting: Setting, value: object, place: Message) -> str:
    if not isinstance(value, str):
        written = f'{setting.name} = "{shown(value)}"'
        raise UsageError(
            message(
                "{place} must be text. Write it between quotation marks: {example}",
                place=place,
                example=written,
            )
        )
    if setting.row.choices:
        value = value.lower()
    if len(value) < setting.row.low or value not in (setting.row.choices or (value,)):
        raise _invalid(setting, value, place)
    if setting.row.separator == "+":  # tesseract's, which staff need not know
        return "+".join(part for part in re.split(r"[+,;\s]+", value) if part)
    return value
