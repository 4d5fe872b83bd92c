"""The tests, which run in the environment that the programs make for themselves."""

from __future__ import annotations

from indexer.startup import set_environment

set_environment()  # before anything is imported that reads it: each worker's NumPy has one thread
