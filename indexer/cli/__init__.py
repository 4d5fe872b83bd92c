"""The indexer's command line: `python -m indexer update | watch | audit | …`."""

from indexer.cli.parser import main

__all__ = ["main"]
