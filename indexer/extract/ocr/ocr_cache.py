"""The cache of recognised text: one file a picture, and one a page that says which picture it is.

Recognising a page takes a second or two, so it is done once a picture: a re-index finds the text
here, also that of a file which was saved anew, and the viewer finds the positions of its words.
What no publication has used for 30 days is removed: text taken out of the corpus does not stay here
for ever, and a file that comes back is not recognised again.

Children read the cache, only the indexer writes it, and all names are its own: a picture's is made
of the picture's pixels, a page's of the file that was read. So no file decides what is found for
the pictures of others.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer import wire
from indexer.errors import IndexUnwritable
from indexer.messages import message
from indexer.system_reasons import reason_of

OCR_CACHE_VERSION: Final = "2"
"""Raise it when the same picture would now give a different text, or entries mean something else.

1 had names that children had made.
"""

_PICTURES: Final = f"pictures-{OCR_CACHE_VERSION}"
_PAGES: Final = f"pages-{OCR_CACHE_VERSION}"
_TEMPORARY_PREFIX: Final = ".new-"
KEPT_DAYS: Final = 30
"""Days for which recognised text stays that no publication uses any more."""
_DAY_SECONDS: Final = 24 * 60 * 60
_KEPT_SECONDS: Final = KEPT_DAYS * _DAY_SECONDS
_NOTED_SECONDS: Final = _DAY_SECONDS
"""Age of the time of an entry in use at which a new one is written."""
_CONFIG_ID_CHARS: Final = 16
_PICTURE: Final = re.compile(r"[0-9a-f]{64}")
_KEY: Final = re.compile(rf"[0-9a-f]{{64}}-[0-9a-f]{{{_CONFIG_ID_CHARS}}}")


@dataclass(frozen=True, slots=True)
class OcrConfig:
    """How text is recognised: tesseract's `languages`, and the `engine` with its version.

    `data` is the folder of tesseract's language data. Without languages nothing new can be
    recognised, because something is not installed.
    """

    languages: tuple[str, ...]
    engine: str
    data: str

    @property
    def config_id(self) -> str:
        """A short identifier; another engine or other languages have a different one."""
        parts = (OCR_CACHE_VERSION, self.engine, "+".join(self.languages))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_CONFIG_ID_CHARS]

    def key(self, picture: str) -> str:
        """The cache key of `picture` (a digest); a different engine has different keys."""
        return cache_key(picture, self.config_id)


@dataclass(frozen=True, slots=True)
class PictureText:
    """The text recognised on one picture.

    `confidence` is tesseract's mean over the words, 0 to 100; `turned` is by how many degrees
    clockwise the picture had to be rotated to be read; `boxes` are the boxes of its words after
    that (see `word_boxes`; empty if unknown).
    """

    text: str
    confidence: int
    turned: int = 0
    boxes: bytes = b""


@dataclass(frozen=True, slots=True)
class OcrResult:
    """An entry of the cache: the text of the picture, with the configuration, that `key` names."""

    key: str
    found: PictureText


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file whose pages may be in the cache: its SHA-256 in hex, and the cache's folder."""

    sha256: str
    cache: str

    def find(self, page: int, config_id: str) -> OcrResult | None:
        """What was recognised on a page (from 1) with this configuration; None if unknown."""
        cache = OcrCache(Path(self.cache))
        picture = cache.picture_of(self.sha256, page)
        return cache.get(cache_key(picture, config_id)) if picture else None


def is_key(text: str) -> bool:
    """Whether `text` is a valid key, and so a safe file name."""
    return _KEY.fullmatch(text) is not None


def cache_key(picture: str, config_id: str) -> str:
    """The key of the text of `picture` (a digest), recognised with this configuration."""
    return f"{picture}-{config_id}"


def ocr_config_ids(keys: Iterable[str]) -> tuple[str, ...]:
    """The `OcrConfig.config_id`s in these keys: usually the same for all."""
    return tuple(sorted({key[-_CONFIG_ID_CHARS:] for key in keys if is_key(key)}))


class OcrCache:
    """The folder of the cache. A file that cannot be read counts as missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> OcrResult | None:
        """The entry with this key; None if there is none."""
        try:
            entry = wire.decode(self._entry(key).read_bytes(), OcrResult)
        except (OSError, wire.WireError):
            return None
        return entry if entry.key == key else None

    def put(self, entry: OcrResult) -> None:
        """Store an entry atomically.

        Raises:
            IndexUnwritable: the folder cannot be written to.
        """
        self._write(self._entry(entry.key), wire.encode(entry))

    def picture_of(self, sha256: str, page: int) -> str:
        """The digest of the picture that a page of a file is; empty if unknown."""
        try:
            picture = self._page(sha256, page).read_text("ascii")
        except (OSError, ValueError):
            return ""
        return picture if _PICTURE.fullmatch(picture) else ""

    def put_page(self, sha256: str, page: int, picture: str) -> None:
        """Store which picture a page of a file is.

        Raises:
            IndexUnwritable: the folder cannot be written to.
        """
        self._write(self._page(sha256, page), picture.encode())

    def keep_only(self, keys: Collection[str], sha256s: Collection[str]) -> None:
        """Remove the entries with other keys, and the pages of other files than those with these
        digests, once nothing has used them for `KEPT_DAYS`; and what earlier versions or an
        interrupted run left.

        What the system refuses to remove stays until the next time.
        """
        with suppress(OSError):
            for file in self._folder.glob("*/*"):
                if file.parent.name not in (_PICTURES, _PAGES):
                    shutil.rmtree(file.parent, ignore_errors=True)
            for file in self._folder.glob(f"{_PICTURES}/??/*"):
                _keep_while_used(file, is_used=file.name in keys)
            for file in self._folder.glob(f"{_PAGES}/??/*"):
                _keep_while_used(file, is_used=file.name.partition("-")[0] in sha256s)

    def _write(self, file: Path, data: bytes) -> None:
        new = file.with_name(f"{_TEMPORARY_PREFIX}{file.name}")
        with self._translating_errors():
            file.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(data)
            new.replace(file)

    @contextmanager
    def _translating_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise IndexUnwritable(
                message(
                    "Recognised text cannot be stored in {folder}: {reason}.",
                    folder=str(self._folder),
                    reason=reason_of(error),
                )
            ) from error

    def _entry(self, key: str) -> Path:
        return self._folder / _PICTURES / key[:2] / key

    def _page(self, sha256: str, page: int) -> Path:
        return self._folder / _PAGES / sha256[:2] / f"{sha256}-{page}"


def _keep_while_used(file: Path, *, is_used: bool) -> None:
    """Remove a file that has not been used for long; its time says when it was used last."""
    with suppress(OSError):
        age_seconds = time.time() - file.stat().st_mtime
        if file.name.startswith(_TEMPORARY_PREFIX) or (age_seconds > _KEPT_SECONDS and not is_used):
            file.unlink()
        elif age_seconds > _NOTED_SECONDS and is_used:
            os.utime(file)
