"""`python -m indexer`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Final

_NEW_OBJECTS: Final = 50_000
"""After so many the youngest are searched for garbage. What a command makes mostly lives until it
ends: with Python's 700, the search took a quarter of an idle update of 5,000 files."""


def main() -> int:
    """Run the command line; whatever happens, with an exit code of docs/api.md."""
    try:
        from indexer.startup import start  # here, for Ctrl-C at any time
    except KeyboardInterrupt:
        return 130  # ExitCode.INTERRUPTED, which is being imported
    return start(_load)


def _load() -> Callable[[], int]:
    from indexer import cli  # here, because what is missing is reported

    gc.set_threshold(_NEW_OBJECTS)
    return cli.main


if __name__ == "__main__":
    sys.exit(main())
