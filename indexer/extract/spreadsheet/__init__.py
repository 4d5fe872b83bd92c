"""The cells of spreadsheets as text: what staff see in them, as far as it can be told."""
