"""Runs work on foreign files in processes that can be killed, because a file may be hostile.

What such a process returns is untrusted: bytes of a bounded length, checked value by value. A file
that breaks its child is an ordinary outcome.

This is the mechanism; the kinds of tasks are in `indexer.tasks`. This module is empty so that a
child does not load the code that starts it.
"""
