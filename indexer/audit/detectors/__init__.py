"""Inspects one untrusted file for what it would reveal if published (in the child process).

`detect.inspect` is the entry point. Nothing here starts, opens or changes anything but the file it
is given; the parent process (`indexer.sandbox`) enforces the limits of time and memory.
"""
