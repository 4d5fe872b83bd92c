"""The settings: one row each, with type, default, range or choices, and help.

A value comes from, in this order: the command line, an `ALUNA_*` environment variable, the
settings file (`aluna.toml` in the working folder, or the one that `ALUNA_SETTINGS` names), the
default in the row. docs/settings.md shows the same table (`make docs`).
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final, get_type_hints

from indexer.errors import UsageError
from indexer.folders import check_folders
from indexer.languages import INTERFACES
from indexer.messages import NO_MESSAGE, Message, message, verbatim
from indexer.setting_rows import PREFIX, Setting, SettingRow, parse_value
from indexer.settings_file import WrittenValue, read_settings_file

FILE_VARIABLE: Final = f"{PREFIX}SETTINGS"
_TESTS_VARIABLE: Final = "ALUNA_REQUIRE_ALL"  # for the tests, which start the programs
DEFAULT_FILE: Final = "aluna.toml"
_MISNAMED_FILE: Final = re.compile(r"aluna\.toml(\.(toml|txt|docx?|rtf|odt))?", re.IGNORECASE)
"""What Windows, which hides endings, and word processors make of `aluna.toml`."""


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
            ),
            separator="+",
        ),
    ] = "spa+eng"
    meaning: Annotated[
        bool,
        SettingRow(
            message(
                "whether words of like meaning, in any language, are searched too, where the extra "
                "meaning is installed"
            )
        ),
    ] = True
    generations: Annotated[
        int, SettingRow(message("complete indexes that are kept, the live one included"), low=1)
    ] = 2
    # Saving what was read of 5,000 pages took .1 s on average (tests/bench/many_files.py).
    save_seconds: Annotated[
        int, SettingRow(message("seconds of reading after which a long run saves what it has read"))
    ] = 120
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
    host: Annotated[
        str, SettingRow(message("address that the search service listens on"), low=1)
    ] = "127.0.0.1"
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
        str, SettingRow(message("name shown on every page; this one is translated"), low=1)
    ] = "Publicaciones de Aluna"
    exit_url: Annotated[
        str,
        SettingRow(
            message("page that the quick exit leads to: one that anybody may be seen reading"),
            low=1,
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
            ),
            example="https://buscar.example.org/",
        ),
    ] = ""
    api_origins: Annotated[
        str,
        SettingRow(
            message(
                "web sites whose pages may read the API in a browser, such as "
                "https://www.example.org, separated by blanks, or * for all; empty means none. "
                "Needs public_url"
            ),
            separator=" ",
            example="https://www.example.org",
        ),
    ] = ""

    proxies: Annotated[
        str,
        SettingRow(
            message(
                "addresses or networks of the proxies before the search service, such as "
                "127.0.0.1; of nobody else it is believed whose request they hand on"
            ),
            separator=" ",
            example="127.0.0.1",
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
    def run_progress(self) -> Path:
        """The file that says how far a run is that builds a new index, while there is one."""
        return self.index.with_name(f"{self.index.name}-progress.json")

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
_BY_NAME: Final = {setting.name: setting for setting in SETTINGS}


def load_settings(
    flags: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings from flags (None values do not count), environment, file and defaults.

    Raises:
        UsageError: a value has the wrong type or is out of range, a variable or a name in the file
            is unknown, the file cannot be read, or the folders of corpus and index are in each
            other's way.
    """
    environment = os.environ if environment is None else environment
    _refuse_unknown_variables(environment)
    file = settings_file(environment)
    written = read_settings_file(file, _BY_NAME) if file is not None else {}
    values: dict[str, Any] = {}
    for name, one in written.items():
        if name not in _BY_NAME:
            raise _unknown_name(file, name, one.line)
    for setting in SETTINGS:
        for value, place in (
            ((flags or {}).get(setting.name), verbatim(f"--{setting.name}")),
            (environment.get(setting.variable), verbatim(setting.variable)),
            _from_file(file, setting.name, written),
        ):
            if value is not None:
                values[setting.name] = parse_value(setting, value, place, environment)
                break
    settings = replace(Settings(), **values)
    check_folders(settings.corpus, settings.index)
    # An absolute path stays as it is.
    return replace(settings, takedown=settings.corpus / settings.takedown)


def _from_file(
    file: Path | None, name: str, written: Mapping[str, WrittenValue]
) -> tuple[object, Message]:
    one = written.get(name)
    if one is None:
        return None, NO_MESSAGE
    place = message("{path}, line {line}: {name}", path=str(file), line=one.line, name=name)
    return one.value, place


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    """Refuse variables that nobody would read, in whatever case they are written."""
    known = {FILE_VARIABLE, _TESTS_VARIABLE, *(setting.variable for setting in SETTINGS)}
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name not in known:
            raise UsageError(
                _with_hint(
                    message("The environment variable {name} is not a setting.", name=name),
                    _nearest(name.upper(), known - {_TESTS_VARIABLE}),
                )
            )


def settings_file(environment: Mapping[str, str]) -> Path | None:
    """The settings file that is used, if there is one.

    Raises:
        UsageError: there is one under another name.
    """
    if named := environment.get(FILE_VARIABLE):
        return Path(named)
    path = Path(DEFAULT_FILE)
    for other in _misnamed_files():
        if not (path.exists() and path.samefile(other)):  # where case does not matter, it is that
            raise UsageError(
                message(
                    "There is a file {name} here, and settings are read from {expected} only. "
                    "Rename the file, or delete it. Windows may hide the end of its name.",
                    name=other.name,
                    expected=DEFAULT_FILE,
                )
            )
    return path if os.path.lexists(path) else None


def _misnamed_files() -> list[Path]:
    try:
        names = sorted(Path().iterdir())
    except OSError:  # a folder that can be entered, but not listed
        return []
    return [n for n in names if n.name != DEFAULT_FILE and _MISNAMED_FILE.fullmatch(n.name)]


def _unknown_name(file: Path | None, name: str, line: int) -> UsageError:
    plain = name.lower().replace("-", "_").removeprefix(PREFIX.lower())
    return UsageError(
        _with_hint(
            message(
                '{path}, line {line}: there is no setting "{name}".',
                path=str(file),
                line=line,
                name=name,
            ),
            _nearest(plain, _BY_NAME),
        )
    )


def _nearest(name: str, known: Collection[str]) -> str:
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1)), "")


def _with_hint(text: Message, nearest: str) -> Message:
    if not nearest:
        return text
    return message("{refusal} Did you mean {nearest}?", refusal=text, nearest=nearest)
