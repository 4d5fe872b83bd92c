"""`python -m tests.faults [--seconds 600] [--kills 200]`: indexers killed under search load."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults.soak import soak


def main() -> int:
    """Print what was seen; 1 if something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = soak(Path(folder), seconds=options.seconds, kills=options.kills)
    print(report.summary())
    for line in report.wrong[:50]:
        print(line)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
