"""The list of withdrawals in the corpus folder, as staff write it with any editor."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.durable import replace_file
from indexer.errors import WithdrawalsUnreadable, WithdrawalsUnwritable
from indexer.messages import Message, message
from indexer.system_reasons import reason_of
from indexer.withdrawals.entry_parser import clean_line
from indexer.withdrawals.regular_file import read_regular

MAX_LIST_BYTES: Final = 4 << 20
"""Size of a list: some 50,000 lines."""

_RAW_LINE: Final = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_TEXT_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_UTF16: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")  # \x1a ends files of DOS
_NEW_LIST: Final = message(
    "Publications that were withdrawn. To show one again, run `python -m indexer restore` with "
    "what its line says."
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as it stands in the file, its end included."""

    text: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class TakedownList:
    """The content of the list; lines that nobody changes are written back byte by byte."""

    encoding: str
    mark: bytes
    lines: tuple[_Line, ...]

    @property
    def entries(self) -> tuple[str, ...]:
        """The lines as they are remembered, without blank ones."""
        parts = (part for line in self.lines for part in line.text.splitlines())
        return tuple(dict.fromkeys(entry for part in parts if (entry := clean_line(part))))

    def replaced(self, changes: dict[str, str]) -> TakedownList:
        """The list with other lines in the place of some; an empty one removes the line."""
        lines = []
        for line in self.lines:
            new = changes.get(clean_line(line.text))
            if new is None:
                lines.append(line)
            elif new:
                lines.append(self._line(new + line.text[len(line.text.rstrip("\r\n")) :]))
        return TakedownList(self.encoding, self.mark, tuple(lines))

    def extended(self, entries: Iterable[str]) -> TakedownList:
        """The list with further lines, which end as the others do."""
        last = self.lines[-1].text if self.lines else "\n"
        end = next((e for e in ("\r\n", "\n", "\r") if last.endswith(e)), "")
        lines = list(self.lines)
        if not end:
            end = "\r\n" if any(line.text.endswith("\r\n") for line in lines) else "\n"
            lines[-1] = self._line(last + end)
        lines += [self._line(entry + end) for entry in entries]
        return TakedownList(self.encoding, self.mark, tuple(lines))

    def _line(self, text: str) -> _Line:
        encoding = self.encoding
        try:
            return _Line(text, text.encode(encoding))
        except UnicodeEncodeError:  # each line says for itself what it is encoded in
            return _Line(text, text.encode("utf-8", "replace"))

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.mark + b"".join(line.raw for line in self.lines)


def parse_list(data: bytes, path: Path) -> TakedownList:
    """Decode a list: UTF-8, UTF-16 with a byte order mark, or else cp1252, line by line.

    Raises:
        WithdrawalsUnreadable: it is no text.
    """
    try:
        found = _decode(data)
    except UnicodeDecodeError as error:
        raise list_unreadable(path, message("it is not a text file")) from error
    if any(_CONTROLS.search(line.text) for line in found.lines):
        raise list_unreadable(path, message("it is not a text file"))
    return found


def new_list(entries: Iterable[str]) -> TakedownList:
    """A list with these lines, where there was none."""
    return parse_list(f"# {_NEW_LIST}\n".encode(), Path()).extended(entries)


def read_list(path: Path) -> bytes | None:
    """The bytes of the list; None if there is none.

    Raises:
        WithdrawalsUnreadable: it cannot be read, or is no ordinary file.
    """
    try:
        return read_regular(path, MAX_LIST_BYTES)
    except OSError as error:
        raise list_unreadable(path, reason_of(error)) from error


def list_unreadable(path: Path, reason: Message) -> WithdrawalsUnreadable:
    """The error that says why the list at `path` cannot be used."""
    return WithdrawalsUnreadable(
        message(
            "The list of withdrawals {file} cannot be read: {reason}.",
            file=str(path),
            reason=reason,
        )
    )


def list_gone(path: Path) -> WithdrawalsUnreadable:
    """The error that says that there was a list at `path`."""
    return WithdrawalsUnreadable(message("The list of withdrawals {file} is gone.", file=str(path)))


def write_list(path: Path, content: TakedownList) -> None:
    """Replace the list in one step, durably; owner and rights stay.

    Raises:
        WithdrawalsUnwritable: the system refuses.
    """
    try:
        replace_file(path.resolve() if path.is_symlink() else path, content.data)
    except OSError as error:
        raise WithdrawalsUnwritable(
            message(
                "The list of withdrawals {file} cannot be written: {reason}.",
                file=str(path),
                reason=reason_of(error),
            )
        ) from error


def _decode(data: bytes) -> TakedownList:
    for mark, encoding in _UTF16:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding)
            parts = [part for part in _TEXT_LINE.findall(text) if part]
            return TakedownList(encoding, mark, tuple(_Line(p, p.encode(encoding)) for p in parts))
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    raw_lines: Sequence[bytes] = [part for part in _RAW_LINE.findall(data[len(mark) :]) if part]
    return TakedownList("utf-8", mark, tuple(_Line(_text(raw), raw) for raw in raw_lines))


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252")  # five bytes are no letter there: then it is no text
