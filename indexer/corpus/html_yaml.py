"""html.yaml: what staff say of how the pages of a folder are made.

It is valid for the pages of its folder and of the folders in it that have none of their own. Its
lines are names of parts with CSS selectors:

    text: article .entry-content
    drop: [.related, .share]
    title: h1.entry-title

A line that is not understood is reported. Then nobody knows how the pages are to be read, so that
those in the index stay as they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from indexer.corpus import sidecar
from indexer.corpus.walk import Walk, open_regular
from indexer.extract.html import css_selectors
from indexer.model import Problem, ProblemKind, Selector

# The selectors of a file go to a child with every page of the folder, in one message.
_LARGEST: Final = 16 * 1024  # bytes
_MOST: Final = 100
_KNOWN: Final = ", ".join(css_selectors.PARTS)
_EXAMPLE: Final = "text: article"
_QUOTES: Final = "one that begins with #, [ or * must stand in quotes"
# An element's name, where it is not part of a class, an id, an attribute or a function's argument.
_NAME: Final = re.compile(r"\([^()]*\)|\[[^\]]*\]|[.#:][\w-]+|(?P<name>[A-Za-z][\w-]*)")


class Selectors:
    """The selectors for each page; `problems` is what is wrong with them."""

    def __init__(self, walk: Walk) -> None:
        self.problems: list[Problem] = []
        self._walk = walk
        self._of_folder: dict[str, tuple[Selector, ...]] = {}
        self._doubtful: set[str] = set()
        for path in walk.selectors:
            self._read(path)

    def of(self, path: str) -> tuple[Selector, ...]:
        """The selectors for the page at `path`: those of the nearest folder that has any."""
        return self._of_folder.get(self._folder(path), ())

    def are_doubtful(self, path: str) -> bool:
        """Whether those for the page at `path` are not all that staff meant."""
        return self._folder(path) in self._doubtful

    def _folder(self, path: str) -> str:
        folder = path.rpartition("/")[0]
        while folder and folder not in self._of_folder:
            folder = folder.rpartition("/")[0]
        return folder

    def _read(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        self._of_folder[folder] = ()
        try:
            with open_regular(self._walk.root / path) as stream:
                data = stream.read(_LARGEST + 1)
            if len(data) > _LARGEST:
                raise sidecar.SidecarInvalid(f"it is larger than {_LARGEST // 1024} kB")
            entries = sidecar.parse(data, _EXAMPLE)
        except OSError as error:
            self._doubtful.add(folder)
            detail = error.strerror or str(error)
            self.problems.append(Problem(ProblemKind.UNREADABLE, path, detail))
        except sidecar.SidecarInvalid as error:
            self._invalid(path, str(error))
        else:
            self._of_folder[folder] = tuple(self._understood(path, entries))[:_MOST]

    def _understood(self, path: str, entries: Sequence[sidecar.SidecarEntry]) -> list[Selector]:
        good: list[Selector] = []
        for entry in entries:
            part, where = entry.name.strip().lower(), f"line {entry.line}"
            if part not in css_selectors.PARTS:
                self._invalid(path, f'{where}: unknown name "{entry.name}"; known are {_KNOWN}')
                continue
            if not entry.values:
                self._invalid(path, f"{where}, {part}: there is no selector; {_QUOTES}")
            for css in entry.values:
                if why := _mistake(css):
                    self._invalid(path, f"{where}, {part}: {why}")
                else:
                    good.append(Selector(part, css, entry.line))
        if len(good) > _MOST:
            self._invalid(path, f"it has more than {_MOST} selectors; the rest is not used")
        return good

    def _invalid(self, path: str, detail: str) -> None:
        self._doubtful.add(path.rpartition("/")[0])
        printable = detail.encode("utf-8", "backslashreplace").decode("utf-8")
        self.problems.append(Problem(ProblemKind.SELECTOR_INVALID, path, printable))


def reader_with(reader: str, selectors: Sequence[Selector]) -> str:
    """`reader`, which names the version and options that read a file, with its selectors."""
    if not selectors:
        return reader
    said = repr([(selector.part, selector.css, selector.line) for selector in selectors])
    return f"{reader}+{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _mistake(css: str) -> str:
    """Why `css` cannot be what staff mean, or nothing."""
    if not css_selectors.is_selector(css):
        return (
            f'"{css}" is not a CSS selector such as .entry-content, #main or article p; {_QUOTES}'
        )
    for match in _NAME.finditer(css):
        name = match["name"]
        if name and name.lower() not in css_selectors.ELEMENTS and not name.startswith("amp-"):
            return (
                f'no page has an element "{name}"; write .{name} for a class, "#{name}" for an id '
                f"and :is({name}) if it is an element all the same"
            )
    return ""
