"""What was measured, what of it was accepted, and the floors below which no figure may fall.

`floors.tsv` has a floor for each figure of the product; floors only go up. `accepted.json` has all
figures as they were when they were last accepted, and the digest of what was asked and searched:
floors hold for that alone.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from indexer import wire

FLOORS: Final = Path(__file__).with_name("floors.tsv")
ACCEPTED: Final = Path(__file__).with_name("accepted.json")
TOLERANCE: Final = 0.002
"""How far below an accepted figure its floor is. Ranking is deterministic: it is for other versions
of stemmers, and allows one of a thousand questions, but none of the judged ones, to be lost."""


class Measured(NamedTuple):
    """What was measured of what: a set of questions, a system, a measure."""

    questions: str
    system: str
    measure: str


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean of one measure over a set of questions. `floored`: it must not fall."""

    questions: str
    system: str
    measure: str
    value: float
    floored: bool

    @property
    def key(self) -> Measured:
        """What was measured."""
        return Measured(self.questions, self.system, self.measure)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much better `system` is than `other` by a measure, and the p-value of the difference."""

    questions: str
    measure: str
    system: str
    other: str
    difference: float
    p: float


@dataclass(frozen=True, slots=True)
class Measurements:
    """The figures of one run. `digests` name what was measured, by set of questions; `made` is a
    day, `versions` name what was compared.
    """

    made: str
    versions: dict[str, str]
    digests: dict[str, str]
    figures: list[Figure]
    comparisons: list[Comparison] = field(default_factory=list)


def load(path: Path = ACCEPTED) -> Measurements | None:
    """What was accepted last, if anything."""
    return wire.decode(path.read_bytes(), Measurements) if path.exists() else None


def load_floors(path: Path = FLOORS) -> dict[Measured, float]:
    """The floors."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t")
        return {
            Measured(r["questions"], r["system"], r["measure"]): float(r["floor"]) for r in rows
        }


def raised(
    floors: Mapping[Measured, float], new: Measurements, before: Measurements | None
) -> dict[Measured, float]:
    """The floors with those of the new figures. They only go up, except where what is measured has
    changed; those of what was not measured now stay.
    """
    same = set(_comparable(new, before))
    found = dict(floors)
    for figure in new.figures:
        if figure.floored:
            floor = math.floor((figure.value - TOLERANCE) * 1000) / 1000
            kept = floors.get(figure.key, 0.0) if figure.questions in same else 0.0
            found[figure.key] = max(floor, kept)
    return found


def _comparable(new: Measurements, before: Measurements | None) -> Iterator[str]:
    """The sets of questions that are the same as when figures were accepted."""
    known = before.digests if before else {}
    return (name for name, digest in new.digests.items() if known.get(name) == digest)


def save(new: Measurements, floors: Mapping[Measured, float]) -> None:
    """Write both files so that a change of one figure is one line of a diff."""
    values = json.loads(wire.encode(new))
    lines = {name: [json.dumps(v, ensure_ascii=False) for v in values.pop(name)]
             for name in ("figures", "comparisons")}  # fmt: skip
    text = json.dumps(values, indent=1, ensure_ascii=False).removesuffix("\n}")
    for name, rows in lines.items():
        text += f',\n "{name}": [\n  ' + ",\n  ".join(rows) + "\n ]"
    ACCEPTED.write_text(f"{text}\n}}\n", "utf-8")
    with FLOORS.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, delimiter="\t", lineterminator="\n")
        writer.writerow((*Measured._fields, "floor"))
        writer.writerows((*key, f"{floor:.3f}") for key, floor in floors.items())


def others(new: Measurements, before: Measurements | None) -> list[str]:
    """The sets of questions that floors do not hold for: they are not those that were accepted."""
    same = set(_comparable(new, before))
    return [name for name in new.digests if name not in same]


def missed(
    new: Measurements, before: Measurements | None, floors: Mapping[Measured, float]
) -> Iterator[str]:
    """The figures that are below their floors, a line each."""
    same = set(_comparable(new, before))
    for figure in new.figures:
        floor = floors.get(figure.key, 0.0)
        if figure.questions in same and figure.value < floor:
            name = f"{figure.questions}, {figure.system}"
            yield f"{name}: {figure.measure} is {figure.value:.3f}, its floor {floor:.3f}"


def value_of(figures: Iterable[Figure], key: Measured) -> float | None:
    """One figure, if it was measured."""
    return next((figure.value for figure in figures if figure.key == key), None)


def systems(figures: Sequence[Figure]) -> list[str]:
    """The systems that were measured, the product's ways first."""
    return list(dict.fromkeys(f.system for f in sorted(figures, key=lambda f: not f.floored)))
