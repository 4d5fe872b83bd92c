"""Lets the event loop send a part of a file, as it sends whole files.

Werkzeug makes a part of a file an iterable, which a thread would have to follow at the pace of the
client: a few slow readers of large files could hold all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from waitress.buffers import ReadOnlyFileBasedBuffer
from werkzeug.wsgi import _RangeWrapper

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def send_ranges_as_files(application: WSGIApplication) -> WSGIApplication:
    """`application`, with parts of files in waitress's own form."""

    def send(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = application(environ, start_response)
        if isinstance(answer, _RangeWrapper):
            file = answer.iterable
            if isinstance(file, ReadOnlyFileBasedBuffer) and answer.seekable:
                file.seek(answer.start_byte)
                return cast("Iterable[bytes]", file)  # its end is known from Content-Length
        return answer

    return send
