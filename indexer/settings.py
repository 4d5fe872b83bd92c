"""The settings: one row each, with type, default, range or choices, and help.

A value comes from, in this order: the command line, an `ALUNA_*` environment variable, the
settings file (`aluna.toml` in the working folder, or the one that `ALUNA_SETTINGS` names), the
default in the row. docs/settings.md shows the same table (`make docs`).
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final, get_type_hints

from indexer.errors import UsageError
from indexer.languages import INTERFACES
from indexer.messages import Message, message, verbatim
from indexer.system_reasons import reason_of

PREFIX: Final = "ALUNA_"
"""What the environment variable of a setting begins with."""
_FILE_VARIABLE: Final = f"{PREFIX}SETTINGS"
_TESTS_VARIABLE: Final = "ALUNA_REQUIRE_ALL"  # for the tests, which start the programs
_DEFAULT_FILE: Final = "aluna.toml"

Value = str | int | bool | Path


@dataclass(frozen=True, slots=True)
class SettingRow:
    """What a setting is for, and which values it takes: a number from `low` to `high` (None: no
    limit), a text that is one of `choices` (none: any text).
    """

    help: Message
    low: int = 0
    high: int | None = None
    choices: tuple[str, ...] = ()


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
        if isinstance(self.default, int) and row.high is None:
            return message("{low} or more", low=row.low)
        if isinstance(self.default, int):
            return message("{low} to {high}", low=row.low, high=str(row.high))
        return message("path") if isinstance(self.default, Path) else message("text")

    @property
    def default_text(self) -> str:
        """The default, as staff would write it."""
        text = str(self.default)
        return text.lower() if isinstance(self.default, bool) else text


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force. Relative paths start at the working folder."""

    corpus: Annotated[Path, SettingRow(message("folder with the publications"))] = Path("corpus")
    index: Annotated[Path, SettingRow(message("folder of the index"))] = Path("var/index")
    engine: Annotated[str, SettingRow(message("search engine"), choices=("embedded",))] = "embedded"
    workers: Annotated[
        int, SettingRow(message("files read at the same time; 0 means one for each processor"))
    ] = 0
    # Of 356 publications the largest took 198 MiB, 5,000 pages of 4,000 characters 328; and the
    # whole tree of processes is to stay under 800 MB a worker.
    memory_mb: Annotated[
        int, SettingRow(message("memory that reading one file may take, in MiB; 0 means no limit"))
    ] = 512
    cpu_seconds: Annotated[
        int,
        SettingRow(message("processor seconds that reading one file may take; 0 means no limit")),
    ] = 60
    wall_seconds: Annotated[
        int, SettingRow(message("seconds that reading one file may take; 0 means no limit"))
    ] = 120
    max_pages: Annotated[int, SettingRow(message("pages of one file that are read"), low=1)] = 5000
    max_text: Annotated[int, SettingRow(message("characters of one file that are read"), low=1)] = (
        20_000_000
    )
    annotations: Annotated[
        bool,
        SettingRow(
            message("whether comments, notes and filled-in fields of PDFs can be found too")
        ),
    ] = False
    ocr: Annotated[
        str,
        SettingRow(
            message(
                "languages in which pages that are pictures are recognised, in tesseract's names, "
                "where staff or the text do not say which; empty means that they are not"
            )
        ),
    ] = "spa+eng"
    generations: Annotated[
        int, SettingRow(message("complete indexes that are kept, the live one included"), low=1)
    ] = 2
    watch_seconds: Annotated[
        int,
        SettingRow(message("longest pause between two looks at the corpus under `watch`"), low=1),
    ] = 10
    # A copy over a network pauses for two or three seconds.
    settle_seconds: Annotated[
        int,
        SettingRow(
            message(
                "seconds for which nothing in the corpus must change before `watch` reads it, so "
                "that files that are being copied are complete"
            )
        ),
    ] = 5
    index_mb: Annotated[
        int, SettingRow(message("memory for what is new before it is written to the disk, in MiB"))
    ] = 256
    cache_mb: Annotated[
        int, SettingRow(message("memory for words looked up before in the search service, in MiB"))
    ] = 64
    # Of 100 publications' pages, one of each, the slowest took .3 s on a busy machine.
    view_seconds: Annotated[
        int,
        SettingRow(
            message(
                "seconds that making a picture or section may take for a reader; 0 means no limit"
            )
        ),
    ] = 10
    views_mb: Annotated[
        int,
        SettingRow(
            message(
                "disk space for pictures and sections made before, in MiB; 0 means that none are "
                "kept"
            )
        ),
    ] = 256
    takedown: Annotated[
        Path, SettingRow(message("list of hidden publications, in the corpus folder"))
    ] = Path("takedown.txt")
    lang: Annotated[
        str,
        SettingRow(
            message("language of the messages; empty means that of the computer"),
            choices=("", *INTERFACES),
        ),
    ] = ""
    host: Annotated[str, SettingRow(message("address that the search service listens on"))] = (
        "127.0.0.1"
    )
    port: Annotated[
        int,
        SettingRow(
            message("port that the search service listens on; 0 means any free one"), high=65535
        ),
    ] = 8000
    # Of 23 readers who open new pages within two seconds, on two busy processors, 4 get their
    # picture at once with 4 threads and 11 with 8: those who wait take a thread, but no processor.
    # A browser asks for six pictures at a time: of three readers' 72 small ones, all at once and
    # none made before, 5 were refused with 12 threads and none with 24. With 24 greedy
    # clients, a bystander's search takes 2.6 s at worst with 24, because no thread is free, and .8
    # with 48 (`python -m tests.bench.greedy`, on a busy machine); memory stays the same.
    threads: Annotated[
        int, SettingRow(message("requests that the search service answers at the same time"), low=1)
    ] = 48
    site_name: Annotated[
        str, SettingRow(message("name shown on every page; this one is translated"))
    ] = "Publicaciones de Aluna"
    exit_url: Annotated[
        str,
        SettingRow(
            message("page that the quick exit leads to: one that anybody may be seen reading")
        ),
    ] = "https://es.wikipedia.org/wiki/Portada"
    public_url: Annotated[
        str,
        SettingRow(
            message(
                "address that readers reach the search service under, such as "
                "https://a.example.org/ or http://machine:8000/, for citations; requests under "
                "other host names are then refused. Empty means the one that the browser asked "
                "for, which must then be an address in figures or a name of the local network"
            )
        ),
    ] = ""
    api_origins: Annotated[
        str,
        SettingRow(
            message(
                "web sites whose pages may read the API in a browser, such as "
                "https://www.example.org, separated by blanks, or * for all; empty means none. "
                "Needs public_url"
            )
        ),
    ] = ""

    proxies: Annotated[
        str,
        SettingRow(
            message(
                "addresses or networks of the proxies before the search service, such as "
                "127.0.0.1; of nobody else it is believed whose request they hand on"
            )
        ),
    ] = ""

    @property
    def ocr_cache(self) -> Path:
        """The folder of what was recognised on pictures; it outlives an index that is made anew."""
        return self.index.with_name(f"{self.index.name}-ocr")

    @property
    def withdrawals(self) -> Path:
        """The file in which withdrawals are remembered; it outlives the list and the index."""
        return self.index.with_name(f"{self.index.name}-withdrawn.json")

    @property
    def run_history(self) -> Path:
        """The file in which the last runs are remembered; deleting it does no harm."""
        return self.index.with_name(f"{self.index.name}-runs.json")

    @property
    def view_cache(self) -> Path:
        """The folder of the pages that were drawn for readers; deleting it does no harm."""
        return self.index.with_name(f"{self.index.name}-views")


def _settings() -> Iterator[Setting]:
    defaults = Settings()
    for name, hint in get_type_hints(Settings, include_extras=True).items():
        [row] = hint.__metadata__
        yield Setting(name, getattr(defaults, name), row)


SETTINGS: Final = tuple(_settings())
"""All settings, in the order of the fields of `Settings`."""


def load_settings(
    flags: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings from flags (None values do not count), environment, file and defaults.

    Raises:
        UsageError: a value has the wrong type or is out of range, a variable or a name in the file
            is unknown, or the file cannot be read.
    """
    environment = os.environ if environment is None else environment
    _refuse_unknown_variables(environment)
    file = _read_file(environment)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        for value, where in (
            ((flags or {}).get(setting.name), verbatim(f"--{setting.name}")),
            (environment.get(setting.variable), verbatim(setting.variable)),
            (
                file.get(setting.name),
                message("{name} in the settings file", name=setting.name),
            ),
        ):
            if value is not None:
                values[setting.name] = _parse(setting, value, where)
                break
    settings = replace(Settings(), **values)
    # An absolute path stays as it is.
    return replace(settings, takedown=settings.corpus / settings.takedown)


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = {_FILE_VARIABLE, *(setting.variable for setting in SETTINGS)}
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known | {_TESTS_VARIABLE}:
            what = message("The environment variable {name} is not a setting.", name=name)
            raise UsageError(_with_nearest(what, name, known))


def _read_file(environment: Mapping[str, str]) -> dict[str, object]:
    named = environment.get(_FILE_VARIABLE)
    path = Path(named or _DEFAULT_FILE)
    if not named and not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            message(
                "The settings file {file} cannot be read: {reason}.",
                file=str(path),
                reason=_why_unreadable(error),
            )
        ) from error
    known = {setting.name for setting in SETTINGS}
    for name in values:
        if name not in known:
            what = message(
                "“{name}” in the settings file {file} is not a setting.", name=name, file=str(path)
            )
            raise UsageError(_with_nearest(what, name, known))
    return values


def _why_unreadable(error: OSError | ValueError) -> Message:
    match error:
        case OSError():
            return reason_of(error)
        case UnicodeDecodeError():
            return message("it is not a text file in UTF-8")
    found = re.search(r"at line (\d+)", str(error))
    if found is None:  # at the end of the file
        return message("its last line is incomplete")
    return message(
        "line {number} is not understood; write it like this: {example}",
        number=found[1],
        example='corpus = "publicaciones"',
    )


def _with_nearest(what: Message, name: str, known: Collection[str]) -> Message:
    """`what`, with the name that was perhaps meant by `name`."""
    found = difflib.get_close_matches(name, sorted(known), n=1)
    if not found:
        return what
    return message("{what} Did you mean {name}?", what=what, name=found[0])


def _refuse(setting: Setting, value: object, where: Message) -> UsageError:
    row = setting.row
    about: dict[str, str | Message] = {"where": where, "value": _as_written(value)}
    if row.choices:
        choices = ", ".join(filter(None, row.choices))
        return UsageError(
            message("{where} must be one of {choices}, and is {value}.", choices=choices, **about)
        )
    match setting.default:
        case bool():
            what = message("{where} must be true or false, and is {value}.", **about)
        case int():
            what = message(
                "{where} must be a whole number, {allowed}, and is {value}.",
                allowed=setting.allowed,
                **about,
            )
        case Path():
            what = message("{where} must be the path of a file or folder, and is {value}.", **about)
        case str():
            what = message("{where} must be a text, and is {value}.", **about)
    return UsageError(what)


def _as_written(value: object) -> str | Message:
    if isinstance(value, str | int | float):
        return message("“{text}”", text=value) if isinstance(value, str) else str(value).lower()
    return message("of another kind")


def _parse(setting: Setting, value: object, where: Message) -> Value:
    """The value of `setting` in `value`; `where` names its place in messages."""
    match setting.default:
        case bool():
            return _parse_bool(setting, value, where)
        case int():
            return _parse_number(setting, value, where)
        case Path():
            if not isinstance(value, str | Path) or not str(value):
                raise _refuse(setting, value, where)
            return Path(value)
        case str():
            return _parse_text(setting, value, where)


def _parse_bool(setting: Setting, value: object, where: Message) -> bool:
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    parsed = known.get(str(value).strip().lower()) if isinstance(value, str | int) else None
    if parsed is None:
        raise _refuse(setting, value, where)
    return parsed


def _parse_number(setting: Setting, value: object, where: Message) -> int:
    text = str(value).strip()
    if not isinstance(value, str | int) or isinstance(value, bool) or not _is_whole(text):
        raise _refuse(setting, value, where)
    number = int(text)
    if number < setting.row.low or (setting.row.high is not None and number > setting.row.high):
        raise _refuse(setting, value, where)
    return number


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= 18


def _parse_text(setting: Setting, value: object, where: Message) -> str:
    if not isinstance(value, str):
        raise _refuse(setting, value, where)
    if setting.row.choices and value not in setting.row.choices:
        raise _refuse(setting, value, where)
    return value
