"""Writes segments, merges them, verifies and publishes a generation."""
