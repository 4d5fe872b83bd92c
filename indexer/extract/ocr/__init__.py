"""Recognises text on pages that are pictures, and keeps what was recognised."""
