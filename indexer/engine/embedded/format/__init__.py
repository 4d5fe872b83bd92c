"""The index on disk: array files, segments, keys, commits, generations. Knows nothing of Whoosh."""
