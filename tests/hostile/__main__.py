"""Reads all hostile files, and prints what it took: `python -m tests.hostile [FOLDER…]`.

Without folders: the broken files and bombs among the shared test publications, where they are, and
the files made here; then what staff may write, and the program's regular expressions. Takes some
minutes; some of the files go on until their limit of time.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from indexer.tasks.extract import ExtractOutcome
from tests.conftest import DATA
from tests.hostile import FILES, measure
from tests.hostile.patterns import UNITS, module_patterns
from tests.hostile.spreadsheets import LONG_SPREADSHEETS, SPREADSHEETS
from tests.hostile.staff_files import STAFF_FILES

_SLOWEST = 5
_STARTS = 200
_PATTERN_CHARS = 1_000_000


def main() -> None:
    """Read, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hostile-") as temporary:
        made = Path(temporary)
        folders = options.folders or [DATA / "broken", DATA / "bombs", _make(made / "made")]
        print(f"Starting a child: {_start(made):.1f} ms (median of {_STARTS} empty files).")
        for folder in filter(Path.is_dir, folders):
            _tell(folder, options.workers)
    _tell_staff_files()
    _tell_patterns()


def _make(folder: Path) -> Path:
    folder.mkdir()
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
    return folder


def _start(folder: Path) -> float:
    """Milliseconds from asking for an empty file to its outcome: there is nothing to read."""
    empty = folder / "empty.pdf"
    empty.touch()
    outcomes = measure.read([empty] * (_STARTS + 1), 1)
    return 1000 * statistics.median(outcome.seconds for outcome in outcomes[1:])


def _tell(folder: Path, workers: int) -> None:
    files = sorted(file for file in folder.iterdir() if file.is_file())
    outcomes = measure.read(files, workers)
    update = measure.update(folder, workers)
    kinds = Counter(o.problem.kind.value if o.problem else "read" for o in outcomes)
    print(f"\n{folder.name}: {len(files)} files, {len(outcomes)} outcomes, {workers} at a time")
    print("  " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    for outcome in sorted(outcomes, key=lambda o: -o.seconds)[:_SLOWEST]:
        print(f"  {_line(outcome)}")
    per_worker = update.peak.shared_once / workers / 1e6
    print(
        f"  update: exit code {update.exit_code}, processes left {update.left}; all its processes "
        f"took at most {update.peak.shared_once / 1e6:.0f} MB ({per_worker:.0f} MB a worker), "
        f"or {update.peak.resident / 1e6:.0f} MB where what they share counts in each"
    )


def _tell_staff_files() -> None:
    """How long the indexer takes for the worst of what staff may write."""
    taken = [
        (measure.plan_seconds(name, data), f"{name}: {what}") for name, what, data in STAFF_FILES
    ]
    taken += [
        (measure.plan_seconds("metadata.xlsx", make()), f"metadata.xlsx: {what}")
        for what, make in {**SPREADSHEETS, **LONG_SPREADSHEETS}.items()
    ]
    print(f"\nstaff files: {len(taken)}")
    for seconds, what in sorted(taken, reverse=True)[:_SLOWEST]:
        print(f"  {seconds:7.2f} s  {what}")


def _tell_patterns() -> None:
    """How long the worst regular expressions take for a megabyte of nasty text."""
    taken = []
    for one in module_patterns():
        for unit in UNITS:
            start = time.process_time()
            one.run(unit, _PATTERN_CHARS)
            taken.append((time.process_time() - start, f"{one.module} {one.name} on {unit!r}"))
    print(f"\nregular expressions: {len(taken)} runs on {_PATTERN_CHARS:,} characters")
    for seconds, what in sorted(taken, reverse=True)[:_SLOWEST]:
        print(f"  {seconds:7.2f} s  {what}")


def _line(outcome: ExtractOutcome) -> str:
    problem = outcome.problem
    end = f"{problem.kind.value} {problem.detail}" if problem else "read"
    size = outcome.peak_memory / 1e6
    return f"{outcome.seconds:7.2f} s {size:5.0f} MB  {outcome.job.path}: {end}"


if __name__ == "__main__":
    main()
