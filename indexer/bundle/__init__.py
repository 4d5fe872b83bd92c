"""Offline copies of what readers may see: a folder with the application, and a file for Kiwix."""

from indexer.bundle.public_view import CopyReport
from indexer.bundle.zim_bundle import write_zim
from indexer.bundle.zip_bundle import write_zip

__all__ = ["CopyReport", "write_zim", "write_zip"]
