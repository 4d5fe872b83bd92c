"""A request whose body never touches a disk."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request


class InMemoryRequest(Request):
    """Flask's request; a file in a form, which no page of ours sends, stays in memory too."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Where a file in a form is kept; its size is bounded with that of the body."""
        return BytesIO()
