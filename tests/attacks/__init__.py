"""Attacks on the indexer, the service and its readers, by strangers and by their files."""
