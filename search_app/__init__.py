"""The search service: pages and JSON over the index, which it reads through indexer.engine only.

The package itself loads nothing, so that `__main__` can say what keeps the rest from being loaded.
"""
