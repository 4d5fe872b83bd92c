"""The HTML pages, one file a screen, and what they share."""
