"""What the objects of a PDF give away, one built for each; and its earlier versions."""

from __future__ import annotations

import datetime
import io

import pypdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7

from indexer.audit.findings import FindingKind
from indexer.messages import NO_MESSAGE
from tests import builders as pages
from tests.audit import builders
from tests.audit.builders import NAME, SENTENCE, annotation, document, form, updated, xobject
from tests.audit.conftest import Inspected

HOME = r"C:\\Users\\juana\\Documents\\caso.docx"  # as a PDF writes it
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:a="urn:a" a:CreatorTool="Word">{}</rdf:Description></rdf:RDF></x:xmpmeta>"""


def info(entries: str) -> bytes:
    return document(trailer="/Info 10 0 R", objects={10: f"<< {entries} >>"})


def packet(body: str) -> bytes:
    stream = pages.stream(XMP.format(body).encode(), "/Type /Metadata /Subtype /XML", packed=False)
    return document(catalog="/Metadata 10 0 R", objects={10: stream})


def on_page(*annotations: str, **objects: str | bytes) -> bytes:
    numbered: dict[int, str | bytes] = dict(enumerate(annotations, 10))
    kids = " ".join(f"{number} 0 R" for number in numbered)
    more = {int(name.strip("o")): body for name, body in objects.items()}
    return document(page=f"/Annots [{kids}]", objects=numbered | more)


def link(action: str) -> bytes:
    return on_page(annotation("Link", f"/A << {action} >>"))


FILE = "<< /Type /Filespec /F (lista.xlsx) /EF << /F 31 0 R >> >>"
ATTACHED = pages.stream(b"PK" * 50, "/Type /EmbeddedFile /Subtype /application#2Fzip")

GIVEN_AWAY: dict[str, tuple[FindingKind, str, bytes]] = {
    "author": (FindingKind.AUTHOR, "Author: Juana", info("/Author (Juana)")),
    "producer": (FindingKind.PROGRAM, "with: Word", info("/Producer (Word)")),
    "manager": (FindingKind.EDITOR, "in charge: Rosa", info("/Manager (Rosa)")),
    "last editor": (FindingKind.EDITOR, "Last saved by: R", info("/LastModifiedBy (R)")),
    "title that is a file": (FindingKind.HISTORY, "caso.docx", info("/Title (caso.docx)")),
    "title that is a path": (FindingKind.LOCAL_PATH, "juana", info(f"/Title ({HOME})")),
    "path in another property": (FindingKind.LOCAL_PATH, "/home/rosa", info("/X (/home/rosa/a/b)")),
    "address in a property": (FindingKind.HIDDEN_CONTACT, "a@b.mx", info("/Subject (de a@b.mx)")),
    "XMP author": (FindingKind.AUTHOR, "Juana", packet("<a:creator>Juana</a:creator>")),
    "XMP program": (FindingKind.PROGRAM, "Word", packet("")),
    "XMP editor": (FindingKind.EDITOR, "Rosa", packet("<a:LastModifiedBy>Rosa</a:LastModifiedBy>")),
    "XMP source": (
        FindingKind.LOCAL_PATH,
        "/Users/rosa",
        packet("<a:DerivedFrom><a:filePath>/Users/rosa/caso/a.indd</a:filePath></a:DerivedFrom>"),
    ),
    "XMP that is broken": (FindingKind.NOT_LOOKED_AT, "XMP", packet("<a:b>")),
    "XMP with entities": (
        FindingKind.NOT_LOOKED_AT,
        "metadata (XMP)",
        document(
            catalog="/Metadata 10 0 R",
            objects={10: pages.stream(b"<!DOCTYPE a><a/>", "/Type /Metadata", packed=False)},
        ),
    ),
    "comment": (
        FindingKind.COMMENT,
        "note, Rosa, 2019-03-02: quitar este nombre",
        on_page(annotation("Text", "/T (Rosa) /Contents (quitar este nombre) /M (D:20190302)")),
    ),
    "hidden comment": (
        FindingKind.COMMENT,
        "hidden",
        on_page(annotation("Text", "/Contents (secreto)").replace("/F 4", "/F 2")),
    ),
    "rich comment": (
        FindingKind.COMMENT,
        "en detalle",
        on_page(annotation("Text", "/RC 20 0 R"), o20=pages.stream(b"<p>en detalle</p>")),
    ),
    "deleted comment": (
        FindingKind.COMMENT,
        "deleted, but still there: olvidado",
        document(objects={10: annotation("Text", "/Contents (olvidado)")}),
    ),
    "redaction": (FindingKind.UNAPPLIED_REDACTION, "a marked place", on_page(annotation("Redact"))),
    "film": (FindingKind.ACTION, "plays media (RichMedia)", on_page(annotation("RichMedia"))),
    "field": (
        FindingKind.FORM_VALUE,
        "nombre: Juana",
        on_page(annotation("Widget", "/FT /Tx /T (nombre) /V (Juana)")),
    ),
    "signature": (
        FindingKind.SIGNATURE,
        "Rosa, aprobado",
        on_page(
            annotation("Widget", "/FT /Sig /T (f) /V 20 0 R"),
            o20="<< /Name (Rosa) /Reason (aprobado) /ByteRange [0 1 2 3] /Contents <00> >>",
        ),
    ),
    "attachment": (
        FindingKind.EMBEDDED_FILE,
        "lista.xlsx (application/zip",
        document(
            catalog="/Names << /EmbeddedFiles << /Names [(a) 30 0 R] >> >>",
            objects={30: FILE, 31: ATTACHED},
        ),
    ),
    "attachment in a comment": (
        FindingKind.EMBEDDED_FILE,
        "lista.xlsx",
        on_page(annotation("FileAttachment", "/FS 30 0 R"), o30=FILE, o31=ATTACHED),
    ),
    "associated file": (
        FindingKind.EMBEDDED_FILE,
        "lista.xlsx",
        document(catalog="/AF [30 0 R]", objects={30: FILE, 31: ATTACHED}),
    ),
    "program": (FindingKind.JAVASCRIPT, "app.alert", link("/S /JavaScript /JS (app.alert(1))")),
    "program in a stream": (
        FindingKind.JAVASCRIPT,
        "app.alert",
        document(
            catalog="/OpenAction << /S /JavaScript /JS 10 0 R >>",
            objects={10: pages.stream(b"app.alert(1)")},
        ),
    ),
    "launch": (FindingKind.ACTION, "calc.exe", link("/S /Launch /F << /F (calc.exe) >>")),
    "sending": (
        FindingKind.ACTION,
        "sends the form: http://a.mx",
        link("/S /SubmitForm /F << /FS /URL /F (http://a.mx) >>"),
    ),
    "import": (FindingKind.ACTION, "reads data", link("/S /ImportData /F (a.fdf)")),
    "opening an address by itself": (
        FindingKind.ACTION,
        "it opens http://a.mx/1",
        document(catalog="/OpenAction << /S /URI /URI (http://a.mx/1) >>"),
    ),
    "doing so on a page": (
        FindingKind.ACTION,
        "by itself (O), it opens http://a.mx/1",
        document(page="/AA << /O << /S /URI /URI (http://a.mx/1) >> >>"),
    ),
    "other file": (FindingKind.LINKED_FILE, "b.pdf", link("/S /GoToR /F (b.pdf) /D [0 /Fit]")),
    "local link": (FindingKind.LOCAL_PATH, "rosa", link("/S /URI /URI (file:///C:/Users/rosa/a)")),
    "server link": (FindingKind.LOCAL_PATH, "sede", link(r"/S /URI /URI (\\\\sede\\rosa\\a.doc)")),
    "mail link": (FindingKind.VISIBLE_CONTACT, "a@b.mx", link("/S /URI /URI (mailto:a@b.mx?x)")),
    "path in a name": (
        FindingKind.LOCAL_PATH,
        "/Users/rosa/foto.png",
        document(
            resources="/XObject << /#2FUsers#2Frosa#2Ffoto.png 10 0 R >>", objects={10: form("")}
        ),
    ),
    "private data": (
        FindingKind.PRIVATE_DATA,
        "of Illustrator",
        document(page="/PieceInfo << /Illustrator << /Private 10 0 R >> >>", objects={10: "42"}),
    ),
    "layer": (
        FindingKind.HIDDEN_LAYER,
        "the layer “Nombres”",
        document(
            catalog="/OCProperties << /OCGs [20 0 R] /D << /OFF [20 0 R] >> >>",
            objects={20: "<< /Type /OCG /Name (Nombres) >>"},
        ),
    ),
    "picture": (
        FindingKind.PICTURE_CAMERA,
        "Make: Canon (picture)",
        document(
            resources=xobject(10),
            objects={10: builders.image(builders.jpeg(exif={0x010F: "Canon"}), (200, 150))},
        ),
    ),
    "unused page": (
        FindingKind.UNUSED_CONTENT,
        "a whole page: Juana Valdes",
        document(
            objects={
                10: "<< /Type /Page /Contents 11 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
                11: pages.stream(NAME.encode()),
            }
        ),
    ),
    "unused picture": (
        FindingKind.UNUSED_CONTENT,
        "a picture of 200 x 150 pixels",
        document(objects={10: builders.image(builders.jpeg(), (200, 150))}),
    ),
    "data after the end": (
        FindingKind.OUTSIDE_DATA,
        "bytes: PK..",
        document() + b"PK\3\4" + b"secreto " * 9,
    ),
    "data before the beginning": (
        FindingKind.OUTSIDE_DATA,
        "before the beginning",
        b"From: rosa@example.org\r\n\r\n" + document(),
    ),
}


@pytest.mark.parametrize("what", GIVEN_AWAY)
def test_what_an_object_gives_away_is_reported(what: str, inspected: Inspected) -> None:
    kind, detail, data = GIVEN_AWAY[what]
    found = inspected(data)
    assert any(detail in str(finding.described) for finding in found.get(kind, [])), found


def test_what_stands_on_a_page_is_reported_with_its_number(inspected: Inspected) -> None:
    [finding] = inspected(on_page(annotation("Text", "/Contents (aqui)")))[FindingKind.COMMENT]
    assert finding.passage == 1


def test_a_plain_pdf_gives_nothing_away(inspected: Inspected) -> None:
    assert inspected(document()) == {}
    assert inspected(pages.pdf("Hola", "Adiós", outline=[(0, "Hola")])) == {}


def test_an_address_that_readers_see_is_only_noted(inspected: Inspected) -> None:
    shown = SENTENCE.replace("Testimonio", "informes@aluna.example")
    found = inspected(document(shown, trailer="/Info << /Subject (informes@aluna.example) >>"))
    assert FindingKind.HIDDEN_CONTACT not in found
    assert [str(f.described) for f in found[FindingKind.VISIBLE_CONTACT]] == [
        "informes@aluna.example"
    ]


# --- earlier versions

NEW_CONTENT = {5: pages.stream(SENTENCE.encode())}


def test_text_of_an_earlier_version_is_reported(inspected: Inspected) -> None:
    data = updated(document(SENTENCE + NAME), NEW_CONTENT)
    [finding] = inspected(data)[FindingKind.EARLIER_TEXT]
    assert str(finding.described) == "Juana Valdes (version 1 of 2)"


def test_each_earlier_version_is_looked_at(inspected: Inspected) -> None:
    data = updated(document(SENTENCE), {5: pages.stream((SENTENCE + NAME).encode())})
    [finding] = inspected(updated(data, NEW_CONTENT))[FindingKind.EARLIER_TEXT]
    assert str(finding.described) == "Juana Valdes (version 2 of 3)"


def test_a_comment_of_an_earlier_version_is_reported(inspected: Inspected) -> None:
    data = on_page(annotation("Text", "/Contents (quitar)"))
    found = inspected(updated(data, {10: "null"}))
    assert FindingKind.COMMENT not in found
    [finding] = found[FindingKind.EARLIER_CONTENT]
    assert "quitar" in str(finding.described)


def test_an_earlier_version_with_the_same_text_is_only_noted(inspected: Inspected) -> None:
    found = inspected(updated(document(), {50: "42"}))
    assert [str(f.described) for f in found[FindingKind.EARLIER_VERSION]] == ["version 1 of 2"]
    assert FindingKind.EARLIER_TEXT not in found


def test_the_first_part_of_a_linearized_file_is_no_version(inspected: Inspected) -> None:
    data = updated(document(), {50: "42"})
    reported = b"1 0 obj\n<< /Linearized 1 /L %08d" % len(data)
    data = data.replace(b"%\xe2\xe3\xcf\xd3\n", b"%" + reported.replace(b"\n", b" ") + b"\n", 1)
    assert FindingKind.EARLIER_VERSION not in inspected(data)


# --- files that cannot be looked into as they are


def test_a_locked_pdf_that_opens_without_a_password_is_looked_into(inspected: Inspected) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(info("/Author (Juana)")))
    writer.encrypt(user_password="", owner_password="x", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    assert [str(f.described) for f in inspected(out.getvalue())[FindingKind.AUTHOR]] == [
        "Author: Juana"
    ]


def test_what_is_found_very_often_is_counted(inspected: Inspected) -> None:
    notes = [annotation("Text", f"/Contents (nota {n})") for n in range(60)]
    found = inspected(on_page(*notes))[FindingKind.COMMENT]
    assert len(found) == 41
    assert (found[-1].detail, found[-1].times) == (NO_MESSAGE, 20)
    [once] = inspected(on_page(*[annotation("Text", "/Contents (x)")] * 9))[FindingKind.COMMENT]
    assert once.times == 9


def test_an_object_that_is_in_no_table_of_the_file_is_unknown(inspected: Inspected) -> None:
    data = document()
    start = data.rindex(b"xref\n0 1")
    left = b"77 0 obj\n<< /Nombre (Juana Valdes) >>\nendobj\n"
    moved = data[:start] + left + data[start:].replace(b"%d" % start, b"%d" % (start + len(left)))
    [finding] = inspected(moved)[FindingKind.UNKNOWN_PART]
    assert "object 77" in str(finding.described)
    assert FindingKind.UNKNOWN_PART not in inspected(data)


def test_a_signature_names_who_signed(inspected: Inspected) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Rosa Diaz")])
    day = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 5, day, day.replace(year=2040))
    ).sign(key, hashes.SHA256())
    signed = (
        pkcs7.PKCS7SignatureBuilder().set_data(b"x").add_signer(certificate, key, hashes.SHA256())
    )
    raw = signed.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])
    field = annotation("Widget", "/FT /Sig /T (f) /V 20 0 R")
    value = f"<< /ByteRange [0 1 2 3] /Contents <{raw.hex()}{'00' * 90}> >>"
    [finding] = inspected(on_page(field, o20=value))[FindingKind.SIGNATURE]
    assert "CN=Rosa Diaz" in str(finding.described)
