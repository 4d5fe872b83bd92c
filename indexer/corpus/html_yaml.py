"""html.yaml: CSS selectors that staff write for the HTML pages of a folder.

It applies to the pages of its folder and of the folders below that have none of their own. Each
line names a part of the page:

    text: article .entry-content
    drop: [.related, .share]
    title: h1.entry-title

An invalid line is reported. The pages that are in the index already then stay as they are, until
the mistake is corrected.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from indexer.corpus import headings, sidecar
from indexer.corpus.mistakes import Place, quoted
from indexer.corpus.walk import Walk
from indexer.extract.html import selector_syntax
from indexer.file_problems import Problem, ProblemKind
from indexer.folding import fold_word
from indexer.messages import NO_MESSAGE, Message, message, verbatim
from indexer.model import Selector
from indexer.system_reasons import reason_of

# The selectors of a file are sent to a child with every page of the folder, in one message.
_MAX_BYTES: Final = 16 * 1024
_MAX_SELECTORS: Final = 100
_EXAMPLE: Final = verbatim("text: article")
_PARTS_BY_NAME: Final = {
    **dict.fromkeys(("texto", "texte", "contenido", "conteudo", "contenu"), "text"),
    **dict.fromkeys(("quitar", "omitir", "excluir", "retirer", "remover", "tirar"), "drop"),
}
"""What staff may call what is no metadata, folded, besides the names of the parts."""
# An element's name, not one inside a class, an id, an attribute or a function's argument.
_ELEMENT_NAME: Final = re.compile(r"\([^()]*\)|\[[^][]*\]|[.#:][\w-]+|(?P<name>[A-Za-z][\w-]*)")


class Selectors:
    """The selectors for each page, and the `problems` in them."""

    def __init__(self, walk: Walk) -> None:
        self.problems: list[Problem] = []
        self._walk = walk
        self._by_folder: dict[str, tuple[Selector, ...]] = {}
        self._with_mistakes: set[str] = set()
        for path in walk.selectors:
            self._read(path)

    def of(self, path: str) -> tuple[Selector, ...]:
        """The selectors for the page at `path`: those of the nearest html.yaml above it."""
        return self._by_folder.get(self._folder(path), ())

    def have_mistakes(self, path: str) -> bool:
        """Whether the selectors for the page at `path` have mistakes, so that some are missing."""
        return self._folder(path) in self._with_mistakes

    def _folder(self, path: str) -> str:
        folder = path.rpartition("/")[0]
        while folder and folder not in self._by_folder:
            folder = folder.rpartition("/")[0]
        return folder

    def _read(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        self._by_folder[folder] = ()
        try:
            with self._walk.open(path) as stream:
                data = stream.read(_MAX_BYTES + 1)
            if len(data) > _MAX_BYTES:
                raise sidecar.SidecarInvalid(
                    message("it is larger than {count} kB", count=_MAX_BYTES // 1024)
                )
            entries = sidecar.parse(data, _EXAMPLE)
        except OSError as error:
            self._with_mistakes.add(folder)
            self.problems.append(Problem(ProblemKind.UNREADABLE, path, reason_of(error)))
        except sidecar.SidecarInvalid as error:
            self._invalid(path, error.reason)
        else:
            self._by_folder[folder] = tuple(self._valid(path, entries))[:_MAX_SELECTORS]

    def _valid(self, path: str, entries: Sequence[sidecar.SidecarEntry]) -> list[Selector]:
        valid: list[Selector] = []
        for entry in entries:
            part, place = _part(entry.name), Place(line=entry.line, column=entry.name.strip())
            if part not in selector_syntax.PARTS:
                what = message(
                    'unknown name "{name}"; the names are {names}',
                    name=quoted(entry.name),
                    names=", ".join(str(_shown(one)) for one in selector_syntax.PARTS),
                )
                self._invalid(path, Place(line=entry.line).said(what))
                continue
            if not entry.values:
                what = message(
                    "it has no selector; one that begins with #, [ or * must be in quotes"
                )
                self._invalid(path, place.said(what))
            for css in entry.values:
                if mistake := _mistake(css):
                    self._invalid(path, place.said(mistake))
                else:
                    valid.append(Selector(part, css, entry.line))
        if len(valid) > _MAX_SELECTORS:
            what = message(
                "it has more than {count} selectors; the rest is ignored", count=_MAX_SELECTORS
            )
            self._invalid(path, what)
        return valid

    def _invalid(self, path: str, detail: Message) -> None:
        self._with_mistakes.add(path.rpartition("/")[0])
        self.problems.append(Problem(ProblemKind.SELECTOR_INVALID, path, detail))


def reader_with(reader: str, selectors: Sequence[Selector]) -> str:
    """`reader` (the name of a version and its options), extended by a hash of the selectors."""
    if not selectors:
        return reader
    values = repr([(selector.part, selector.css, selector.line) for selector in selectors])
    return f"{reader}+{hashlib.sha256(values.encode()).hexdigest()[:8]}"


def _part(name: str) -> str:
    plain = fold_word(name).strip()
    return _PARTS_BY_NAME.get(plain) or headings.METADATA.column_of(plain) or plain


def _shown(part: str) -> Message:
    """What a part is called in messages, which is a name that is understood."""
    own = {"text": message("text"), "drop": message("drop")}
    return own.get(part, headings.METADATA.shown_name(part))


def _mistake(css: str) -> Message:
    """What is wrong with `css`; empty if it is valid."""
    if not selector_syntax.is_selector(css):
        return message(
            '"{css}" is not a CSS selector such as .entry-content, #main or article p; one that '
            "begins with #, [ or * must be in quotes",
            css=quoted(css),
        )
    for match in _ELEMENT_NAME.finditer(css):
        name = match["name"]
        if name and name.lower() not in selector_syntax.ELEMENTS and not name.startswith("amp-"):
            return message(
                'no page has an element "{name}"; write .{name} for a class, "#{name}" for an id '
                "and :is({name}) if it is an element all the same",
                name=quoted(name),
            )
    return NO_MESSAGE
