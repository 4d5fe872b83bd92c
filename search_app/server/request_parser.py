"""Parses requests; stricter than waitress where two servers may read one request differently."""

from __future__ import annotations

from waitress.parser import HTTPRequestParser, ParsingError


class RequestParser(HTTPRequestParser):
    """Waitress's parser, except for bodies that are announced to be too large.

    None of such a body is read: the application gets the request with an empty one, answers from
    its Content-Length that it is too large, in the reader's language, and the connection ends.
    """

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the request line and the headers.

        Raises:
            ParsingError: they are invalid, or a proxy may read them in another way than we.
        """
        if b"\r\n " in header_plus or b"\r\n\t" in header_plus:
            raise ParsingError("folded header")
        transfer_encoding = b"\r\ntransfer-encoding:" in header_plus.lower()
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # an address with a brace; a length with 5,000 digits
            raise ParsingError("invalid address or length") from error
        if transfer_encoding and (self.version != "1.1" or "CONTENT_LENGTH" in self.headers):
            raise ParsingError("ambiguous length")
        hosts = self.headers.get("HOST", "" if self.version == "1.1" else "none")
        if not hosts or "," in hosts:
            raise ParsingError("one host is needed")
        if self.content_length >= self.adj.max_request_body_size:
            self._skip_body()

    def received(self, data: bytes) -> int:
        """Take in `data`; the number of bytes that belong to this request."""
        consumed: int = super().received(data)
        if self.error:
            self.expect_continue = False  # nothing more is wanted of it
        return consumed

    def _skip_body(self) -> None:
        self.content_length = 0
        self.body_rcv = None
        self.expect_continue = False
        self.connection_close = True
        self.headers["CONNECTION"] = "close"
