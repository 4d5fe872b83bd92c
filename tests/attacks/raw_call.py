"""The service's own answer to requests that no client library would send."""

from __future__ import annotations

import io
from typing import Any

from tests.search_app.site import Site


def answer_to(site: Site, **environ: Any) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer; `environ` is what differs from a plain request."""
    started: list[Any] = []
    body = environ.pop("body", b"")
    everything = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        **environ,
    }
    answer = site.app.wsgi_app(
        everything, lambda status, headers, *_: started.extend((status, headers))
    )
    try:
        data = b"".join(answer)
    finally:
        getattr(answer, "close", lambda: None)()
    return int(started[0][:3]), dict(started[1]), data
