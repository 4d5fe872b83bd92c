"""Recognises a file of which only the beginning was copied over the whole one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from indexer.corpus.planned_file import PlannedFile
from indexer.corpus_files import open_corpus_file
from indexer.media import kind_of_path
from indexer.model import Passage

_TAIL_BYTES: Final = 2048
"""Bytes at the end of a file in which its end mark is looked for; a PDF may have 1024 behind it."""
_ENDS: Final = {True: (b"</html", b"</body"), False: (b"%%eof",)}
"""What stands at the end of a web page, and of a PDF."""
_FRAYED_CHARS: Final = 200
"""Characters before a cut that may differ: half a word, half a sign, half a paragraph."""


def is_cut_off(
    corpus: Path, item: PlannedFile, earlier: Sequence[Passage], text: Sequence[Passage]
) -> bool:
    """Whether the file of `item` lacks its end, and its `text` is the beginning of the `earlier`.

    Pages that somebody took out leave a file with an end.
    """
    if text_length(text) >= text_length(earlier):
        return False
    kind = kind_of_path(item.paths[0])
    is_page = kind is not None and kind.web_page
    if _has_end(corpus, item, _ENDS[is_page]):
        return False
    return not is_page or _is_beginning(_joined(text), _joined(earlier))


def _has_end(corpus: Path, item: PlannedFile, marks: Iterable[bytes]) -> bool:
    try:
        with open_corpus_file(corpus, item.place) as file:
            file.seek(max(0, item.size - _TAIL_BYTES))
            tail = file.read(_TAIL_BYTES).lower()
    except OSError:  # it is gone again; the next run looks at what is there then
        return True
    return any(mark in tail for mark in marks)


def _is_beginning(text: str, whole: str) -> bool:
    """Whether a text begins another one; they may differ from a little before its end."""
    sure = text[:-_FRAYED_CHARS]
    return whole.startswith(sure) and bool(sure)


def _joined(passages: Iterable[Passage]) -> str:
    return "".join("".join(passage.text.split()) for passage in passages)


def text_length(passages: Iterable[Passage]) -> int:
    """The characters in all passages together."""
    return sum(len(passage.text) for passage in passages)
