"""Reads the publications in a folder and builds the index that the search service answers from."""

__version__ = "0.1.0"
