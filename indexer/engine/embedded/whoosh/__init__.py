"""What Whoosh sees of the index: a codec and its matchers."""
