"""What `make docs` writes: tables and pictures made from the code and from setup.cfg."""

from __future__ import annotations

import configparser
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from indexer.settings import SETTINGS
from search_app.web.params import PARAMS
from tests.conftest import ROOT
from tests.docs.sections import GeneratedSection

DOCS: Final = ROOT / "docs"
ARCHITECTURE: Final = DOCS / "architecture.md"
_MAKE: Final = "make docs"
_WIDTH: Final = 78


def settings_table() -> str:
    """Every setting with its variable, default and meaning."""
    rows = [
        f"| `{s.name}` | `{s.variable}` | `{s.default_text}` | {s.allowed} | {s.row.help} |"
        for s in sorted(SETTINGS, key=lambda s: s.name)
    ]
    head = ["| name | variable | default | values | meaning |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


def parameters_table() -> str:
    """Every parameter of a search with its values, default and meaning."""
    rows = [
        f"| `{p.name}` | {p.kind.allowed} | {_default(p.default)} | {p.meaning} |" for p in PARAMS
    ]
    return "\n".join(["| name | values | default | meaning |", "|---|---|---|---|", *rows])


def _default(value: object) -> str:
    return f"`{value}`" if value or value == 0 else ""


# --- the picture of the rooms


def rooms(contract: str) -> str:
    """The layers of an import contract as boxes; each may import the ones below it only."""
    boxes = list(_boxes([_cells(line) for line in _layers(contract)]))
    return "\n".join(["```text", *boxes, "```"])


def _layers(contract: str) -> list[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    lines = config[f"importlinter:contract:{contract}"]["layers"].splitlines()
    return [line.strip() for line in lines if line.strip()]


def _cells(layer: str) -> list[str]:
    separator = "|" if "|" in layer else ":"
    return [name.strip().strip("()") for name in layer.split(separator)]


def _boxes(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A row of boxes for each layer, all of the same width."""
    above: set[int] = set()
    for cells in rows:
        widths = _widths(cells)
        edges = {sum(widths[:n]) + n for n in range(1, len(widths))}
        yield _rule(above, edges, is_first=cells is rows[0])
        texts = (name.center(width) for name, width in zip(cells, widths, strict=True))
        yield f"│{'│'.join(texts)}│"
        above = edges
    yield _rule(above, set(), is_last=True)


def _widths(cells: Sequence[str]) -> list[int]:
    """The widths of a layer's boxes, which share what the names leave free."""
    room = _WIDTH - len(cells) - 1 - sum(map(len, cells))
    share, rest = divmod(room, len(cells))
    return [len(name) + share + (n < rest) for n, name in enumerate(cells)]


def _rule(
    above: set[int], below: set[int], *, is_first: bool = False, is_last: bool = False
) -> str:
    """The line between two layers, with a joint where an edge of either meets it."""
    inner = "".join(_JOINTS[place in above, place in below] for place in range(1, _WIDTH - 1))
    left, right = "┌┐" if is_first else "└┘" if is_last else "├┤"
    return f"{left}{inner}{right}"


_JOINTS: Final = {
    (False, False): "─",
    (True, False): "┴",
    (False, True): "┬",
    (True, True): "┼",
}


SECTIONS: Final[Mapping[GeneratedSection, Callable[[], str]]] = {
    GeneratedSection("settings", _MAKE, DOCS / "settings.md"): settings_table,
    GeneratedSection("parameters", _MAKE, DOCS / "api.md"): parameters_table,
    GeneratedSection("indexer", _MAKE, ARCHITECTURE): lambda: rooms("floors"),
    GeneratedSection("search_app", _MAKE, ARCHITECTURE): lambda: rooms("search-app-floors"),
    GeneratedSection("engine", _MAKE, ARCHITECTURE): lambda: rooms("embedded"),
}
