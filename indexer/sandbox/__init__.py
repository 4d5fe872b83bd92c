"""Reads files in processes that can be killed, because a file may be made to do harm.

Nothing that comes out of such a process is trusted: it is bytes of a bounded length, checked
value by value. A file that breaks its reader is an ordinary outcome.

`files` reads and `audits` looks into what `jobs` names. Here is nothing, so that a process that
reads does not load what starts it.
"""
