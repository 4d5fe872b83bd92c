"""What readers may see today, for copies that leave the house.

Nobody can take back what is in a copy. So it is not made of the files of the index, which still
have the words of what was withdrawn, but of what a reader of today would get.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from indexer.corpus_files import open_corpus_file, resolve_corpus_path
from indexer.engine import open_engine
from indexer.engine.port import Reader
from indexer.errors import BundleUnwritable
from indexer.messages import message
from indexer.model import Passage, Publication, Record
from indexer.settings import Settings
from indexer.system_reasons import reason_of
from indexer.withdrawals import Restrictions
from indexer.withdrawals.restrictions_today import restrictions_today

_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What a copy holds: publications, passages and the commit they are from. `without_original`
    are the paths of those whose file is not in it: a part was withdrawn, or the file is not the one
    that was indexed.
    """

    publications: int
    passages: int
    generation: str
    without_original: tuple[str, ...]


class PublicView:
    """The publications of one commit without what is withdrawn or embargoed today."""

    def __init__(self, reader: Reader, restrictions: Restrictions, corpus: Path) -> None:
        self.generation: Final = reader.generation
        self.glossary: Final = reader.glossary.without_notes()
        self._reader = reader
        self._restrictions = restrictions
        self._corpus = corpus

    def records(self) -> Iterator[tuple[Record, tuple[Passage, ...]]]:
        """The records, without what only the indexer and staff need, and their passages; hidden
        passages are empty, so that the others keep their numbers.
        """
        for record in self._reader.records():
            found = self._reader.publication(record.publication.id)
            if found is None:
                continue
            shown = {passage.number: passage for passage in self._reader.passages(found.id)}
            numbers = range(1, found.passage_count + 1)
            passages = tuple(shown.get(number, Passage(number, "", "")) for number in numbers)
            empty = tuple(p.number for p in passages if not any(map(str.isalnum, p.text)))
            found = self._restrictions.without_hidden_relations(found)
            yield (
                Record(
                    publication=replace(found, copies=(), passages_without_text=empty),
                    mtimes_ns=record.mtimes_ns[:1],
                    reader=record.reader,
                    searchable=True,
                    signature=record.signature,
                    former_ids=record.former_ids,
                    contents=tuple(self._reader.contents(found.id)),
                ),
                passages,
            )

    def copy_original(self, publication: Publication, target: Path) -> bool:
        """Copy the publication's file to `target`, with its folders. False if readers may not have
        all of it, or if the corpus has other bytes than those that were indexed.

        Raises:
            OSError: the copy cannot be written.
        """
        if not self._restrictions.shows_whole(publication.id):
            return False
        try:
            place = resolve_corpus_path(self._corpus, publication.path)
            source = open_corpus_file(self._corpus, place)
        except OSError:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with source, target.open("wb") as copy:
            while chunk := source.read(_CHUNK_BYTES):
                digest.update(chunk)
                copy.write(chunk)
        if digest.hexdigest() == publication.sha256:
            return True
        target.unlink()
        return False


@contextmanager
def open_public_view(settings: Settings) -> Iterator[PublicView]:
    """The view of the live index.

    Raises:
        IndexUnusable: there is no index, or it cannot be read.
        WithdrawalsUnreadable: it is not known what was withdrawn.
    """
    engine = open_engine(settings)
    try:
        everything = engine.acquire()
        restrictions = restrictions_today(settings, everything)
        yield PublicView(everything.hiding(restrictions.hidden), restrictions, settings.corpus)
    finally:
        engine.close()


@contextmanager
def work_folder(output: Path) -> Iterator[Path]:
    """A folder beside `output` for what it is made of, which is gone afterwards.

    Raises:
        BundleUnwritable: the system refuses to write below it.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{output.stem}-", dir=output.parent))
    except OSError as error:
        raise _unwritable(output.parent, error) from error
    try:
        yield folder
    except OSError as error:
        raise _unwritable(output.parent, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unwritable(folder: Path, error: OSError) -> BundleUnwritable:
    return BundleUnwritable(
        message(
            "The copy cannot be written in {folder}: {reason}.",
            folder=str(folder),
            reason=reason_of(error),
        )
    )
