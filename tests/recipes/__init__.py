"""The recipes of CONTRIBUTING.md, each followed on a copy of the program."""
