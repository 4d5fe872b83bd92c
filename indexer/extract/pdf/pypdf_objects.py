"""Reads a PDF's objects as plain values.

All objects in the file's cross-reference table are there, also those that no page uses. Names keep
their slash and are `Name`; references to other objects stay references, so that cycles are safe.
"""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pypdf
from pypdf.errors import FileNotDecryptedError
from pypdf.generic import (
    BooleanObject,
    ByteStringObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.pdf.pypdf_reader import PYPDF_ERRORS, describe_error, quiet
from indexer.file_problems import ProblemKind
from indexer.messages import Message, message

_MAX_NESTING: Final = 40  # of dictionaries and arrays
_MAX_PAGES: Final = 20_000


class Name(str):
    """A PDF name, with its slash."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to the object with this number."""

    number: int


Value = None | bool | float | str | bytes | Ref | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object: `page` is the number of the first page that refers to it, None if none does.

    `is_used` says whether anything in the document refers to it.
    """

    number: int
    value: Value
    is_stream: bool
    page: int | None
    is_used: bool


def as_text(value: Value) -> str:
    """A string of a PDF in any encoding; empty for other values."""
    if isinstance(value, bytes):
        if value.startswith((b"\xfe\xff", b"\xff\xfe")):
            return value.decode("utf-16", "replace")
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


class ObjectUnreadable(Exception):
    """An object cannot be read; `str(error)` says why."""


class PypdfObjects:
    """An open document."""

    def __init__(self, source: ForeignFile | bytes, seconds: float) -> None:
        """Open it; after `seconds` of processor time no more objects are read.

        Raises:
            ExtractionFailed: ENCRYPTED or DAMAGED.
        """
        self.failures: Counter[Message] = Counter()
        self._deadline = time.process_time() + seconds
        stream = io.BytesIO(source if isinstance(source, bytes) else source.read_bytes())
        self._known: dict[int, tuple[Value, bool]] = {}
        with quiet():
            try:
                self._reader = pypdf.PdfReader(stream, strict=False)
                if self._reader.is_encrypted:
                    self._reader.get_num_pages()  # fails if the empty password is wrong
                self.trailer = _plain(self._reader.trailer, 0)
                self._generations = {
                    number: generation
                    for generation, numbers in sorted(self._reader.xref.items())
                    for number in numbers
                } | dict.fromkeys(self._reader.xref_objStm, 0)
            except FileNotDecryptedError as error:
                raise ExtractionFailed(ProblemKind.ENCRYPTED, describe_error(error)) from error
            except PYPDF_ERRORS as error:
                raise ExtractionFailed(ProblemKind.DAMAGED, describe_error(error)) from error

    def close(self) -> None:
        """Close the file."""
        with quiet():
            self._reader.close()

    def resolve(self, value: Value) -> Value:
        """Resolve a reference; other values stay as they are. None if there is no such object."""
        for _ in range(8):
            if not isinstance(value, Ref):
                return value
            value = self._value(value.number)[0]
        return None

    def entries(self, value: Value) -> dict[str, Value]:
        """The dictionary that a value is or refers to; empty if it is not one."""
        found = self.resolve(value)
        return found if isinstance(found, dict) else {}

    def items(self, value: Value) -> list[Value]:
        """The list that a value is or refers to; empty if it is not one."""
        found = self.resolve(value)
        return found if isinstance(found, list) else []

    def is_stream(self, value: Value) -> bool:
        """Whether a value refers to a stream."""
        return isinstance(value, Ref) and self._value(value.number)[1]

    def data(self, number: int) -> bytes:
        """A stream's bytes, decoded; those of a JPEG picture are the JPEG.

        Raises:
            ObjectUnreadable: it is not a stream, or cannot be decoded.
        """
        try:
            with quiet():
                found = self._object(number)
                if not isinstance(found, StreamObject):
                    raise ObjectUnreadable("it is not a stream")
                return bytes(found.get_data())
        except PYPDF_ERRORS as error:
            raise ObjectUnreadable(describe_error(error)) from error

    def raw_data(self, number: int) -> bytes:
        """A stream's bytes as they stand in the file.

        Raises:
            ObjectUnreadable: it is not a stream, or cannot be read.
        """
        try:
            with quiet():
                found = self._object(number)
        except PYPDF_ERRORS as error:
            raise ObjectUnreadable(describe_error(error)) from error
        if not isinstance(found, StreamObject):
            raise ObjectUnreadable("it is not a stream")
        return bytes(found._data)

    def offsets(self) -> frozenset[int]:
        """Where the objects begin that stand by themselves, in bytes from the file's beginning."""
        return frozenset(
            offset for numbers in self._reader.xref.values() for offset in numbers.values()
        )

    def page_text(self, number: int) -> str:
        """The text of an object that is a page, also if it is not part of the document.

        Raises:
            ObjectUnreadable: it is not a page, or cannot be read.
        """
        try:
            with quiet():
                found = self._object(number)
                if not isinstance(found, pypdf.generic.DictionaryObject):
                    raise ObjectUnreadable("it is not a page")
                page = pypdf.PageObject(self._reader, found.indirect_reference)
                page.update(found)
                return page.extract_text()
        except PYPDF_ERRORS as error:
            raise ObjectUnreadable(describe_error(error)) from error

    def all_objects(self) -> Iterator[StoredObject]:
        """All objects: page by page, then those of the document itself, then the unused ones.

        Unreadable ones are counted in `failures`, by what is wrong.
        """
        seen: set[int] = set()
        pages = list(self.pages())
        of_pages = set(pages)
        for place, page in enumerate(pages, 1):
            yield from self._reach([Ref(page)], seen, of_pages - {page}, place, is_used=True)
        root = [value for key, value in self.trailer_entries.items() if key != "/Prev"]
        yield from self._reach(root, seen, frozenset(), None, is_used=True)
        for number in sorted(self._generations):
            if number not in seen:
                yield from self._reach([Ref(number)], seen, frozenset(), None, is_used=False)

    @property
    def trailer_entries(self) -> dict[str, Value]:
        """The trailer, the root of the document."""
        return self.trailer if isinstance(self.trailer, dict) else {}

    def pages(self) -> Iterator[int]:
        """The object numbers of the pages, in order."""
        waiting: list[Value] = [self.entries(self.trailer_entries.get("/Root")).get("/Pages")]
        seen: set[int] = set()
        while waiting and len(seen) < _MAX_PAGES:
            node = waiting.pop()
            if isinstance(node, Ref) and node.number not in seen:
                seen.add(node.number)
                entries = self.entries(node)
                if "/Kids" in entries:
                    waiting.extend(reversed(self.items(entries["/Kids"])))
                elif entries:
                    yield node.number

    def _reach(
        self,
        start: list[Value],
        seen: set[int],
        excluded: set[int] | frozenset[int],
        page: int | None,
        *,
        is_used: bool,
    ) -> Iterator[StoredObject]:
        waiting = [reference for value in start for reference in _references(value)]
        while waiting:
            number = waiting.pop()
            if number in seen or number in excluded:
                continue
            if time.process_time() > self._deadline:
                self.failures[message("there are too many objects for the time")] += 1
                return
            seen.add(number)
            value, is_stream = self._value(number)
            yield StoredObject(number, value, is_stream, page, is_used)
            waiting.extend(reversed(list(_references(value))))

    def _value(self, number: int) -> tuple[Value, bool]:
        if number not in self._known:
            try:
                with quiet():
                    found = self._object(number)
                    self._known[number] = (_plain(found, 0), isinstance(found, StreamObject))
            except (ObjectUnreadable, *PYPDF_ERRORS) as error:
                self._known[number] = (None, False)
                self.failures[describe_error(error)] += 1
        return self._known[number]

    def _object(self, number: int) -> PdfObject | None:
        if number not in self._generations:
            return None
        if time.process_time() > self._deadline:
            raise ObjectUnreadable("there is no time left")
        return self._reader.get_object(
            IndirectObject(number, self._generations[number], self._reader)
        )


def _plain(value: object, depth: int) -> Value:
    if depth > _MAX_NESTING:
        raise ObjectUnreadable("dictionaries are nested too deeply")
    if isinstance(value, IndirectObject):
        return Ref(value.idnum)
    if isinstance(value, dict):
        plain = {str(key): _plain(item, depth + 1) for key, item in value.items()}
        signature = value.get("/Contents") if "/ByteRange" in plain else None
        if isinstance(signature, TextStringObject):  # binary, whatever it looks like
            plain["/Contents"] = bytes(signature.original_bytes)
        return plain
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    return _scalar(value)


def _scalar(value: object) -> Value:
    match value:
        case NameObject():
            return Name(value)
        case TextStringObject():
            return str(value)
        case ByteStringObject():
            return bytes(value)
        case BooleanObject():
            return bool(value.value)
        case NullObject() | None:
            return None
        case int() | float():
            return float(value)
    return None


def _references(value: Value) -> Iterator[int]:
    if isinstance(value, Ref):
        yield value.number
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("/Parent", "/P"):
                yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)
