"""The parts of README.md and docs/ that are generated from the code: `make docs` writes them."""
