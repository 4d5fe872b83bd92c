"""Finds out whether tesseract and its language data are installed, and what is missing.

The indexer asks before it starts; tesseract itself is only loaded by the children.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from indexer.languages import LANGUAGES
from indexer.messages import Message, message

# tesserocr's default is where its wheel was built; these are Debian's, the usual one, Homebrew's.
_FOLDERS: Final = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_FOLDER_VARIABLE: Final = "TESSDATA_PREFIX"
_SUFFIX: Final = ".traineddata"
_ORIENTATION: Final = "osd"

_NAMES: Final = {row.code: row.tesseract for row in LANGUAGES if row.tesseract}


class NotInstalled(Exception):
    """Text cannot be recognised on this machine; `what` says what to install, and how."""

    def __init__(self, what: Message) -> None:
        super().__init__(what)
        self.what: Final = what


def engine(languages: Sequence[str]) -> str:
    """A name for tesseract's version and its data for `languages`; another release changes it.

    Raises:
        NotInstalled: tesserocr, or the data of a language, is missing.
    """
    if importlib.util.find_spec("tesserocr") is None:
        raise NotInstalled(
            message("tesserocr is missing: `pip install 'aluna-publication-search[ocr]'`")
        )
    data = folder()
    needed = (*languages, _ORIENTATION)
    missing = [name for name in needed if not data or not (data / f"{name}{_SUFFIX}").is_file()]
    if missing or data is None:
        packages = " ".join(f"tesseract-ocr-{name}" for name in missing)
        values = {"languages": ", ".join(missing), "packages": packages}
        if os.environ.get(_FOLDER_VARIABLE):
            raise NotInstalled(
                message(
                    "tesseract's data for {languages} is missing in {folder}, which {variable} "
                    "names: apt install {packages}",
                    folder=str(data),
                    variable=_FOLDER_VARIABLE,
                    **values,
                )
            )
        raise NotInstalled(
            message("tesseract's data for {languages} is missing: apt install {packages}", **values)
        )
    sizes = (f"{name} {(data / f'{name}{_SUFFIX}').stat().st_size}" for name in needed)
    return f"tesserocr {_version()}, {', '.join(sizes)}"


@cache
def _version() -> str:
    """The release of tesserocr, for which a millisecond of searching is needed."""
    return metadata.version("tesserocr")


def folder() -> Path | None:
    """The folder of tesseract's language data; None if there is none."""
    named = os.environ.get(_FOLDER_VARIABLE)
    candidates = [*([Path(named), Path(named) / "tessdata"] if named else []), *map(Path, _FOLDERS)]
    return next((path for path in candidates if any(path.glob(f"*{_SUFFIX}"))), None)


def languages() -> tuple[str, ...]:
    """tesseract's names of the installed languages."""
    data = folder()
    names = (file.stem for file in data.glob(f"*{_SUFFIX}")) if data else ()
    return tuple(sorted(name for name in names if name != _ORIENTATION))


def installed(languages: Sequence[str]) -> tuple[str, ...]:
    """tesseract's names of those `languages` (ISO 639-1) that are installed, in their order."""
    data = folder()
    names = (_NAMES.get(code, code) for code in languages)
    return tuple(name for name in names if data and (data / f"{name}{_SUFFIX}").is_file())
