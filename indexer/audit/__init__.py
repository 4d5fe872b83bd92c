"""Reports what files would reveal if they were published.

The files are untrusted, so sandboxed processes inspect them (with `audit.detectors`); `audit.run`
starts these, `audit.report` prints their findings.
"""
