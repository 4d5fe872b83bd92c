"""Watches the corpus folder and updates the index whenever something in it has changed."""
