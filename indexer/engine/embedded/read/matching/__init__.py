"""Where words, patterns and phrases of a query occur: documents and counts."""
