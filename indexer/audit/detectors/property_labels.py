"""Names the usual properties of files and pictures in the words of staff."""

from __future__ import annotations

from typing import Final

from indexer.messages import Message, message

_LABELS: Final[dict[str, Message]] = {
    "author": message("Author"),
    "artist": message("Author"),
    "company": message("Organisation"),
    "publisher": message("Publisher"),
    "manager": message("Person in charge"),
    "creator": message("Made with"),
    "producer": message("Made into a PDF with"),
    "creatortool": message("Made with"),
    "generator": message("Made with"),
    "software": message("Program"),
    "softwareagent": message("Program"),
    "processingsoftware": message("Program"),
    "lastauthor": message("Last saved by"),
    "lastmodifiedby": message("Last saved by"),
    "lastsavedby": message("Last saved by"),
    "modifiedby": message("Last saved by"),
    "owner": message("Owner"),
    "ownername": message("Owner"),
    "cameraownername": message("Owner of the camera"),
    "make": message("Make"),
    "model": message("Model"),
    "lensmodel": message("Lens"),
    "lens": message("Lens"),
    "hostcomputer": message("Telephone or computer"),
    "datetimeoriginal": message("Taken on"),
    "serialnumber": message("Serial number"),
    "bodyserialnumber": message("Serial number"),
    "lensserialnumber": message("Serial number of the lens"),
    "imageuniqueid": message("Number of the picture"),
    "copyright": message("Rights"),
    "imagedescription": message("Description"),
    "usercomment": message("Comment"),
    "xpcomment": message("Comment"),
    "comment": message("Comment"),
    "xptitle": message("Title"),
    "title": message("Title"),
    "xpauthor": message("Author"),
    "xpsubject": message("Subject"),
    "xpkeywords": message("Keywords"),
    "city": message("City"),
    "state": message("State"),
    "location": message("Place"),
    "sublocation": message("Place"),
    "filepath": message("File"),
    "documentname": message("File"),
    "originalfilename": message("File"),
    "templatename": message("Template"),
    "template": message("Template"),
}
"""By the name in the file, in lower case."""


def property_value(name: str, value: str) -> Message:
    """A property of a file, with the name that staff know; others are named as in the file."""
    return message("{name}: {value}", name=_LABELS.get(name.lower(), name), value=value)
