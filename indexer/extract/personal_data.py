"""Finds what points to a person in metadata: paths of their computer, their e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from indexer.languages import LANGUAGES

_MAX_CHARS: Final = 200_000  # of one text that are searched
_AT_WORD: Final = "|".join(word for row in LANGUAGES for word in row.at_words)
_AT: Final = rf"(?:@|\s?[\[({{]\s?(?:@|{_AT_WORD})\s?[\])}}]\s?)"
_MAIL: Final = re.compile(
    rf"(?<![\w.+/-])[\w.+-]{{1,64}}{_AT}(?:[\w-]{{1,63}}\.){{1,5}}([A-Za-z]{{2,24}})(?![\w-])",
    re.IGNORECASE,
)
_ANY_AT: Final = re.compile(_AT, re.IGNORECASE)
# Suffixes of pictures for dense screens (logo@2x.png) and of packages.
_FILE_SUFFIXES: Final = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "min"})
_OFFICE_NAMES: Final = (
    "admin administracion administration ajuda aide archivo atencion ayuda biblioteca "
    "boletin bureau capacitacion comunicacao comunicacion comunicaciones communication "
    "communications contact contacto contato convocatorias coordinacion correo correspondencia "
    "difusao difusion direccion donaciones edicion ediciones editor editorial editors enquiries "
    "equipo escribenos feedback formacion general help hello hola imprensa info informacion "
    "informacoes informaciones informes inquiries library mail medios newsletter no-reply noreply "
    "office oficina permissions prensa press presse publicacao publicaciones publicacoes "
    "publications publishing reception recepcion redaccion redacao redaction relations rights "
    "secretaria secretariado secretariat service soporte suporte support team ventas vendas "
    "webmaster"
)
_OFFICES: Final = frozenset(_OFFICE_NAMES.split())
"""Mailboxes that belong to nobody in person."""

_NAME: Final = r"[^\\/:*?\"<>|\r\n\t]{1,80}"
_PATHS: Final = (
    re.compile(r"file:/{1,5}[^\s\"'<>#]{3,300}", re.IGNORECASE),
    re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]:[\\/]{{1,2}}(?:{_NAME}[\\/]{{1,2}}){{0,20}}{_NAME}"),
    re.compile(rf"(?<![\\\w])\\\\[\w.$-]{{2,60}}\\(?:{_NAME}\\){{0,20}}{_NAME}"),
    re.compile(rf"(?<![\w\\/])(?:Users|Documents and Settings)[\\/]{_NAME}[\\/]{_NAME}"),
    re.compile(
        r"(?<![\w.~/-])/(?:home|Users|Volumes|media|mnt|private/var|var/folders)"
        r"/[^\s/\"'<>]{1,80}/[^\"'<>\r\n]{1,300}"
    ),
    re.compile(r"(?<![\w/])~[\w.-]{0,60}/[^\s\"'<>]{2,300}"),
    re.compile(r"\bMacintosh HD:[^\r\n]{2,300}"),
    re.compile(r"\b(?:smb|afp|nfs)://[^\s\"'<>]{3,300}", re.IGNORECASE),
)


def mail_addresses(text: str) -> Iterator[str]:
    """The e-mail addresses in a text, also those written as "ana [at] example.org"."""
    for match in _MAIL.finditer(text[:_MAX_CHARS]):
        if match[1].lower() not in _FILE_SUFFIXES:
            yield _ANY_AT.sub("@", match[0].strip("."))


def is_personal(address: str) -> bool:
    """Whether an e-mail address is that of a person, not of an office ("info@", "prensa2@").

    An address that repeats the name of its domain belongs to the organisation.
    """
    mailbox, _, domain = address.lower().partition("@")
    plain = mailbox.strip("0123456789._-")
    return plain not in _OFFICES and plain not in domain.split(".")[:-1]


def local_paths(text: str) -> Iterator[str]:
    """The paths of local files in a text."""
    text = text[:_MAX_CHARS]
    if "%" in text:
        text = unquote(text)
    for pattern in _PATHS:
        for match in pattern.finditer(text):
            yield match[0]
