"""Answers searches from a snapshot of the live generation."""
