"""Reads PDFs: PDFium first, pypdf as the second opinion."""
