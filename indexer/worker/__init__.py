"""Reads files in processes that can be killed, because a file may be made to do harm.

Nothing that comes out of such a process is trusted: it is bytes of a bounded length, checked
value by value. A file that breaks its reader is an ordinary outcome.
"""

from indexer.worker.files import read_all, reader_names
from indexer.worker.jobs import Job, Outcome

__all__ = ["Job", "Outcome", "read_all", "reader_names"]
