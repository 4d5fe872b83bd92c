"""One of each kind of page, in the collection of conftest.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.browser.reader import Reader


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page is; `sent`, written as in an address, is what a discreet reader sends."""

    path: str
    sent: str = ""

    def visit(self, reader: Reader, root: str) -> None:
        """Go there, on the service at `root`."""
        if self.sent:
            reader.open(f"{root}/?discreet=on")
            reader.send(root + self.path, self.sent)
        else:
            reader.open(root + self.path)


PAGES: Final = {
    "home": Page("/"),
    "all publications": Page("/search"),
    "results with facets and chips": Page(
        "/search?q=miedo&type=booklet&language=es&year_from=2015"
    ),
    "results page 2": Page("/search?language=pt&page=2"),
    "an opened hit": Page("/search?q=jacaranda&open=patio"),
    "empty result": Page("/search?q=xyzzyq"),
    "empty result with ways out": Page("/search?q=miedo&language=pt&type=guide"),
    "partial results": Page("/search?q=memoria+xyzzyq"),
    "results and what is close to them": Page("/search?q=escuchar"),
    "only what is close": Page("/search?q=grief"),
    "results by meaning": Page("/search?q=listening+communities+defenders&per_page=2"),
    "results with a tail by meaning": Page("/search?q=escuchar+miedo+psicosocial"),
    "results of the words as typed": Page("/search?q=escuchar&expand=off"),
    "results about a topic": Page("/search?q=boletim&more=topic"),
    "publication": Page("/publications/claves-es?q=miedo"),
    "publication with a search inside": Page("/publications/patio?q=jacaranda"),
    "hostile publication": Page("/publications/markup"),
    "passage": Page("/publications/claves-es/passages/3?q=memoria"),
    "passage with a picture and marks": Page("/publications/patio/passages/1?q=jacaranda"),
    "passage without text": Page("/publications/claves-es/passages/2"),
    "passage of a picture": Page("/publications/escaneo/passages/1"),
    "HTML passage": Page("/publications/miedo-html/passages/2?q=red"),
    "HTML section": Page("/publications/sombra/passages/1?q=jacaranda"),
    "discreet home": Page("/?discreet=on"),
    "discreet results": Page("/search", "q=jacaranda&type=guide"),
    "discreet results by meaning": Page("/search", "q=escuchar"),
    "passage by meaning": Page("/publications/keys-en/passages/1?q=escuchar"),
    "discreet passage": Page("/publications/patio/passages/2", "q=jacaranda"),
    "error": Page("/nowhere"),
}
LONG: Final = {
    "a long word": Page("/search?q=" + "W" * 300),
    "a long filter": Page("/search?q=hostil&language=und&subject=" + "larguísimo" * 12),
}
"""What does not fit."""
