"""The documents of the project as tests read them: code blocks, tables, links, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from tests.conftest import ROOT


@dataclass(frozen=True)
class Document:
    """A Markdown file; `path` is relative to the project's folder."""

    path: Path

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text("utf-8")

    def blocks(self, language: str) -> list[str]:
        """The code blocks in `language`."""
        return re.findall(rf"^```{language}\n(.*?)^```", self.text, re.DOTALL | re.MULTILINE)

    @property
    def commands(self) -> Iterator[str]:
        """The lines of its shell blocks, without remarks."""
        for block in self.blocks("sh"):
            yield from (line.split("  #")[0].strip() for line in block.splitlines())

    @property
    def rows(self) -> Iterator[list[str]]:
        """The cells of the rows of its tables."""
        for line in self.text.splitlines():
            if line.startswith("| "):
                yield [cell.strip() for cell in line.strip("|").split("|")]

    @property
    def links(self) -> Iterator[str]:
        """The targets of its links and pictures that are not web addresses."""
        for target in re.findall(r"\]\(([^)\s]+)\)", self._prose):
            if not re.match(r"[a-z]+:", target):
                yield target

    @property
    def pictures(self) -> Iterator[tuple[str, str]]:
        """Each picture's description and path."""
        yield from re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", self._prose)

    @property
    def anchors(self) -> set[str]:
        """The fragments that lead to its headings, by GitHub's rule."""
        headings = re.findall(r"^#+ (.+)$", self._prose, re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}

    @property
    def _prose(self) -> str:
        return re.sub(r"^```.*?^```", "", self.text, flags=re.DOTALL | re.MULTILINE)


README: Final = Document(Path("README.md"))
API: Final = Document(Path("docs/api.md"))
SEARCH: Final = Document(Path("docs/search.md"))
PRIVACY: Final = Document(Path("docs/privacy.md"))
STAFF: Final = Document(Path("docs/staff.es.md"))
ARCHITECTURE: Final = Document(Path("docs/architecture.md"))
CORPUS: Final = Document(Path("corpus/README.md"))
DOCUMENTS: Final = tuple(
    Document(path.relative_to(ROOT))
    for path in (
        *sorted(ROOT.glob("*.md")),
        *sorted(ROOT.glob("docs/*.md")),
        ROOT / CORPUS.path,
    )
)
COMMANDS: Final = tuple(
    dict.fromkeys(command for document in DOCUMENTS for command in document.commands)
)
"""Every command that a document prints, once."""
