"""What was recognised on pictures before: a file for each picture, in a folder of its own.

Recognising a page takes a second or two, so it is done once for each picture: a re-index finds the
text here, and whoever shows the page finds where its words stand. The children look texts up, only
the indexer writes them. What no publication of the index uses is removed, so that what was taken
out of the corpus does not live on here.
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

# Raise it when the same picture would now give another text: resolution, preparation, cleaning.
_VERSION: Final = "1"
_NEW: Final = ".new-"
_WAY: Final = 16
_KEY: Final = re.compile(rf"[0-9a-f]{{64}}-[0-9a-f]{{{_WAY}}}")
_FORMER_KEY: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class OcrConfig:
    """How text is recognised: tesseract's `languages`, the `engine` with its version.

    `cache` is the folder of what was recognised before, `data` that of tesseract's language data.
    Without languages nothing new can be recognised here, because something is not installed.
    """

    languages: tuple[str, ...]
    engine: str
    cache: str
    data: str

    @property
    def way(self) -> str:
        """A short name of it: another engine, or other languages, have another one."""
        parts = (_VERSION, self.engine, "+".join(self.languages))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_WAY]

    def key(self, picture: str) -> str:
        """What the text of `picture` (a digest) is found by: another engine reads it anew."""
        return key_of(picture, self.way)

    def former_key(self, picture: str) -> str:
        """What it is found by if it was recognised before the places of words were kept."""
        parts = (_VERSION, self.engine, "+".join(self.languages), picture)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OcrResult:
    """What was recognised on one picture.

    `confidence` is tesseract's mean over the words, 0 to 100; `turned` by how many degrees
    clockwise the picture had to be turned to be read; `boxes` where its words stand then
    (`word_boxes`; empty where that is not known).
    """

    key: str
    text: str
    confidence: int
    turned: int = 0
    boxes: bytes = b""


def is_key(text: str) -> bool:
    """Whether `text` can be a key of something that is kept, and so a file's name."""
    return is_new_key(text) or _FORMER_KEY.fullmatch(text) is not None


def is_new_key(text: str) -> bool:
    """Whether `text` can be a key of something to be kept from now on: no former one."""
    return _KEY.fullmatch(text) is not None


def key_of(picture: str, way: str) -> str:
    """The key of what was recognised on `picture` (a digest) in this way (`Recognition.way`)."""
    return f"{picture}-{way}"


def ways(keys: Iterable[str]) -> tuple[str, ...]:
    """The ways in which the pictures of these keys were recognised: one for all, as a rule.

    Former keys do not tell; what they lead to has no places.
    """
    return tuple(sorted({key[-_WAY:] for key in keys if is_new_key(key)}))


class OcrCache:
    """The folder. A file that cannot be read counts as not there: it is made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, how: OcrConfig, picture: str) -> OcrResult | None:
        """What was recognised so on `picture` (a digest), if anything.

        What was recognised before places were kept is text without places: nobody should wait for
        hours to have the same text again. It comes first because no child can add to it, so none
        can say after the event that there was another text on the picture.
        """
        return self.get(how.former_key(picture)) or self.get(how.key(picture))

    def get(self, key: str) -> OcrResult | None:
        """What was recognised under this key, if anything."""
        try:
            found = wire.decode(self._file(key).read_bytes(), OcrResult)
        except (OSError, wire.WireError):
            return None
        return found if found.key == key else None

    def put(self, recognised: OcrResult) -> None:
        """Keep what was recognised; a reader sees all of it or nothing.

        Raises:
            IndexUnwritable: the folder cannot be written to.
        """
        file = self._file(recognised.key)
        new = file.with_name(f"{_NEW}{recognised.key}")
        with self._written():
            file.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(wire.encode(recognised))
            new.replace(file)

    def keep_only(self, keys: Collection[str]) -> None:
        """Remove everything else, also what an interrupted run left half-written.

        Raises:
            IndexUnwritable: the folder cannot be written to.
        """
        with self._written():
            for file in self._folder.glob("??/*"):
                if file.name not in keys:
                    file.unlink(missing_ok=True)

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            what = f"What was recognised on pictures cannot be kept in {self._folder}"
            raise IndexUnwritable(f"{what}: {error.strerror or error}.") from error

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / key
