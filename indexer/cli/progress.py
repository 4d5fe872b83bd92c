"""The progress bar of long commands."""

from __future__ import annotations

import argparse
import sys
from typing import Final, NoReturn

from tqdm import tqdm

# In no language: tqdm's own has its words for a rate and for what is not known.
_FORMAT: Final = "{percentage:3.0f} % |{bar}| {n_fmt}/{total_fmt} [{elapsed}] {postfix}"


def progress_bar(options: argparse.Namespace) -> tqdm[NoReturn]:
    """A bar that counts files; silent where nobody looks at it, and with --quiet or --json."""
    tqdm.monitor_interval = 0  # no thread: there may be none, and steps come often enough
    silent = options.quiet or options.json or not sys.stderr.isatty()
    return tqdm(disable=silent, bar_format=_FORMAT, leave=False)
