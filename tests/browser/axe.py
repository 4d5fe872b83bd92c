"""axe-core, the engine of accessibility rules: what it finds wrong on a page.

Of the package axe-playwright-python only the file axe.min.js is used.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.browser.reader import Reader

TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS: Final = ("color-contrast", "link-in-text-block")
"""The rules that look at colours."""
SWITCHED_ON: Final = ("target-size",)
"""Rules with one of these tags that axe leaves out unless it is asked for them."""

_RUN: Final = """
const [kind, values, on] = arguments;
return axe.run(document, {
  runOnly: {type: kind, values},
  rules: Object.fromEntries(on.map(rule => [rule, {enabled: true}])),
  resultTypes: ['violations'],
}).then(found => ({
  violations: found.violations.flatMap(rule => rule.nodes.map(node => [
    rule.id, node.target.flat().join(' '), node.html.slice(0, 120), node.failureSummary,
  ])),
  ran: ['violations', 'passes', 'incomplete', 'inapplicable'].flatMap(
    kind => found[kind].map(rule => rule.id)),
}));
"""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that an element breaks."""

    rule: str
    selector: str
    html: str
    reason: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.selector} {self.html} ({' '.join(self.reason.split())})"


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of axe found, and the rules that were looked at."""

    violations: tuple[Violation, ...]
    rules: frozenset[str]


def examine(reader: Reader) -> Report:
    """What axe says about the page at hand."""
    return _run(reader, "tag", TAGS, SWITCHED_ON)


def examine_colours(reader: Reader) -> Report:
    """What axe says about the colours of the page at hand: all that changes with the scheme."""
    return _run(reader, "rule", COLOURS, ())


def _run(reader: Reader, kind: str, values: Sequence[str], on: Sequence[str]) -> Report:
    if not reader.probe("return typeof axe === 'object'"):
        reader.probe(_source())
    found = reader.probe(_RUN, kind, list(values), list(on))
    violations = tuple(Violation(*violation) for violation in found["violations"])
    return Report(violations, frozenset(found["ran"]))


@cache
def _source() -> str:
    """axe itself, as a script that leaves `axe` on the page."""
    files = importlib.metadata.files("axe-playwright-python") or ()
    [path] = [Path(str(file.locate())) for file in files if file.name == "axe.min.js"]
    return path.read_text("utf-8") + "\nwindow.axe = axe;"
