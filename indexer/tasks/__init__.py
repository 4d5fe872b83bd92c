"""The kinds of work that sandboxed processes do."""
