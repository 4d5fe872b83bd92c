"""The recognised text of one run: in the cache, or in a folder of the run's own if that cannot be
written to. A full disk must not keep what was recognised from being found.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from indexer.errors import IndexUnwritable
from indexer.extract.ocr.ocr_cache import OcrCache, OcrResult, cache_key
from indexer.messages import NO_MESSAGE, Message
from indexer.system_reasons import reason_of

_PREFIX: Final = "aluna-ocr-"
_PLACES: Final = ("/dev/shm", None)  # noqa: S108 # made by mkdtemp, which nobody else can enter
"""Where the run's own folder is made: in memory, which is not full when a disk is; else where the
system has temporary files."""


class RunCache:
    """What was recognised, for one run. Close it.

    `failure` says why the cache could not be written to, if it could not.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """Where the entries of this run are, and all others that it has used."""
        self.failure: Message = NO_MESSAGE
        self._cache = OcrCache(folder)
        self._own: OcrCache | None = None

    def get(self, key: str) -> OcrResult | None:
        """The entry with this key; None if there is none."""
        return (self._own and self._own.get(key)) or self._cache.get(key)

    def picture_of(self, sha256: str, page: int) -> str:
        """The digest of the picture that a page of a file is; empty if unknown."""
        own = self._own.picture_of(sha256, page) if self._own else ""
        return own or self._cache.picture_of(sha256, page)

    def put(self, entry: OcrResult) -> None:
        """Store an entry.

        Raises:
            IndexUnwritable: neither folder can be written to.
        """
        if self._own is None:
            try:
                self._cache.put(entry)
                return
            except IndexUnwritable as error:
                self._own = self._make_own(error)
        self._own.put(entry)

    def put_page(self, sha256: str, page: int, picture: str) -> None:
        """Store which picture a page of a file is.

        Raises:
            IndexUnwritable: neither folder can be written to.
        """
        if self._own is None:
            try:
                self._cache.put_page(sha256, page, picture)
                return
            except IndexUnwritable as error:
                self._own = self._make_own(error)
        self._own.put_page(sha256, page, picture)

    def bring(self, sha256: str, pages: Iterable[int], config_id: str) -> None:
        """Have what was recognised on these pages of a file, with this configuration, in `folder`.

        Raises:
            IndexUnwritable: the run's own folder cannot be written to.
        """
        if self._own is None:
            return
        for page in pages:
            if picture := self.picture_of(sha256, page):
                self._own.put_page(sha256, page, picture)
                if entry := self.get(cache_key(picture, config_id)):
                    self._own.put(entry)

    def close(self) -> None:
        """Delete the folder of the run's own, if there is one."""
        if self._own is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _make_own(self, error: IndexUnwritable) -> OcrCache:
        for place in _PLACES:
            with contextlib.suppress(OSError):
                self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
                cause = error.__cause__
                self.failure = reason_of(cause) if isinstance(cause, OSError) else error.what
                return OcrCache(self.folder)
        raise error
