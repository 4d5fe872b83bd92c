"""Ranking quality on the retrieval test sets; `python -m tests.relevance` measures it."""
