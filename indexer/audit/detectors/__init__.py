"""Looks into one foreign file for what publishing it would give away (child side).

`files.inspect` is the way in. Nothing here starts, opens or changes anything but the file it is
given; limits of time and memory are kept by the process that calls (`indexer.sandbox`).
"""
