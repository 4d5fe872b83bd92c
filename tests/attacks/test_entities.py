"""No entity, include or style sheet of a file brings in another file or asks a server.

Read without the sandbox, in which no other file can be opened and no connection be made anyway.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from indexer.extract import registry
from indexer.extract.options import Options
from tests.builders import SPANISH
from tests.hostile.document import document
from tests.hostile.structures import metadata

SECRET = "NOMBRESECRETODEPERSONA"
RDF = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:title><rdf:Alt>'
    '<rdf:li xml:lang="x-default">Claves %s</rdf:li></rdf:Alt></dc:title>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)
DOCTYPES = {
    "an entity": '<!DOCTYPE r [<!ENTITY e SYSTEM "%s">]>',
    "a public entity": '<!DOCTYPE r [<!ENTITY e PUBLIC "-//x//y" "%s">]>',
    "a parameter entity": '<!DOCTYPE r [<!ENTITY %% p SYSTEM "%s"> %%p;]>',
    "a definition elsewhere": '<!DOCTYPE r SYSTEM "%s">',
    "an entity of an entity": '<!DOCTYPE r [<!ENTITY f SYSTEM "%s"><!ENTITY e "&f;">]>',
}
HEADS = {
    "XInclude": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="%s" parse="text"/>',
    "a style sheet": '<?xml-stylesheet type="text/xsl" href="%s"?>',
    "an import": "<link rel=import href='%s'><link rel=stylesheet href='%s'>",
    "a frame": "<iframe src='%s'></iframe><object data='%s'></object><embed src='%s'>",
    "a base": "<base href='%s'>",
    "a schema": '<x xsi:schemaLocation="a %s" xsi:noNamespaceSchemaLocation="%s"/>',
}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that nobody may ask."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.setblocking(False)
        yield server


def _targets(tmp_path: Path, listener: socket.socket) -> list[str]:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    return [secret.as_uri(), str(secret), f"http://127.0.0.1:{listener.getsockname()[1]}/x"]


def _read(file: Path, content: bytes) -> str:
    file.write_bytes(content)
    return repr(registry.extract(file, file.name, Options()))


def _asked(listener: socket.socket) -> bool:
    try:
        connection, _ = listener.accept()
    except BlockingIOError:
        return False
    connection.close()
    return True


@pytest.mark.parametrize("name", DOCTYPES)
def test_a_document_type_brings_nothing_in(
    name: str, tmp_path: Path, listener: socket.socket
) -> None:
    for target in _targets(tmp_path, listener):
        prolog = DOCTYPES[name].replace("%s", target).replace("%%", "%")
        xml = f'<?xml version="1.0"?>{prolog}{RDF % "&e;"}'
        page = f"<?xml version='1.0'?>{prolog}<html><body><p>{SPANISH} &e; &p;</p></body></html>"
        assert SECRET not in _read(tmp_path / "a.pdf", metadata(xml.encode()))
        assert SECRET not in _read(tmp_path / "a.html", page.encode())
    assert not _asked(listener)


@pytest.mark.parametrize("name", HEADS)
def test_what_a_page_refers_to_is_not_read(
    name: str, tmp_path: Path, listener: socket.socket
) -> None:
    for target in _targets(tmp_path, listener):
        head = HEADS[name].replace("%s", target)
        page = f"<html><head>{head}</head><body>{head}<p>{SPANISH}</p></body></html>"
        assert SECRET not in _read(tmp_path / "a.html", page.encode())
    assert not _asked(listener)


ACTIONS = ["/S /URI /URI (%s)", "/S /GoToR /F (%s)", "/S /Launch /F (%s)", "/S /ImportData /F (%s)"]


@pytest.mark.parametrize("action", ACTIONS)
def test_what_a_pdf_refers_to_is_not_read(
    action: str, tmp_path: Path, listener: socket.socket
) -> None:
    for target in _targets(tmp_path, listener):
        opening = f"/OpenAction << {action.replace('%s', target)} >>"
        outside = f"<< /Length 0 /F ({target}) /FFilter [] >>\nstream\n\nendstream".encode()
        assert SECRET not in _read(tmp_path / "a.pdf", document({6: outside}, catalog=opening))
    assert not _asked(listener)
