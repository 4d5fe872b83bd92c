"""Reads HTML pages: charset, main text, sections, metadata."""
