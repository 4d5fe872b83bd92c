"""The headers that protect readers: no third party, no referrer, nothing cached."""

from __future__ import annotations

from typing import Final

from flask import Response, request

PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HOSTILE_POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""For HTML originals: they are shown, but run nothing and fetch nothing. What a policy does not
govern, such as links that connect ahead, their copies leave out (`viewer.page_copies`)."""

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": PAGE_POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Browsers look up the hosts of links ahead; also of those that an extension adds.
    "X-DNS-Prefetch-Control": "off",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), "
        "payment=(), usb=()"
    ),
}
_STATIC_SECONDS: Final = 365 * 24 * 3600


def protect(response: Response) -> Response:
    """Give `response` the headers that every answer has; those that it has already stay."""
    if request.endpoint == "static" and response.status_code in (200, 206, 304):
        # Its address holds a digest of its content.
        response.headers["Cache-Control"] = f"public, max-age={_STATIC_SECONDS}, immutable"
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
