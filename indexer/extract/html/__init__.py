"""Extracts HTML pages: charset, main text, sections, metadata.

The only modules that import selectolax are here, and render/section_*.
"""
