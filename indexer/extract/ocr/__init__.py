"""OCR: recognises text on pages that are pictures, and caches it."""
