"""The figures as tables: for the terminal, and as the section of docs/performance.md.

`section` depends on the figures alone, so that a test can compare the document with results.json.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.bench.contenders import LABELS
from tests.bench.targets import MAIN_SIZE, PAGE_TARGETS, TARGETS, Target, value_at
from tests.conftest import ROOT
from tests.docs.sections import GeneratedSection

RESULTS: Final = Path(__file__).with_name("results.json")
PICTURE: Final = Path(__file__).with_name("cost.svg")
SECTION: Final = GeneratedSection("performance", "make bench", ROOT / "docs" / "performance.md")

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column is text, the others are figures."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """As Markdown."""
        rule = ["---", *("---:" for _ in self.head[1:])]
        return "\n".join(f"| {' | '.join(row)} |" for row in (self.head, rule, *self.rows))

    def plain(self) -> str:
        """With fixed widths, for a terminal."""
        rows = [self.head, *self.rows]
        widths = [max(len(row[n]) for row in rows) for n in range(len(self.head))]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if n else cell.ljust(width)
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        )


def figure(value: float | None) -> str:
    """A number with the two or three digits that say something."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 or not value else f"{value:.1g}"


# --- the engines


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the comparison: where the figure is, and a factor that gives its unit."""

    name: str
    path: str
    per_text: bool = False


_ROWS: Final = (
    _Row("indexing, passages/s", "index passages_per_second"),
    _Row("indexing, peak memory, MiB", "index peak_mib"),
    _Row("index size / size of the text", "index bytes", per_text=True),
    _Row("opening, ms", "opening open_ms"),
    _Row("first request after that, ms", "opening first_ms"),
    _Row("request, first time, p50, ms", "search first p50"),
    _Row("request, first time, p95, ms", "search first p95"),
    _Row("request, again, p50, ms", "search again p50"),
    _Row("request, again, p95, ms", "search again p95"),
    _Row("three common words OR, first time, p95, ms", "search first or_p95"),
    _Row("memory after up to 1,000 requests, anonymous, MiB", "memory anonymous_mib"),
    _Row("snippets in an answer", "search snippets"),
)


def main_size(engines: Figures) -> str:
    """The size that is shown in full: 75,000 passages, or the largest there is."""
    sizes: Figures = engines["sizes"]
    return MAIN_SIZE if MAIN_SIZE in sizes else max(sizes, key=int)


def comparison(engines: Figures, size: str) -> Table:
    """All engines at one size; in parentheses this engine's figure over the other's."""
    at = engines["sizes"][size]
    names = [name for name in LABELS if name in at["engines"]]
    text = at["corpus"]["text_bytes"]
    rows = []
    for row in _ROWS:
        unit = text if row.per_text else 1
        values = {n: value_at(at["engines"][n], row.path) for n in names}
        shown = {n: v if v is None else v / unit for n, v in values.items()}
        rows.append([row.name, *(_compared(n, shown) for n in names)])
    rows.append(["same total as this engine", *(_agreement(at["engines"][n]) for n in names)])
    return Table([f"{int(size):,} passages", *(LABELS[n] for n in names)], rows)


def _compared(name: str, values: dict[str, float | None]) -> str:
    own, value = values.get("ours"), values[name]
    if name == "ours" or not own or not value:
        return figure(value)
    return f"{figure(value)} ({figure(own / value)}×)"


def _agreement(engine: Figures) -> str:
    found = engine.get("agreement")
    if not found:
        return figure(None)
    close = f", {found['close']} within 5 %" if found["close"] != found["same"] else ""
    return f"{found['same']} of {found['queries']}{close}"


def kinds(engines: Figures, size: str) -> Table:
    """The median of each kind of query, asked the first time."""
    at = engines["sizes"][size]["engines"]
    names = [name for name in LABELS if name in at]
    found = {name: at[name]["search"]["first"]["kinds"] for name in names}
    rows = [[kind, *(figure(found[name][kind]) for name in names)] for kind in found[names[0]]]
    return Table(["request, first time, p50, ms", *(LABELS[n] for n in names)], rows)


def growth(engines: Figures) -> Table:
    """Seconds of indexing and the median request, by size."""
    sizes = engines["sizes"]
    names = [name for name in LABELS if any(name in at["engines"] for at in sizes.values())]

    def cell(at: Figures, name: str) -> str:
        if name not in at["engines"]:
            return "not measured"
        engine = at["engines"][name]
        seconds, p50 = value_at(engine, "index seconds"), value_at(engine, "search first p50")
        return f"{figure(seconds)} s · {figure(p50)} ms"

    rows = [[f"{int(size):,}", *(cell(at, n) for n in names)] for size, at in sizes.items()]
    return Table(["passages: indexing · p50", *(LABELS[n] for n in names)], rows)


def corpora(engines: Figures) -> Table:
    """What was indexed."""
    names = ("publications", "words", "different_words", "characters_per_passage")
    rows = [
        [f"{int(size):,}", *(f"{at['corpus'][name]:,}" for name in names)]
        for size, at in engines["sizes"].items()
    ]
    head = ["passages", "publications", "words", "different words", "characters a passage"]
    return Table(head, rows)


def targets(engines: Figures) -> Table:
    """What this engine should reach, and what it does; only what was measured."""
    return _targets("this engine", TARGETS, engines)


def _targets(head: str, wanted: Iterable[Target], figures: Figures) -> Table:
    rows = []
    for target in wanted:
        value = target.value(figures)
        if value is not None:
            mark = "✓" if target.is_met(value) else "missed"
            sign = "≥" if target.at_least else "≤"
            limit = f"{sign} {figure(target.limit)} {target.unit}".strip()
            rows.append([target.name, limit, f"{figure(value)} {target.unit}".strip(), mark])
    return Table([head, "target", "measured", ""], rows)


def _impatience(engines: Figures, size: str) -> str:
    """Says which engines were asked fewer requests than a thousand, because they are slow."""
    said = []
    for name, engine in engines["sizes"][size]["engines"].items():
        asked = engine["memory"]["queries"]
        if asked < 1000:
            said.append(f"{LABELS[name]} answered {asked} requests in two minutes; its memory is")
    return " ".join(f"{each} that after these." for each in said)


def _service(engines: Figures, size: str) -> str:
    own = engines["sizes"][size]["engines"].get("ours")
    if own is None:
        return ""
    service, commit = own["service"], own["commit"]
    return (
        f"The search service over HTTP: {service['queries']:,} requests, p50 "
        f"{figure(service['p50'])} ms, p95 {figure(service['p95'])} ms. A commit of one booklet of "
        f"100 pages takes {figure(commit['seconds_median'])} s (median of {commit['booklets']}, "
        f"the worst {figure(commit['seconds_worst'])} s), and a reader's next request, which opens "
        f"the new state, {figure(commit['refresh_and_query_ms_median'])} ms."
    )


_NOTES: Final = """\
- Each engine answers the same request: the exact number of publications, counts by language and
  by publication, the ten best publications with up to three snippets each. Each measure is a
  process of its own on one core; reading the corpus is not counted. In parentheses: this engine's
  figure divided by the other's.
- This engine matches all words of a query anywhere in a publication, and counts six facets in
  publications; the others match inside one passage and count passages. So totals are compared on
  single words, OR, phrases and prefixes only. It indexes stems and exact forms, and compounds as
  one word too; Whoosh and tantivy stems; FTS5 forms, so its queries list all forms of a word's
  stem.
- *First time*: no query was asked before in that process, the files are in the system's cache.
  *Again*: the median of three more times. Snippets are part of every request.
- Whoosh, tantivy and FTS5 are used as their manuals say, with memory of 512 MB for indexing where
  they take a limit, tantivy with one thread."""


def engines_markdown(engines: Figures, picture: bool) -> str:
    """The part of the section that compares engines."""
    size = main_size(engines)
    made = engines["made"]
    versions = ", ".join(
        at["index"]["version"] for at in engines["sizes"][size]["engines"].values()
    )
    parts = [
        f"Measured in one run on {made['date']} with Python {made['python']} on a shared machine "
        f"of {made['cores']} cores: ratios count, not absolute times. {versions}. The text: "
        f"{engines['source']}.",
        targets(engines).markdown() if targets(engines).rows else "",
        comparison(engines, size).markdown(),
        _impatience(engines, size),
        _service(engines, size),
        kinds(engines, size).markdown(),
        growth(engines).markdown(),
        f"![Cost against size](../tests/bench/{PICTURE.name})" if picture else "",
        corpora(engines).markdown(),
        _NOTES,
    ]
    return "\n\n".join(part for part in parts if part)


# --- the publications


def publications_table(found: Figures) -> Table:
    """What reading, indexing and a page cost."""
    rows = [
        [
            f"`update`, {each['workers']} at a time",
            f"{figure(each['seconds'])} s",
            f"{figure(each['passages_per_second'])} passages/s, peak {figure(each['parent_mib'])} "
            f"MiB and {figure(each['child_mib'])} MiB in a reader",
        ]
        for each in found["updates"]
    ]
    rows.append(["`update` again, nothing changed", f"{figure(found['again_seconds'])} s", ""])
    rows += [
        [name, f"p50 {figure(times['p50'])} ms", f"p95 {figure(times['p95'])} ms"]
        for name, times in found["search"].items()
    ]
    passages = found["updates"][0]["passages"]
    return Table([f"{found['files']:,} files, {passages:,} passages", "", ""], rows)


# --- the page of results


def pages_table(found: Figures) -> Table:
    """What a page of results should cost, and what it does."""
    return _targets("a page of results", PAGE_TARGETS, found)


# --- the section


def section(results: Figures) -> str:
    """The section of docs/performance.md, without its markers."""
    parts = []
    if engines := results.get("engines"):
        parts.append(engines_markdown(engines, picture=len(engines["sizes"]) > 1))
    if found := results.get("publications"):
        intro = f"From files to pages ({found['queries']} queries of every kind):"
        parts += [intro, publications_table(found).markdown()]
    if found := results.get("pages"):
        intro = f"The page of results, {found['passages']:,} passages, {found['queries']} queries:"
        parts += [intro, pages_table(found).markdown()]
    return "\n\n".join(parts)


def plain(results: Figures) -> str:
    """The same for a terminal."""
    tables: list[Table] = []
    if engines := results.get("engines"):
        each: Iterable[Callable[[Figures], Table]] = (corpora, growth, targets)
        for size in engines["sizes"]:
            tables += [comparison(engines, size), kinds(engines, size)]
        tables += [make(engines) for make in each]
    if found := results.get("publications"):
        tables.append(publications_table(found))
    if found := results.get("pages"):
        tables.append(pages_table(found))
    return "\n\n".join(table.plain() for table in tables if table.rows)


def load() -> Figures:
    """The figures that were kept; none where there are none."""
    return json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}


def keep(results: Figures) -> None:
    """Write the figures."""
    RESULTS.write_text(json.dumps(rounded(results), indent=1, ensure_ascii=False) + "\n", "utf-8")


def rounded(value: Any) -> Any:
    """`value` with its numbers at four digits; more would only differ from run to run."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value
