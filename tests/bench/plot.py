"""The picture of cost against size (the only module that imports matplotlib)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from tests.bench.contenders import LABELS
from tests.bench.targets import value_at

# Of middle lightness, to be read on white and on dark pages.
_COLOURS = {"ours": "#e8590c", "whoosh": "#8a8f98", "tantivy": "#2b8ae0", "fts5": "#2f9e5a"}
_TEXT = "#808690"
_PANELS = (("indexing, seconds", "index seconds"), ("request, p50, ms", "search first p50"))
_APART = 0.06
"""Of a panel's height: how near to each other two labels may stand."""
# The same figures give the same file; letters are drawn, so that no font is needed to see them.
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "cost",
    "svg.fonttype": "path",
    "font.size": 10,
    "text.color": _TEXT,
    "axes.labelcolor": _TEXT,
    "axes.edgecolor": _TEXT,
    "xtick.color": _TEXT,
    "ytick.color": _TEXT,
}

_Line = Sequence[tuple[int, float]]


def draw(engines: Mapping[str, Any], path: Path) -> None:
    """Write the picture."""
    with matplotlib.rc_context(_STYLE):
        picture = Figure(figsize=(10, 4), layout="constrained")
        for axes, (title, key) in zip(picture.subplots(1, 2), _PANELS, strict=True):
            _panel(axes, title, {name: _line(engines["sizes"], name, key) for name in LABELS})
        picture.savefig(
            path, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )


def _line(sizes: Mapping[str, Any], name: str, key: str) -> _Line:
    values = ((int(size), value_at(at["engines"].get(name, {}), key)) for size, at in sizes.items())
    return [(size, value) for size, value in values if value is not None]


def _panel(axes: Axes, title: str, lines: Mapping[str, _Line]) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_title(title)
    axes.set_xlabel("passages")
    for name, line in lines.items():
        axes.plot(*zip(*line, strict=True) if line else ((), ()), "o-", color=_COLOURS[name])
    sizes = sorted({size for line in lines.values() for size, _ in line})
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlim(right=sizes[-1] * (sizes[-1] / sizes[0]) ** 0.45)  # room for the labels
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25)
    _label(axes, {name: line[-1] for name, line in lines.items() if line})


def _label(axes: Axes, ends: Mapping[str, tuple[int, float]]) -> None:
    """Name each line at its end; labels that would touch are moved apart."""
    low, high = map(math.log10, axes.get_ylim())
    below: dict[int, float] = {}
    for name, (size, value) in sorted(ends.items(), key=lambda item: item[1][1]):
        place = (math.log10(value) - low) / (high - low)
        place = max(place, below.get(size, -1.0) + _APART)
        below[size] = place
        axes.annotate(
            LABELS[name],
            (size, 10 ** (low + place * (high - low))),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=_COLOURS[name],
        )
