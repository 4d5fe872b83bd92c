"""Tells what publishing files would give away, before they are published.

The files are foreign, so they are looked into in the worker's processes (`indexer.inspection` is
what runs there); here is who has it done, and how it is told.
"""

from indexer.audit.conduct import Audited, Report, Step, audit

__all__ = ["Audited", "Report", "Step", "audit"]
