"""The embedded engine: Whoosh's storage, evaluated in bulk with numpy; only here is it known."""
