"""What this engine should reach, as figures of one run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

MAIN_SIZE: Final = "75000"
_LARGE_SIZE: Final = "300000"
_MB: Final = 1_000_000 / 2**20

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """`value` gives what was measured; None where it was not."""

    name: str
    value: Callable[[Figures], float | None]
    limit: float
    unit: str
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        """Whether the value is on the right side of the limit."""
        return value >= self.limit if self.at_least else value <= self.limit


def value_at(figures: Figures, path: str) -> float | None:
    """The figure at a path of keys, if it is there."""
    found: Any = figures
    for key in path.split():
        found = found.get(key) if isinstance(found, dict) else None
    return None if found is None else float(found)


def _at(size: str, name: str, path: str) -> Callable[[Figures], float | None]:
    """A figure of one engine at one size."""
    return lambda engines: value_at(engines, f"sizes {size} engines {name} {path}")


def _ratio(
    over: Callable[[Figures], float | None], under: Callable[[Figures], float | None]
) -> Callable[[Figures], float | None]:
    def value(engines: Figures) -> float | None:
        a, b = over(engines), under(engines)
        return None if a is None or not b else a / b

    return value


def _ours(path: str, size: str = MAIN_SIZE) -> Callable[[Figures], float | None]:
    return _at(size, "ours", path)


def _megabytes(engines: Figures) -> float | None:
    held = _ours("service anonymous_mib")(engines)
    return None if held is None else held / _MB


def _text_bytes(engines: Figures) -> float | None:
    return value_at(engines, f"sizes {MAIN_SIZE} corpus text_bytes")


_SPEED, _P50 = "index passages_per_second", "search first p50"
_WHOOSH_P50 = _at(MAIN_SIZE, "whoosh", _P50)

PAGE_TARGETS: Final = (
    Target("in the server, p50", lambda pages: value_at(pages, "p50"), 25, "ms"),
    Target(
        "of that beside the engine's search (snippets count here), p50",
        lambda pages: value_at(pages, "besides_p50"),
        8,
        "ms",
    ),
    Target("size, the largest", lambda pages: value_at(pages, "kilobytes_most"), 60, "kB"),
    Target(
        "a question with what stands for its words, over the same without, p50",
        lambda pages: value_at(pages, "widened questions ratio"),
        1.7,
        "×",
    ),
    Target(
        "a query with ten full matches, over the same with `expand=off`, p50",
        lambda pages: value_at(pages, "widened full ratio"),
        1.1,
        "×",
    ),
)

TARGETS: Final = (
    Target(
        "indexing, passages/s, over Whoosh's",
        _ratio(_ours(_SPEED), _at(MAIN_SIZE, "whoosh", _SPEED)),
        12,
        "×",
        at_least=True,
    ),
    Target(
        "Whoosh's request over this engine's, first time, p50",
        _ratio(_WHOOSH_P50, _ours(_P50)),
        20,
        "×",
        at_least=True,
    ),
    Target(
        "request over tantivy's, first time, p50",
        _ratio(_ours(_P50), _at(MAIN_SIZE, "tantivy", _P50)),
        3,
        "×",
    ),
    Target("three common words OR, first time, p95", _ours("search first or_p95"), 15, "ms"),
    Target("opening the index", _ours("opening open_ms"), 50, "ms"),
    Target("anonymous memory of the service after 1,000 requests", _megabytes, 300, "MB"),
    Target("index size over the text's", _ratio(_ours("index bytes"), _text_bytes), 1.5, "×"),
    Target("commit of a new 100-page booklet, the worst", _ours("commit seconds_worst"), 2, "s"),
    Target(
        "indexing, 300,000 passages over 75,000",
        _ratio(_ours("index seconds", _LARGE_SIZE), _ours("index seconds")),
        4.5,
        "×",
    ),
    Target(
        "request, 300,000 passages over 75,000, first time, p50",
        _ratio(_ours(_P50, _LARGE_SIZE), _ours(_P50)),
        4,
        "×",
    ),
)
