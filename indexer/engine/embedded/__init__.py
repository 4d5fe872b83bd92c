"""The embedded engine: a Whoosh index, evaluated in bulk with numpy. Only it imports Whoosh."""
