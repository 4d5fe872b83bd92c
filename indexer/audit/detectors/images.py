"""Inspects pictures: where, when, by whom and with what they were taken.

The only module of the audit that imports Pillow.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import numpy as np
from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from indexer.audit.detectors import xmp
from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.detectors.pictures import jp2_parts
from indexer.audit.detectors.pictures.jpeg_parts import JpegPreview, inspect_jpeg_parts
from indexer.audit.detectors.pictures.other_parts import (
    ico_pictures,
    inspect_bmp_parts,
    inspect_gif_parts,
    inspect_iso_parts,
    inspect_webp_parts,
)
from indexer.audit.detectors.pictures.picture_findings import PictureFindings
from indexer.audit.detectors.pictures.picture_kinds import kind_of_picture
from indexer.audit.detectors.pictures.png_parts import inspect_png_parts
from indexer.audit.detectors.property_labels import property_value
from indexer.audit.findings import FindingKind, place_within
from indexer.messages import NO_MESSAGE, Message, message, verbatim

_WITH_PILLOW: Final = frozenset({"JPEG", "PNG", "GIF", "TIFF", "WEBP", "AVIF"})
"""Kinds of which Pillow reads Exif, IPTC or XMP data."""
# What Pillow raises on bad data (SyntaxError for an invalid header).
_ERRORS: Final = (
    OSError,
    SyntaxError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    EOFError,
    TypeError,
    ValueError,
    RuntimeError,
    struct.error,
    Image.DecompressionBombError,
)
_MAX_COMPARED_PIXELS: Final = 60_000_000  # of a picture that is compared with its preview
_COMPARED_SIZE: Final = (24, 24)
_MAX_SHAPE_DIFFERENCE: Final = 0.08  # ratio of the aspect ratios; cameras add black bars of 0.12
_MAX_BRIGHTNESS_DIFFERENCE: Final = 30.0  # mean; of the same picture below 8

_EXIF_TAGS: Final[dict[FindingKind, tuple[int, ...]]] = {
    FindingKind.PICTURE_CAMERA: (
        *(ExifTags.Base.Make, ExifTags.Base.Model, ExifTags.Base.HostComputer),
        *(ExifTags.Base.DateTimeOriginal, ExifTags.Base.LensModel),
    ),
    FindingKind.PICTURE_OWNER: (
        *(ExifTags.Base.Artist, ExifTags.Base.Copyright, ExifTags.Base.XPAuthor),
        *(ExifTags.Base.CameraOwnerName, ExifTags.Base.BodySerialNumber),
        *(ExifTags.Base.LensSerialNumber, ExifTags.Base.ImageUniqueID),
    ),
    FindingKind.PROGRAM: (ExifTags.Base.Software, ExifTags.Base.ProcessingSoftware),
    FindingKind.COMMENT: (
        *(ExifTags.Base.UserComment, ExifTags.Base.XPComment, ExifTags.Base.XPTitle),
        *(ExifTags.Base.ImageDescription, ExifTags.Base.XPSubject, ExifTags.Base.XPKeywords),
    ),
}
_IPTC_TAGS: Final[dict[tuple[int, int], FindingKind]] = {
    (2, 80): FindingKind.PICTURE_OWNER,  # by-line
    (2, 110): FindingKind.PICTURE_OWNER,  # credit
    (2, 116): FindingKind.PICTURE_OWNER,  # copyright
    (2, 122): FindingKind.EDITOR,  # writer
    (2, 90): FindingKind.PICTURE_PLACE,  # city
    (2, 92): FindingKind.PICTURE_PLACE,  # part of the city
    (2, 95): FindingKind.PICTURE_PLACE,  # state
    (2, 120): FindingKind.COMMENT,  # caption
    (2, 105): FindingKind.COMMENT,  # headline
    (2, 118): FindingKind.PICTURE_OWNER,  # contact
    (2, 26): FindingKind.PICTURE_PLACE,  # location code
    (2, 27): FindingKind.PICTURE_PLACE,  # location name
    (2, 100): FindingKind.PICTURE_PLACE,  # country code
    (2, 101): FindingKind.PICTURE_PLACE,  # country
    (2, 65): FindingKind.PROGRAM,
}
# Texts of Exif data and TIFFs that are versions, times and formats.
_HARMLESS_TAGS: Final = frozenset(
    {
        *(ExifTags.Base.DateTime, ExifTags.Base.DateTimeDigitized, ExifTags.Base.LensMake),
        *(ExifTags.Base.OffsetTime, ExifTags.Base.OffsetTimeOriginal),
        *(ExifTags.Base.OffsetTimeDigitized, ExifTags.Base.SubsecTime),
        *(ExifTags.Base.SubsecTimeOriginal, ExifTags.Base.SubsecTimeDigitized),
        *(ExifTags.Base.ExifVersion, ExifTags.Base.FlashPixVersion, ExifTags.Base.CFAPattern),
        *(ExifTags.Base.ComponentsConfiguration, ExifTags.Base.FileSource),
        *(ExifTags.Base.SceneType, ExifTags.Base.InteropIndex, 2),
        *(ExifTags.Base.PrintImageMatching, ExifTags.Base.DeviceSettingDescription),
        *(ExifTags.Base.JPEGTables, ExifTags.Base.InterColorProfile, 0x9010, 0x9011, 0x9012),
    }
)
# TIFF's own: read as IPTC, XMP and Photoshop's data, or numbers.
_READ_TIFF_TAGS: Final = frozenset({700, 33723, 34377})
_PLACES_OF_PARTS: Final = frozenset({330, 34665, 34853, 40965, 513, 514})
_IMAGE_SOURCE_DATA: Final = 37724  # the layers of Photoshop
_OTHER_DIRECTORIES: Final = 330
_MAX_FRAMES: Final = 100
_MAX_DEPTH: Final = 2  # of pictures in pictures
_HAS_WORD: Final = re.compile(r"[^\W\d_]{3}")


def preload() -> None:
    """Make Pillow load its formats."""
    Image.init()


def inspect(
    data: bytes,
    collector: FindingCollector,
    where: Message = NO_MESSAGE,
    page: int | None = None,
) -> None:
    """Add what a picture reveals; `where` describes its place, unless it is the whole file."""
    preload()
    _inspect(data, PictureFindings(collector, where, page), 0)


def _inspect(data: bytes, found: PictureFindings, depth: int) -> None:
    kind = kind_of_picture(data)
    if depth > _MAX_DEPTH:
        found.unknown(message("a picture in a picture in a picture"))
        return
    if not kind or kind == "HEIC":
        heic = message("a picture in the format HEIC, which this program cannot read")
        unknown = message("a picture of an unknown kind")
        found.add(FindingKind.NOT_LOOKED_AT, heic if kind else unknown)
    previews: list[JpegPreview] = []
    exif: list[bytes] = []
    with _reporting_errors(found, message("the parts of the picture")):
        match kind:
            case "JPEG":
                previews = inspect_jpeg_parts(data, found)
            case "PNG":
                exif = inspect_png_parts(data, found)
            case "GIF":
                inspect_gif_parts(data, found)
            case "WEBP":
                inspect_webp_parts(data, found)
            case "JPEG2000":
                exif = jp2_parts.inspect_jp2_parts(data, found)
            case "BMP":
                inspect_bmp_parts(data, found)
            case "ICO":
                for picture in ico_pictures(data):
                    _inspect(picture, found, depth + 1)
            case "AVIF" | "HEIC":
                inspect_iso_parts(data, found)
    for raw in exif:
        with _reporting_errors(found, message("the Exif data")):
            _exif_of_bytes(raw, found)
    if kind in _WITH_PILLOW:
        _inspect_with_pillow(data, kind, found)
    for preview in previews:
        _inspect_preview(data, preview, found, depth)


def _inspect_with_pillow(data: bytes, kind: str, found: PictureFindings) -> None:
    with (
        _reporting_errors(found, message("the picture")),
        Image.open(io.BytesIO(data), formats=(kind,)) as image,
    ):
        with _reporting_errors(found, message("the Exif data")):
            exif = image.getexif()
            _exif(exif, found)
            _exif_preview(image, exif, found)
        with _reporting_errors(found, message("the IPTC data")):
            _iptc(image, found)
        if kind != "JPEG":
            with _reporting_errors(found, message("the XMP data")):
                _xmp(image, found)
        if kind == "TIFF":
            with _reporting_errors(found, message("the pages of the picture")):
                _tiff(image, found)


@contextmanager
def _reporting_errors(found: PictureFindings, what: Message) -> Iterator[None]:
    """Report an error of Pillow as something that could not be inspected."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except _ERRORS:
            found.add(FindingKind.NOT_LOOKED_AT, what)


def _exif_of_bytes(raw: bytes, found: PictureFindings) -> None:
    exif = Image.Exif()
    exif.load(raw)
    _exif(exif, found)


def _exif(exif: Image.Exif, found: PictureFindings) -> None:
    details = {**exif, **exif.get_ifd(ExifTags.IFD.Exif), **exif.get_ifd(ExifTags.IFD.Interop)}
    known = {ExifTags.Base.MakerNote, *_HARMLESS_TAGS, *_READ_TIFF_TAGS, *_PLACES_OF_PARTS}
    for kind, tags in _EXIF_TAGS.items():
        known.update(tags)
        for tag in tags:
            if tag in details:
                found.add_value(kind, _tag_name(tag), _text(details[tag]))
    if ExifTags.Base.MakerNote in details:
        found.unknown(message("notes of the camera’s maker, often with a serial number"))
        found.search(
            _text(details[ExifTags.Base.MakerNote]), message("notes of the camera’s maker")
        )
    for tag in details.keys() - known:
        text = _text(details[tag]) if isinstance(details[tag], str | bytes) else ""
        if _HAS_WORD.search(text):
            found.unknown(property_value(_tag_name(tag), text))
            found.search(text, verbatim(_tag_name(tag)))
    _position(exif.get_ifd(ExifTags.IFD.GPSInfo), found)


def _tag_name(tag: int) -> str:
    return ExifTags.TAGS.get(tag, f"tag {tag}").lower()


def _position(gps: Mapping[int, object], found: PictureFindings) -> None:
    tags = ExifTags.GPS
    for latitude_tag, longitude_tag in (
        (tags.GPSLatitude, tags.GPSLongitude),
        (tags.GPSDestLatitude, tags.GPSDestLongitude),
    ):
        # The tag before each one says on which side of the equator or meridian it is.
        latitude = _degrees(gps.get(latitude_tag), gps.get(latitude_tag - 1))
        longitude = _degrees(gps.get(longitude_tag), gps.get(longitude_tag - 1))
        if latitude is not None and longitude is not None:
            if (latitude, longitude) != (0, 0):
                # Two decimals, about a kilometre: our own report must not reveal it.
                north, east = f"{latitude:.2f}", f"{longitude:.2f}"
                place = message(
                    "near {latitude}, {longitude}; the file has it to about 10 m",
                    latitude=north,
                    longitude=east,
                )
                found.add(FindingKind.PICTURE_PLACE, place)
        elif latitude_tag in gps or longitude_tag in gps:
            found.add(FindingKind.PICTURE_PLACE, message("a place that is not complete"))
    for tag in (tags.GPSAreaInformation, tags.GPSProcessingMethod):
        found.search(_text(gps.get(tag)), message("place"))
    area = _text(gps.get(tags.GPSAreaInformation))
    found.add_value(FindingKind.PICTURE_PLACE, "area", area)


def _degrees(parts: object, side: object) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + (0.0 if seconds != seconds else seconds) / 3600
    if not -180 <= value <= 180:
        return None
    return -value if str(side).strip("\0 ").upper() in ("S", "W") else value


def _exif_preview(image: Image.Image, exif: Image.Exif, found: PictureFindings) -> None:
    """Compare the preview in the Exif data with the picture."""
    entries = exif.get_ifd(ExifTags.IFD.IFD1)
    start, length = entries.get(513), entries.get(514)
    raw = image.info.get("exif", b"")
    if isinstance(start, int) and isinstance(length, int) and isinstance(raw, bytes):
        _compare(image, raw.removeprefix(b"Exif\0\0")[start : start + length], found)


def _inspect_preview(data: bytes, preview: JpegPreview, found: PictureFindings, depth: int) -> None:
    """Inspect a picture inside another one, and compare the two."""
    if not preview.data.startswith(b"\xff\xd8"):
        found.collector.add(
            FindingKind.UNKNOWN_PART,
            message("a picture of an unknown kind"),
            found.page,
            place_within(found.where, preview.place),
        )
        return
    _inspect(preview.data, found, depth + 1)
    with (
        _reporting_errors(found, preview.place),
        Image.open(io.BytesIO(data), formats=("JPEG",)) as image,
    ):
        _compare(image, preview.data, found)


def _compare(image: Image.Image, data: bytes, found: PictureFindings) -> None:
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as preview:
        if _is_cropped(image.size, preview.size):
            found.add(FindingKind.PICTURE_PREVIEW, message("the preview has another shape"))
        elif image.width * image.height <= _MAX_COMPARED_PIXELS:
            image.draft("L", (96, 96))
            sides = [_thumbnail(side) for side in (image, preview)]
            if np.abs(sides[0] - sides[1]).mean() > _MAX_BRIGHTNESS_DIFFERENCE:
                found.add(FindingKind.PICTURE_PREVIEW, message("the preview looks different"))


def _is_cropped(size: tuple[int, int], preview: tuple[int, int]) -> bool:
    """Whether the aspect ratios differ as after cropping; bars (4:3 around 3:2, 16:9) are usual."""
    ours, theirs = size[0] / size[1], preview[0] / preview[1]
    barred = abs(max(theirs, 1 / theirs) - 4 / 3) < 0.02
    return abs(ours / theirs - 1) > _MAX_SHAPE_DIFFERENCE and not (
        barred and max(ours, 1 / ours) > 4 / 3
    )


def _thumbnail(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(image.convert("L").resize(_COMPARED_SIZE, Image.Resampling.BOX), float)


def _iptc(image: ImageFile.ImageFile, found: PictureFindings) -> None:
    for key, values in (IptcImagePlugin.getiptcinfo(image) or {}).items():
        kind = _IPTC_TAGS.get(key)
        for value in values if isinstance(values, list) else [values]:
            name = f"IPTC {key[0]}:{key[1]}"
            text = _text(value)
            if kind is not None:
                found.add_value(kind, name, text)
            elif key[0] == 2 and _HAS_WORD.search(text):
                found.add_value(FindingKind.COMMENT, name, text)
            else:
                found.search(text, verbatim(name))


def _xmp(image: Image.Image, found: PictureFindings) -> None:
    for name in ("xmp", "XML:com.adobe.xmp"):
        if (value := image.info.get(name)) is not None and image.format != "PNG":
            packet = value if isinstance(value, bytes) else str(value).encode()
            xmp.inspect(packet, found.collector, found.where, found.page)


def _tiff(image: Image.Image, found: PictureFindings) -> None:
    """Inspect the tags of each page of a TIFF."""
    frames = getattr(image, "n_frames", 1)
    if frames > _MAX_FRAMES:
        found.unknown(
            message(
                "pages {first} to {last} of the picture",
                first=str(_MAX_FRAMES + 1),
                last=str(frames),
            )
        )
    for number in range(min(frames, _MAX_FRAMES)):
        image.seek(number)
        tags = dict(getattr(image, "tag_v2", {}))
        if _IMAGE_SOURCE_DATA in tags:
            found.unknown(message("the layers of Photoshop"))
        if _OTHER_DIRECTORIES in tags:
            found.unknown(message("further pictures"))
        if number:  # those of the first page are the Exif data
            for tag, value in tags.items():
                if isinstance(value, str | bytes) and _HAS_WORD.search(_text(value)):
                    found.add_value(FindingKind.COMMENT, _tag_name(tag), _text(value))


def _text(value: object) -> str:
    if isinstance(value, bytes):
        for mark, codec in ((b"ASCII\0\0\0", "ascii"), (b"UNICODE\0", "utf-16-le")):
            if value.startswith(mark):
                return value.removeprefix(mark).decode(codec, "replace").strip("\0 ")
        # Windows' own tags (XPAuthor and the like) are UTF-16, all others 8-bit.
        codec = "utf-16-le" if value[1:8:2].count(0) > 1 else "utf-8"
        return value.decode(codec, "replace").strip("\0 ")
    return "" if value is None else str(value).strip("\0 ")
