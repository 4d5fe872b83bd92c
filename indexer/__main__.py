"""`python -m indexer`."""

from __future__ import annotations

import sys
from collections.abc import Callable


def main() -> int:
    """Run the command line; whatever happens, with an exit code of docs/api.md."""
    try:
        from indexer.startup import start  # here, for Ctrl-C at any time
    except KeyboardInterrupt:
        return 130  # ExitCode.INTERRUPTED, which is being imported
    return start(_load)


def _load() -> Callable[[], int]:
    from indexer import cli  # here, because what is missing is reported

    return cli.main


if __name__ == "__main__":
    sys.exit(main())
