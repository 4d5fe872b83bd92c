"""Reads glossaries in SKOS."""
