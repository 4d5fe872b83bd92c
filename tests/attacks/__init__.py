"""Attacks of strangers: what they try, and what they get."""
