"""The parts of PDFs that the audit knows: types, subtypes, filters, and keys of texts.

What is not in these tables is reported as unknown. They follow ISO 32000-2.
"""

from __future__ import annotations

from typing import Final

from indexer.messages import Message, message

TYPES: Final = frozenset(
    {
        *("/Catalog", "/Pages", "/Page", "/Template", "/Outlines", "/Outline", "/Annot", "/Font"),
        *("/FontDescriptor", "/Encoding", "/CMap", "/XObject", "/Pattern", "/ExtGState", "/Group"),
        *(
            "/Halftone",
            "/Mask",
            "/Metadata",
            "/ObjStm",
            "/XRef",
            "/Sig",
            "/SigRef",
            "/DocTimeStamp",
        ),
        *("/SigFieldLock", "/TransformParams", "/DSS", "/VRI", "/Action", "/Border", "/Filespec"),
        *("/F", "/EmbeddedFile", "/Collection", "/CollectionItem", "/CollectionField", "/Trans"),
        *("/CollectionSchema", "/CollectionSort", "/CollectionSubitem", "/CollectionColors"),
        *("/CollectionSplit", "/Folder", "/OCG", "/OCMD", "/OCProperties", "/StructTreeRoot"),
        *("/StructElem", "/MCR", "/OBJR", "/Namespace", "/MarkInfo", "/ParentTree", "/RoleMap"),
        *(
            "/ClassMap",
            "/PageLabel",
            "/PageLabels",
            "/Thread",
            "/Bead",
            "/NavNode",
            "/OutputIntent",
        ),
        *("/Viewport", "/Measure", "/NumberFormat", "/PtData", "/CryptFilter", "/Crypt"),
        *("/CryptFilterDecodeParms", "/Requirement", "/ReqHandler", "/DeveloperExtensions"),
        *("/Extensions", "/DPart", "/DPartRoot", "/UserProperties", "/ViewerPreferences", "/Names"),
        *("/Rendition", "/MediaClip", "/MediaPlayParams", "/MediaScreenParams", "/MediaDuration"),
        *("/MediaOffset", "/MediaPermissions", "/MediaPlayerInfo", "/MediaPlayers", "/Timespan"),
        *("/MediaCriteria", "/MinBitDepth", "/MinScreenSize", "/SoftwareIdentifier", "/ExData"),
        *("/JobTicketContents", "/Resources", "/OPI", "/Shading", "/Function", "/Properties"),
        *("/AcroForm", "/Field", "/ColorSpace", "/Info", "/Dests", "/Destination", "/SoftMask"),
        *("/BorderStyle", "/Stream", "/Image", "/Form"),
    }
)

SUBTYPES: Final[dict[str, frozenset[str]]] = {
    "/Annot": frozenset(
        {
            *("/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/Stamp"),
            *("/PolyLine", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Ink"),
            *("/Popup", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/Widget", "/TrapNet"),
            *("/PrinterMark", "/Watermark", "/3D", "/Redact", "/Projection", "/RichMedia"),
        }
    ),
    "/XObject": frozenset({"/Image", "/Form"}),
    "/Font": frozenset(
        {
            *("/Type0", "/Type1", "/MMType1", "/Type3", "/TrueType"),
            *("/CIDFontType0", "/CIDFontType2"),
        }
    ),
    "/Metadata": frozenset({"/XML"}),
    "/Measure": frozenset({"/RL", "/GEO"}),
    "/PtData": frozenset({"/Cloud"}),
    "/ExData": frozenset({"/Markup3D", "/MarkupGeo"}),
}
"""The subtypes of a type; one that is not here has none."""
ANY_SUBTYPE: Final = frozenset({"/EmbeddedFile", "/StructElem", "/JobTicketContents"})
"""Types whose subtype is free: a media type, a role."""

KINDS_BY_S: Final[dict[str, frozenset[str]]] = {
    "/Action": frozenset(
        {
            *("/GoTo", "/GoToR", "/GoToE", "/GoToDp", "/Launch", "/Thread", "/URI", "/Sound"),
            *("/Movie", "/Hide", "/Named", "/SubmitForm", "/ResetForm", "/ImportData", "/Trans"),
            *("/JavaScript", "/SetOCGState", "/Rendition", "/GoTo3DView", "/RichMediaExecute"),
            *("/GoToPage", "/NOP", "/SetState"),
        }
    ),
    "/Group": frozenset({"/Transparency"}),
    "/Mask": frozenset({"/Alpha", "/Luminosity"}),
    "/Rendition": frozenset({"/MR", "/SR"}),
    "/MediaClip": frozenset({"/MCD", "/MCS"}),
    "/Trans": frozenset(
        {
            *("/Split", "/Blinds", "/Box", "/Wipe", "/Dissolve", "/Glitter", "/R", "/Fly"),
            *("/Push", "/Cover", "/Uncover", "/Fade"),
        }
    ),
    "/OutputIntent": frozenset(
        {"/GTS_PDFX", "/GTS_PDFA1", "/GTS_PDFA", "/ISO_PDFE1", "/ISO_PDFE", "/GTS_PDFVT"}
    ),
    "/PageLabel": frozenset({"/D", "/R", "/r", "/A", "/a"}),
}
"""Types whose kind is the value of /S."""

NUMBERED_KINDS: Final[dict[str, frozenset[int]]] = {
    "/PatternType": frozenset({1, 2}),
    "/FunctionType": frozenset({0, 2, 3, 4}),
    "/ShadingType": frozenset(range(1, 8)),
    "/HalftoneType": frozenset({1, 5, 6, 10, 16}),
}

FILTERS: Final = frozenset(
    {
        *("/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"),
        *("/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/Crypt"),
        *("/Fl", "/LZW", "/RL", "/A85", "/AHx", "/DCT", "/CCF"),
    }
)

UNREADABLE_TYPES: Final[dict[str, Message]] = {
    "/Sound": message("a sound"),
    "/Movie": message("a film"),
    "/3D": message("a 3D model"),
    "/3DView": message("a view of a 3D model"),
    "/3DNode": message("a part of a 3D model"),
    "/3DRef": message("a 3D model"),
    "/RichMediaContent": message("media with programs"),
    "/SpiderContentSet": message("a saved web page"),
    "/Navigator": message("a program that shows attachments"),
}
"""What nothing here can look into."""

WORDLESS_KEYS: Final = frozenset(
    {
        *("/ID", "/O", "/U", "/OE", "/UE", "/Perms", "/Cert", "/CharSet", "/Panose", "/Indexed"),
        *("/CheckSum", "/DigestValue", "/IDS", "/TS", "/CRL", "/OCSP", "/Style"),
    }
)
"""Keys of strings that are not words: encryption, identifiers, colours."""

TEXT_KEYS: Final = frozenset(
    {
        # Shown to readers, or inspected by name: comments, fields, signatures, addresses, files.
        *("/Title", "/T", "/TU", "/TM", "/V", "/DV", "/RV", "/RC", "/Contents", "/Subj", "/Opt"),
        *("/CA", "/AC", "/OverlayText", "/URI", "/Base", "/F", "/UF", "/DOS", "/Mac", "/Unix"),
        *("/Desc", "/JS", "/P", "/Alt", "/ActualText", "/E", "/Reason", "/Location", "/Author"),
        *("/ContactInfo", "/Info", "/Creator", "/Producer", "/Subject", "/Keywords", "/URLS"),
        *("/OutputCondition", "/Name", "/PTEX.FileName", "/AuthorName", "/D", "/Dest", "/N"),
        # Names of destinations, structure, colours, fonts, layers, languages; dates; appearances.
        *("/Names", "/Limits", "/Nums", "/Kids", "/DA", "/DS", "/NM", "/M", "/CreationDate"),
        *("/ModDate", "/Lang", "/RD", "/Registry", "/Ordering", "/FontFamily", "/HalftoneName"),
        *("/OutputConditionIdentifier", "/RegistryName", "/Headers", "/Class", "/C", "/Fields"),
        *("/LastModified", "/SourceModified", "/Date", "/R", "/REx", "/OS", "/Order", "/S"),
        *("/BaseVersion", "/ITXT", "/CP", "/JTM", "/Dt", "/Intent", "/TrapRegions", "/TrapStyles"),
        *("/ID0", "/Cs", "/NS", "/Short", "/Scope", "/A", "/Language", "/Trapped", "/Metadata"),
        *("/GTS_PDFXVersion", "/GTS_PDFXConformance", "/PCM", "/SeparationColorName", "/U", "/X"),
        *(
            "/Y",
            "/Z",
            "/FD",
            "/RT",
            "/PS",
            "/SS",
            "/TI",
            "/GCS",
            "/EPSG",
            "/Encoding",
            "/CSP",
            "/XFA",
        ),
    }
)
"""Keys of texts that readers see, that an inspector reports, or that name parts of the file."""
