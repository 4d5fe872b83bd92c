"""Reads files: `files.extract` is the way in.

The package itself is light: the process that writes the index knows the version of the readers, and
only the children that read foreign files load them.
"""

from __future__ import annotations

from typing import Final

# Raise it when the output changes, so that every file is read again.
# 1: the first.
# 2: compounds broken at a line's end keep their hyphen.
VERSION: Final = "2"
