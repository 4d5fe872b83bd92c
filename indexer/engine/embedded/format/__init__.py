"""The index on disk: array files, segments, schema, generations."""
