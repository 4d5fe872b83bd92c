"""The cache of recognised text: one file a picture.

Recognising a page takes a second or two, so it is done once a picture: a re-index finds the text
here, and the viewer finds the positions of its words. Children read the cache, only the indexer
writes it. What no publication of the index uses is removed, so that text taken out of the corpus
does not stay here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer import wire
from indexer.errors import IndexUnwritable

# Raise it when the same picture would now give a different text: resolution, cleaning.
_VERSION: Final = "1"
_TEMPORARY_PREFIX: Final = ".new-"
_CONFIG_ID_CHARS: Final = 16
_KEY: Final = re.compile(rf"[0-9a-f]{{64}}-[0-9a-f]{{{_CONFIG_ID_CHARS}}}")
_FORMER_KEY: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class OcrConfig:
    """How text is recognised: tesseract's `languages`, and the `engine` with its version.

    `cache` is the folder of the cache, `data` that of tesseract's language data. Without languages
    nothing new can be recognised, because something is not installed.
    """

    languages: tuple[str, ...]
    engine: str
    cache: str
    data: str

    @property
    def config_id(self) -> str:
        """A short identifier; another engine or other languages have a different one."""
        parts = (_VERSION, self.engine, "+".join(self.languages))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_CONFIG_ID_CHARS]

    def key(self, picture: str) -> str:
        """The cache key of `picture` (a digest); a different engine has different keys."""
        return cache_key(picture, self.config_id)

    def legacy_key(self, picture: str) -> str:
        """The cache key used before the positions of words were stored."""
        parts = (_VERSION, self.engine, "+".join(self.languages), picture)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OcrResult:
    """The text recognised on one picture.

    `confidence` is tesseract's mean over the words, 0 to 100; `turned` is by how many degrees
    clockwise the picture had to be rotated to be read; `boxes` are the boxes of its words after
    that (see `word_boxes`; empty if unknown).
    """

    key: str
    text: str
    confidence: int
    turned: int = 0
    boxes: bytes = b""


def is_key(text: str) -> bool:
    """Whether `text` is a valid key, and so a safe file name."""
    return is_current_key(text) or _FORMER_KEY.fullmatch(text) is not None


def is_current_key(text: str) -> bool:
    """Whether `text` is a valid key of the current form."""
    return _KEY.fullmatch(text) is not None


def cache_key(picture: str, config_id: str) -> str:
    """The key of the text of `picture` (a digest), recognised with this configuration."""
    return f"{picture}-{config_id}"


def ocr_config_ids(keys: Iterable[str]) -> tuple[str, ...]:
    """The `OcrConfig.config_id`s in these keys: usually the same for all.

    Legacy keys have none; their entries have no positions.
    """
    return tuple(sorted({key[-_CONFIG_ID_CHARS:] for key in keys if is_current_key(key)}))


class OcrCache:
    """The folder of the cache. A file that cannot be read counts as missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, how: OcrConfig, picture: str) -> OcrResult | None:
        """The text recognised on `picture` (a digest) with this configuration; None if unknown.

        Entries from before positions were stored remain valid, without positions: recognising all
        of it again would take hours. They come first because no child can add any, so none can
        replace the text of a picture afterwards.
        """
        return self.get(how.legacy_key(picture)) or self.get(how.key(picture))

    def get(self, key: str) -> OcrResult | None:
        """The entry with this key; None if there is none."""
        try:
            found = wire.decode(self._file(key).read_bytes(), OcrResult)
        except (OSError, wire.WireError):
            return None
        return found if found.key == key else None

    def put(self, recognised: OcrResult) -> None:
        """Store an entry atomically.

        Raises:
            IndexUnwritable: the folder cannot be written to.
        """
        file = self._file(recognised.key)
        new = file.with_name(f"{_TEMPORARY_PREFIX}{recognised.key}")
        with self._translating_errors():
            file.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(wire.encode(recognised))
            new.replace(file)

    def keep_only(self, keys: Collection[str]) -> None:
        """Remove all other entries, and what an interrupted run left half-written.

        Raises:
            IndexUnwritable: the folder cannot be written to.
        """
        with self._translating_errors():
            for file in self._folder.glob("??/*"):
                if file.name not in keys:
                    file.unlink(missing_ok=True)

    @contextmanager
    def _translating_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or error
            message = f"Recognised text cannot be stored in {self._folder}: {reason}."
            raise IndexUnwritable(message) from error

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / key
