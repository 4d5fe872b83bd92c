"""Extracts text and metadata from files; `registry.extract` is the entry point.

The package itself imports nothing: the process that writes the index needs the version of the
extractors, but only the sandboxed children load them.
"""

from __future__ import annotations

from typing import Final

from indexer.languages import DIGEST

# Raise it when the output changes, or what is stored of it, so that every file is read again. (A
# change of a row of `languages` does so by itself.)
# 1: the first. 2: pages that are pictures are recognised. 3: signatures.
# 4: HTML keeps all of the text's own element; dates in words; nearest anchors; the first of the
# running lines stays, lost ligatures are spelled out.
# 5: compounds broken at a line's end keep their hyphen.
# 6: a date in the text of an HTML page is not the page's.
# 7: words that nobody sees, and who typed a file, are held back.
# 8: note marks; sections of HTML have addresses of their own, bars of archives are left out;
# lost letters are repaired, bad text layers are recognised anew;
# paragraphs, headings, footnotes; tables of contents; roles of passages;
# lines of PDF pages in reading order, by tags where these are right.
VERSION: Final = f"8.{DIGEST}"
