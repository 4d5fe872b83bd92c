"""Measure speed, memory and size: `python -m tests.bench`; all of it takes over half an hour.

First this project's engine and others on a made corpus of three sizes, then the whole program on
the test publications, then the page of results. The tables are printed; a run of all engines at all
sizes, or of the other parts, also writes results.json, the picture and docs/performance.md.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date

from tests.bench import engines, publications, report
from tests.bench.contenders import NAMES
from tests.bench.report import Figures


def main(given: Sequence[str] | None = None) -> int:
    """Measure, print and write."""
    arguments = _parser().parse_args(given)
    whole = (tuple(arguments.only), tuple(arguments.sizes)) == (NAMES, engines.SIZES)
    writes = arguments.write and whole
    missing = engines.missing(arguments.only)
    if writes and importlib.util.find_spec("matplotlib") is None:
        missing.append("matplotlib")
    if missing:
        print(f"Not installed: {', '.join(missing)} (pip install -e '.[dev,bench]').")
        return 2
    if writes:
        report.SECTION.is_current("")  # fails now, not after half an hour
    measured: Figures = {}
    say = _clock()
    if arguments.part in ("all", "engines"):
        found = engines.measure(arguments.sizes, arguments.only, arguments.whoosh_all, say)
        measured["engines"] = {"made": _made(), **found}
    if arguments.part in ("all", "publications"):
        measured["publications"] = {"made": _made(), **publications.measure(say)}
    if arguments.part in ("all", "pages"):
        measured["pages"] = {"made": _made(), **engines.page(say)}
    print(f"\n{report.plain(measured)}")
    if writes:
        _write(measured, say)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "part", nargs="?", choices=("all", "engines", "publications", "pages"), default="all"
    )
    parser.add_argument(
        "--sizes", type=_numbers, default=engines.SIZES, help="passages, as in 10000,75000"
    )
    parser.add_argument(
        "--only",
        type=_names,
        default=NAMES,
        help=f"engines among {','.join(NAMES)}",
    )
    parser.add_argument(
        "--whoosh-all", action="store_true", help="Whoosh at all sizes, which takes hours"
    )
    parser.add_argument(
        "--no-write", dest="write", action="store_false", help="print only, write nothing"
    )
    return parser


def _numbers(text: str) -> list[int]:
    return sorted(int(number) for number in text.split(","))


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(NAMES):
        raise argparse.ArgumentTypeError(f"there is no engine {', '.join(sorted(unknown))}")
    return [name for name in NAMES if name in names]


def _made() -> Figures:
    """When and with what; nothing that names the machine."""
    return {
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }


def _clock() -> Callable[[str], None]:
    """Prints what is being done, and how long everything has taken until then."""
    started = time.monotonic()
    return lambda text: print(f"{time.monotonic() - started:6.0f} s  {text}", flush=True)


def _write(measured: Figures, say: Callable[[str], None]) -> None:
    results = report.rounded(report.load() | measured)
    report.keep(results)
    if len(results.get("engines", {}).get("sizes", ())) > 1:
        from tests.bench import plot

        plot.draw(results["engines"], report.PICTURE)
    report.SECTION.write(report.section(results))
    say(f"{report.RESULTS.name}, {report.PICTURE.name} and {report.SECTION.file.name} are written")


if __name__ == "__main__":
    sys.exit(main())
