"""Why the system refused something, in words that staff understand and in their language.

The system's own words ("Errno 13", "No such file or directory", a mapped drive's hexadecimal code)
are in English or in the language of the installation, and written for programmers. Each reason here
is a clause, to stand after a colon or in parentheses.
"""

from __future__ import annotations

import errno
import socket
from typing import Final

from indexer.messages import Message, message

_NO_SPACE: Final = message("there is no space left on the disk")
_NO_PERMISSION: Final = message("you have no permission")
_TOO_MANY_OPEN: Final = message("too many files are open at the same time")
_NO_CONNECTION: Final = message("the network does not answer")
_IN_USE: Final = message("another program is using it")
_GONE: Final = message("the disk or the shared folder is not connected")
_UNSUPPORTED: Final = message("this disk or system does not support it")
_LINK_ON_THE_WAY: Final = message("there is a link on the way to it")
UNKNOWN_ADDRESS: Final = message("nobody knows this address")

_REASONS: Final = {
    "EACCES": _NO_PERMISSION,
    "EADDRINUSE": message("another program uses this address and port already"),
    "EADDRNOTAVAIL": message("this address does not belong to this computer"),
    "EAGAIN": message("the computer has nothing left for it at the moment"),
    "EBUSY": _IN_USE,
    "ECONNREFUSED": _NO_CONNECTION,
    "ECONNRESET": _NO_CONNECTION,
    "EDQUOT": message("the space that you may use on the disk is full"),
    "EEXIST": message("it exists already"),
    "EFBIG": message("the file would be larger than is allowed here"),
    "EHOSTDOWN": _NO_CONNECTION,
    "EHOSTUNREACH": _NO_CONNECTION,
    "EILSEQ": message("its name has characters that this disk cannot write"),
    "EINTR": message("it was interrupted"),
    "EIO": message("the disk cannot be read or written there; it may be failing"),
    "EISDIR": message("it is a folder and not a file"),
    "ELOOP": _LINK_ON_THE_WAY,
    "EMFILE": _TOO_MANY_OPEN,
    "EMLINK": _LINK_ON_THE_WAY,
    "ENAMETOOLONG": message("its name is too long"),
    "ENETDOWN": _NO_CONNECTION,
    "ENETUNREACH": _NO_CONNECTION,
    "ENFILE": _TOO_MANY_OPEN,
    "ENODEV": _GONE,
    "ENOENT": message("it does not exist"),
    "ENOLCK": _IN_USE,
    "ENOMEM": message("there is not enough memory"),
    "ENOSPC": _NO_SPACE,
    "ENOSYS": _UNSUPPORTED,
    "ENOTCONN": _GONE,
    "ENOTDIR": message("a file is where a folder should be"),
    "ENOTEMPTY": message("the folder is not empty"),
    "ENOTSUP": _UNSUPPORTED,
    "ENXIO": _GONE,
    "EOPNOTSUPP": _UNSUPPORTED,
    "EPERM": _NO_PERMISSION,
    "EPIPE": message("the program at the other end has stopped"),
    "EROFS": message("nothing can be written on this disk"),
    "ESTALE": message("it was replaced, or the shared folder was connected again"),
    "ETIMEDOUT": _NO_CONNECTION,
    "ETXTBSY": _IN_USE,
    "EXDEV": message("it is on another disk"),
}
"""By the name of the number, which differs from one system to another."""

_BY_NUMBER: Final = {
    getattr(errno, name): reason for name, reason in _REASONS.items() if hasattr(errno, name)
}
_SHARING_VIOLATIONS: Final = (32, 33)
"""What Windows says of a file that Excel has open; Python takes it for missing permission."""


def reason_of(error: OSError) -> Message:
    """Why the system refused: one of our own sentences, or the system's words, marked as such."""
    ours = error.args[1] if len(error.args) > 1 else None
    if isinstance(ours, Message):  # raised by our own code
        return ours
    if isinstance(error, socket.gaierror):  # its numbers are of another kind
        return UNKNOWN_ADDRESS
    if getattr(error, "winerror", None) in _SHARING_VIOLATIONS:
        return _IN_USE
    if error.errno in _BY_NUMBER:
        return _BY_NUMBER[error.errno]
    words = error.strerror or str(error) or type(error).__name__
    return message("the system says “{words}”", words=words)
