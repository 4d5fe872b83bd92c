"""The progress bar of long commands."""

from __future__ import annotations

import sys
from typing import Final, NoReturn

from tqdm import tqdm

# In no language: tqdm's own has its words for a rate and for what is not known.
_FORMAT: Final = "{percentage:3.0f} % |{bar}| {n_fmt}/{total_fmt} [{elapsed}] {postfix}"


def progress_bar(*, silent: bool) -> tqdm[NoReturn]:
    """A bar that counts files; not shown where nobody looks at it."""
    tqdm.monitor_interval = 0  # no thread: there may be none, and steps come often enough
    hidden = silent or not sys.stderr.isatty()
    return tqdm(disable=hidden, bar_format=_FORMAT, leave=False)
