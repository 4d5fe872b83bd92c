"""The port that every search engine implements: readers and writers of an index.

The index is a sequence of *generations*; one of them is live. A `Writer` either extends the live
generation in one commit or replaces it by a new one. An `Engine` gives a `Reader` of one commit to
each request; readers see the old commit until the engine is refreshed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from indexer.engine.ast import Node
from indexer.engine.editions import Editions
from indexer.engine.glossary import Glossary
from indexer.engine.query import Query
from indexer.engine.searches import PassageMatches, SearchRequest, SearchResult
from indexer.engine.sounds import SOUNDED_LANGUAGES
from indexer.fields import Filters
from indexer.messages import Message
from indexer.model import NOTHING_HIDDEN, Hidden, OutlineEntry, Passage, Publication, Record

MIN_PUBLICATIONS: Final = 2
"""Publications that must have a word or name before it is suggested to anybody: what only one has
may be a person's name. Copies of one text count once.
"""
OWN_LANGUAGE_SHARE: Final = 0.3
"""The share of a word's publications from which on a language is its own."""


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word of the index as it is most often written, and how many publications have it.

    It is lower-case, with its accents: of all spellings that differ in accents only, the one in
    most publications. `publications` counts those with any of these spellings, in their text or
    their metadata. The parts of "C.I.D.H." are words; what it reads is not.
    """

    word: str
    publications: int


@dataclass(frozen=True, slots=True)
class Spelling(WordCount):
    """A word of the index, and how many publications have it in passages of each language (none
    where it is in metadata only); `alike_in` are those in which it sounds like what was asked.
    """

    languages: Mapping[str, int]
    alike_in: frozenset[str] = frozenset()

    @property
    def own_languages(self) -> frozenset[str]:
        """The languages that it is a word of: not those of texts that quote it now and then. None
        where it is in metadata only, or in texts in other languages: it may be of any.
        """
        least = OWN_LANGUAGE_SHARE * sum(self.languages.values())
        return frozenset(code for code, count in self.languages.items() if count >= least)


@dataclass(frozen=True, slots=True)
class Related:
    """A publication that is similar to another, and up to four of the most characteristic words
    that they share; words as in `WordCount`.
    """

    publication: Publication
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IntegrityIssue:
    """Something that `verify` found wrong with the index."""

    what: Message


class Reader(Protocol):
    """One commit, as if what was hidden when it was acquired had never been indexed: it is in no
    answer, count, score, statistic or word.

    Everything that one request reads comes from one reader, so that no answer mixes two commits.
    What a reader may do is limited, as one request is: what would be too much work is left out, by
    rules that depend on nothing but the query and what readers may see. A reader is not shared
    between threads. Its commit stays readable while it is in use, and is freed with the last reader
    of it.
    """

    @property
    def generation(self) -> str:
        """The name of the commit; every commit has another one."""

    @property
    def updated(self) -> datetime:
        """When the commit was made, in UTC."""

    @property
    def editions(self) -> Editions:
        """How the publications belong together."""

    @property
    def glossary(self) -> Glossary:
        """What words and terms mean the same; empty if staff keep no glossary."""

    @property
    def finds_by_meaning(self) -> bool:
        """Whether words are found by meaning too. If not, only the glossary joins words."""

    def understand(self, text: str) -> Query:
        """The query in `text` as it is meant in this commit: "agua/memoria" is a phrase where it
        occurs, and otherwise two words.
        """

    def understand_within(self, request: SearchRequest, identifier: str) -> Query:
        """The query of a request as it is matched and marked in one publication: where that does
        not hold every word as typed, with the other words that the request searches for.
        """

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer `request`.

        Raises:
            CursorInvalid: the cursor was not made by this engine.
        """

    def matches(self, identifier: str, query: Query, limit: int) -> PassageMatches:
        """The passages of a publication that match `query`, and at most `limit` of the best.

        A passage matches if a part of the query is highlighted in it: a word, a phrase or a
        pattern. What the query excludes or looks for in metadata only, and function words beside
        others, match no passage. An empty query matches none.
        """

    def count(self, tree: Node, filters: Filters) -> int:
        """How many publications match, copies of one text counted once; cheaper than a search. 0 if
        it is too much work.
        """

    def words_with_prefix(self, prefix: str, limit: int) -> Sequence[WordCount]:
        """At most `limit` words with this prefix, accents ignored, the most frequent first.

        Only words that `MIN_PUBLICATIONS` publications spell as returned, copies of one text
        counted once (a single one may have a person's name). Neither function words of the language
        that a word is mostly used in, nor words of fewer than three letters.
        """

    def similar_words(self, word: str, limit: int) -> Sequence[WordCount]:
        """At most `limit` other words within the edit distance of `word~`, from the same vocabulary
        as `words_with_prefix`; the nearest first, then the most frequent.
        """

    def spelled(self, word: str) -> Spelling | None:
        """A word as it is most often spelled, accents ignored; None if that spelling is in fewer
        than `MIN_PUBLICATIONS` publications. Function words count too.
        """

    def words_that_sound_like(
        self, word: str, limit: int, languages: Collection[str] = SOUNDED_LANGUAGES
    ) -> Sequence[Spelling]:
        """At most `limit` other words, such as `spelled` gives, that sound like `word` in a
        language of their own, one of these; the nearest first, then the most frequent. What has
        hardly a letter in common with it is left out.
        """

    def words_written_like(self, word: str, limit: int) -> Sequence[Spelling]:
        """At most `limit` other words, such as `spelled` gives, within an edit of `word`, or two if
        it is long; the nearest first, then the most frequent. Where the first letter is wrong, all
        others are right.
        """

    def publications_with(self, words: Sequence[str]) -> Sequence[int]:
        """How many publications have each of the words, accents ignored; 0 where fewer than
        `MIN_PUBLICATIONS` do, and for words of fewer than three letters.
        """

    def count_spelling(self, word: str) -> int:
        """How many publications spell the word exactly so (in any case), copies counted once."""

    def related(self, identifier: str, limit: int) -> Sequence[Related]:
        """At most `limit` publications that share the most characteristic words, the most similar
        first.

        Only searchable ones that are not hidden and share a language; neither other editions of the
        same work nor publications with almost the same text.
        """

    def publication(self, identifier: str) -> Publication | None:
        """The searchable publication with this identifier, without relations to hidden ones; None
        if it is hidden or unknown.
        """

    def passage(self, identifier: str, number: int) -> Passage | None:
        """One passage of a searchable publication; None if it is hidden or unknown."""

    def pictures(self, identifier: str) -> Sequence[str]:
        """The cache keys of the recognised text of a searchable publication's pages."""

    def contents(self, identifier: str) -> Sequence[OutlineEntry]:
        """The table of contents of a searchable publication, without links to hidden passages."""

    def passages(self, identifier: str) -> Sequence[Passage]:
        """All passages of a record, in order, also of one that is not searchable. Hidden ones are
        left out; the others keep their numbers.
        """

    def records(self) -> Iterator[Record]:
        """The records of all files, readable or not, in the order of paths; not of hidden ones.

        A record counts hidden passages; its signature is that of what is left.
        """

    def removed(self) -> Iterator[Record]:
        """The records of publications that were removed lately, in the order of paths; for staff,
        and for the indexer, which recognises them when they come back. Nothing else has them.
        """

    def hiding(self, hidden: Hidden) -> Reader:
        """A reader of the same commit for another request, without what is `hidden`."""

    def warm(self) -> None:
        """Make every table that is shared by the readers of this commit, so that none waits."""

    def load_encoder(self) -> None:
        """Load, once for the process, what gives words that are typed their vectors, if this commit
        has some to compare them with (`finds_by_meaning`). Otherwise the first question does.

        Raises:
            ProgramIncomplete, OSError, MemoryError: it cannot be loaded.
        """


class Engine(Protocol):
    """Gives readers of the live generation; safe to share between threads."""

    def acquire(self, hidden: Hidden = NOTHING_HIDDEN) -> Reader:
        """A reader of the current commit, without what is hidden."""

    def is_current(self) -> bool:
        """Whether no newer commit exists than the one that `acquire` gives; cheap.

        Raises:
            IndexUnusable: there is no live generation.
        """

    def refresh(self, prepare: Callable[[Reader], None] = ...) -> None:
        """Give readers of the newest commit from now on; readers in use are not affected.

        `prepare` is called with a reader of the new commit before anybody else gets one. If it or
        the opening of the commit fails, `acquire` goes on with the old commit.

        Raises:
            IndexUnusable: the newest commit cannot be opened.
        """

    def verify(self) -> Sequence[IntegrityIssue]:
        """Everything wrong with the index; empty if all reads back as it was written."""

    def close(self) -> None:
        """Release files and memory."""


class Writer(Protocol):
    """Changes to the index; readers see none of them before `commit` or `save`. Holds the index's
    lock.
    """

    @property
    def before(self) -> Reader:
        """What the generation that is written had when the transaction began: the live commit, or
        what an interrupted run has saved of a new generation, or nothing.
        """

    def put(self, record: Record, passages: Sequence[Passage]) -> None:
        """Add a record with its passages; replaces the one with the same identifier."""

    def remove(self, identifier: str) -> None:
        """Remove a record and its passages."""

    def put_glossary(self, glossary: Glossary) -> None:
        """Replace the glossary; without this call it stays, and a new generation has none."""

    def save(self) -> None:
        """Make what was written until now durable, so that a run that is stopped does not lose it;
        the transaction goes on. `undo` still goes back to the commit before the transaction.

        Readers see it, unless it is a part of a generation that replaces a live one.

        Raises:
            IndexDamaged: what was written does not read back correctly; nothing is published.
        """

    def commit(self) -> str:
        """Make all changes visible at once, durably; returns the new generation's name.

        Raises:
            IndexDamaged: what was written does not read back correctly; nothing is published.
        """

    def cancel(self) -> None:
        """Discard all changes since the last `save`."""
