"""One table of settings, and the frozen `Settings` made from it.

A value comes from, in this order: the command line, an `ALUNA_*` environment variable, the
settings file (`aluna.toml` in the working folder, or the one that `ALUNA_SETTINGS` names), the
default in the table. docs/settings.md shows the same table (`make docs`).
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from indexer.errors import UsageError


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: `default` also gives the type (str, int or Path)."""

    name: str
    default: str | int | Path
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"ALUNA_{self.name.upper()}"


SETTINGS: Final = (
    Setting("corpus", Path("corpus"), "folder with the publications"),
    Setting("index", Path("var/index"), "folder of the index"),
    Setting("engine", "embedded", "search engine: embedded"),
    Setting("workers", 0, "files read at the same time; 0 means one for each processor"),
    # Of 356 publications the largest took 198 MiB, 5,000 pages of 4,000 characters 328; and the
    # whole tree of processes is to stay under 800 MB a worker.
    Setting("memory_mb", 512, "memory that reading one file may take, in MiB; 0 means no limit"),
    Setting(
        "cpu_seconds", 60, "processor seconds that reading one file may take; 0 means no limit"
    ),
    Setting("wall_seconds", 120, "seconds that reading one file may take; 0 means no limit"),
    Setting("max_pages", 5000, "pages of one file that are read"),
    Setting("max_text", 20_000_000, "characters of one file that are read"),
    Setting("annotations", 0, "1: comments, notes and filled-in fields of PDFs can be found too"),
    Setting(
        "ocr",
        "spa+eng",
        "languages in which pages that are pictures are recognised, in tesseract's names, where "
        "staff or the text do not say which; empty means that they are not",
    ),
    Setting("generations", 2, "complete indexes that are kept, the live one included"),
    Setting("watch_seconds", 10, "pause between two looks at the corpus under `watch`"),
    Setting("index_mb", 256, "memory for what is new before it is written to the disk, in MiB"),
    Setting("cache_mb", 64, "memory for words looked up before in the search service, in MiB"),
    # Of 100 publications' pages, one of each, the slowest took .3 s on a busy machine.
    Setting(
        "view_seconds",
        10,
        "seconds that making a picture or section may take for a reader; 0 means no limit",
    ),
    Setting(
        "views_mb",
        256,
        "disk space for pictures and sections made before, in MiB; 0 means that none are kept",
    ),
    Setting("takedown", Path("takedown.txt"), "list of hidden publications, in the corpus folder"),
    Setting("host", "127.0.0.1", "address that the search service listens on"),
    Setting("port", 8000, "port that the search service listens on"),
    # Of 23 readers who open new pages within two seconds, on two busy processors, 4 get their
    # picture at once with 4 threads and 11 with 8: those who wait take a thread, but no processor.
    # A browser asks for six pictures at a time: of three readers' 72 small ones, all at once and
    # none made before, 5 were refused with 12 threads and none with 24.
    Setting("threads", 24, "requests that the search service answers at the same time"),
    Setting(
        "site_name", "Publicaciones de Aluna", "name shown on every page; this one is translated"
    ),
    Setting(
        "exit_url",
        "https://es.wikipedia.org/wiki/Portada",
        "page that the quick exit leads to: one that anybody may be seen reading",
    ),
    Setting(
        "public_url",
        "",
        "address that readers reach the search service under, such as https://a.example.org/, for "
        "citations; empty means the one that the browser asked for",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; each field is a row of `SETTINGS`. Paths begin where we run."""

    corpus: Path
    index: Path
    engine: str
    workers: int
    memory_mb: int
    cpu_seconds: int
    wall_seconds: int
    max_pages: int
    max_text: int
    annotations: int
    ocr: str
    generations: int
    watch_seconds: int
    index_mb: int
    cache_mb: int
    view_seconds: int
    views_mb: int
    takedown: Path
    host: str
    port: int
    threads: int
    site_name: str
    exit_url: str
    public_url: str

    @property
    def ocr_cache(self) -> Path:
        """The folder of what was recognised on pictures; it outlives an index that is made anew."""
        return self.index.with_name(f"{self.index.name}-ocr")

    @property
    def view_cache(self) -> Path:
        """The folder of the pages that were drawn for readers; deleting it does no harm."""
        return self.index.with_name(f"{self.index.name}-views")


def load_settings(
    flags: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings from flags (None values do not count), environment, file and defaults.

    Raises:
        UsageError: a value is not of its kind, or the file has an unknown name in it.
    """
    environment = os.environ if environment is None else environment
    file = _read_file(environment)
    values: dict[str, str | int | Path] = {}
    for setting in SETTINGS:
        given: object = None if flags is None else flags.get(setting.name)
        where = f"--{setting.name}"
        if given is None:
            given, where = environment.get(setting.variable), setting.variable
        if given is None:
            given, where = file.get(setting.name), f"the settings file, {setting.name}"
        values[setting.name] = setting.default if given is None else _parse(setting, given, where)
    corpus, takedown = values["corpus"], values["takedown"]
    values["takedown"] = Path(str(corpus)) / str(takedown)  # an absolute path stays as it is
    return Settings(**values)  # type: ignore[arg-type] # checked by _parse, and by a test


def _read_file(environment: Mapping[str, str]) -> dict[str, object]:
    named = environment.get("ALUNA_SETTINGS")
    path = Path(named or "aluna.toml")
    if not named and not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"The settings file {path} cannot be read: {error}.") from error
    known = {field.name for field in fields(Settings)}
    for name in values:
        if name not in known:
            raise UsageError(f"The settings file {path} names an unknown setting: {name}.")
    return values


def _parse(setting: Setting, given: object, where: str) -> str | int | Path:
    if isinstance(setting.default, Path):
        return Path(str(given))
    if isinstance(setting.default, str):
        return str(given)
    try:
        number = int(str(given))
    except ValueError as error:
        raise UsageError(f"{where} must be a whole number, and is {given!r}.") from error
    if number < 0:
        raise UsageError(f"{where} must not be below zero, and is {number}.")
    return number
