"""Is extraction as good as it was, and good enough? `make quality` takes about a minute.

Every file of the test publications is read as the indexer reads it, and by pdftotext (Debian's
poppler-utils) and other readers for comparison. It fails when a figure is worse than its floor in
floor.json, which belongs to one corpus, or when a target is missed on whatever corpus.

The floor only goes up: `--accept` writes what was measured now, and the table of
docs/quality.md; lowering it needs a reason in the changelog. pypdf and trafilatura alone take a
minute and are measured only with `--baselines`; else the floor's figures are shown.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.conftest import DATA
from tests.quality import alone, corpus, facts, gate, measure, reading, report, roles
from tests.quality.corpus import Source
from tests.quality.gate import Floor
from tests.quality.measure import BODY, PDFIUM, PDFTOTEXT, PYPDF, SLOW, TRAFILATURA, Gathered

_LIBRARIES = ("pypdfium2", "pypdf", "trafilatura", "wordfreq")


def main(given: Sequence[str] | None = None, floor_file: Path = gate.FLOOR) -> int:
    """Measure, print, compare; 1 where something is not good enough, 2 where it cannot be said."""
    arguments = _parser().parse_args(given)
    if not (arguments.data / "publications.tsv").exists():
        print(f"The test publications are not here ({arguments.data}); nothing was measured.")
        return int(os.environ.get("ALUNA_REQUIRE_ALL") == "1")
    if not reading.has_pdftotext():
        print("pdftotext is not installed; on Debian: apt-get install poppler-utils")
        return 2
    sources = corpus.sources(arguments.data)
    gathered = gather(sources, arguments.baselines)
    found = measure.documents(sources, gathered)
    found_roles = roles.measure_roles(gathered.ours, roles.labels())
    stated = facts.facts(sources, gathered.ours)
    floor = gate.load(floor_file)
    new = gate.floor_of(found, corpus.digest(sources), date.today().isoformat(), _versions())
    if floor is not None and floor.corpus == new.corpus:
        new = with_slow(new, floor)
    print(report.plain(new.groups))
    print(f"\n{report.summary(new.languages, new.fair)}\n{report.worst(found)}\n{stated}")
    print(
        f"Roles of {found_roles.pages} labelled pages: F1 {found_roles.micro:.3f} (micro), "
        f"{found_roles.macro:.3f} (macro)"
    )
    if arguments.accept:
        gate.save(new, floor_file)
        report.SECTION.write(report.section(new))
        print(f"\n{floor_file.name} and {report.SECTION.file.name} are written.")
        floor = new
    return verdict(found, new, floor, [*roles.missed_floors(found_roles), *stated.failures()])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=DATA, help="folder with publications/ and publications.tsv"
    )
    parser.add_argument(
        "--baselines", action="store_true", help="measure pypdf and trafilatura alone too"
    )
    parser.add_argument("--accept", action="store_true", help="make this the floor")
    return parser


def gather(sources: Sequence[Source], with_slow_ones: bool) -> Gathered:
    """Read the corpus with every reader."""
    pdfs = [source for source in sources if source.is_pdf]
    pages = [source for source in sources if not source.is_pdf]
    texts = {
        PDFTOTEXT: reading.by_pdftotext(pdfs),
        PDFIUM: reading.alone(alone.pdfium, pdfs),
        BODY: reading.alone(alone.body, pages),
    }
    if with_slow_ones:
        texts[PYPDF] = reading.alone(alone.pypdf_alone, pdfs)
        texts[TRAFILATURA] = reading.alone(alone.trafilatura_alone, pages)
    return Gathered(reading.ours(sources), texts, reading.by_pdftotext(pdfs, "-raw"))


def with_slow(new: Floor, floor: Floor) -> Floor:
    """`new` with the floor's figures of the readers that were not measured now."""
    groups = {
        name: replace(
            group,
            readers={n: f for n, f in floor.groups[name].readers.items() if n in SLOW}
            | group.readers,
        )
        for name, group in new.groups.items()
    }
    return replace(new, groups=groups)


def _versions() -> dict[str, str]:
    return {"pdftotext": reading.pdftotext_version()} | {n: version(n) for n in _LIBRARIES}


def verdict(
    found: Sequence[measure.Document], new: Floor, floor: Floor | None, others: Sequence[str]
) -> int:
    """Say what is not good enough; `others` are what other measures say."""
    failures = [*gate.missed_targets(found), *others]
    if floor is None:
        print("\nThere is no floor yet (--accept makes one): only the targets were compared.")
    elif floor.corpus != new.corpus:
        print(
            f"\nThis is another corpus ({new.corpus[:12]}) than the floor's "
            f"({floor.corpus[:12]}): only the targets hold for it."
        )
    else:
        failures += gate.fallen(found, floor)
        for name, made_with in floor.versions.items():
            if new.versions.get(name) != made_with:
                print(
                    f"\nThe floor was made with {name} {made_with}, this is {new.versions[name]}."
                )
    for failure in failures:
        print(f"FAILED  {failure}")
    print(f"\n{len(failures)} failed." if failures else "\nAs good as it was, and good enough.")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
