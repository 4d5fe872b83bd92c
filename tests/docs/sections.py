"""A generated section of a document: between two comments that name it and what makes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class GeneratedSection:
    """`file` holds it between `<!-- name: made by … -->` and `<!-- /name -->`."""

    name: str
    made_by: str
    file: Path

    @property
    def begin(self) -> str:
        """The comment before the section."""
        return f"<!-- {self.name}: made by {self.made_by} -->"

    @property
    def end(self) -> str:
        """The comment after the section."""
        return f"<!-- /{self.name} -->"

    def replaced(self, document: str, body: str) -> str:
        """`document` with `body` as its section.

        Raises:
            ValueError: the document has no such section.
        """
        pattern = re.compile(f"{re.escape(self.begin)}\n.*?{re.escape(self.end)}", re.DOTALL)
        if not pattern.search(document):
            raise ValueError(f"{self.file.name} has no lines {self.begin} and {self.end}")
        return pattern.sub(lambda _: f"{self.begin}\n{body}\n{self.end}", document, count=1)

    def is_current(self, body: str) -> bool:
        """Whether the file holds `body` already."""
        document = self.file.read_text("utf-8")
        return self.replaced(document, body) == document

    def write(self, body: str) -> None:
        """Put `body` into the file."""
        document = self.file.read_text("utf-8")
        self.file.write_text(self.replaced(document, body), "utf-8")
