"""Repairs letters, accents and spaces that a file lost, by the words that they make."""
