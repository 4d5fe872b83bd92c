"""Draws PDF pages and writes HTML sections for readers."""
