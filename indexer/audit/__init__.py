"""Reports what publishing files would give away, before they are published.

The files are foreign, so sandboxed processes look into them (`audit.detectors` is what runs there);
`audit.run` starts them, `audit.report` prints what they found.
"""
