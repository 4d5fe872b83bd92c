"""Serve the search pages and the JSON endpoint: `python -m search_app`."""

from __future__ import annotations

import sys
from collections.abc import Callable


def main() -> int:
    """Run the service until it is stopped; whatever happens, with an exit code of docs/api.md."""
    try:
        from indexer.startup import start  # here, for Ctrl-C at any time
    except KeyboardInterrupt:
        return 130  # ExitCode.INTERRUPTED, which is being imported
    return start(_load)


def _load() -> Callable[[], int]:
    from search_app import serving  # here, because what is missing is reported

    return serving.main


if __name__ == "__main__":
    sys.exit(main())
