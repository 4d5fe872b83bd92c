"""Extracts PDFs: PDFium first, pypdf as the second opinion.

The only modules that import pypdfium2 are the files named pdfium_…, here and in `render`; the only
ones that import pypdf are the files named pypdf_….
"""
