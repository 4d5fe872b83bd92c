"""PDFium's functions on plain addresses.

A page has thousands of objects and letters, and pypdfium2's typed pointers take most of the time
that it takes to ask about one.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable
from ctypes import c_char_p, c_double, c_float, c_int, c_uint, c_ulong, c_void_p
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c


def _function(function: Any, result: Any, *arguments: Any) -> Any:
    address = ctypes.cast(function, c_void_p).value
    return ctypes.CFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]


get_object: Final = _function(pdfium_c.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
get_form_part: Final = _function(pdfium_c.FPDFFormObj_GetObject, c_void_p, c_void_p, c_int)
get_kind: Final = _function(pdfium_c.FPDFPageObj_GetType, c_int, c_void_p)
get_bounds: Final = _function(pdfium_c.FPDFPageObj_GetBounds, c_int, *[c_void_p] * 5)
get_render_mode: Final = _function(pdfium_c.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
get_fill_colour: Final = _function(pdfium_c.FPDFPageObj_GetFillColor, c_int, *[c_void_p] * 5)
has_transparency: Final = _function(pdfium_c.FPDFPageObj_HasTransparency, c_int, c_void_p)
get_clip: Final = _function(pdfium_c.FPDFPageObj_GetClipPath, c_void_p, c_void_p)
count_clip_paths: Final = _function(pdfium_c.FPDFClipPath_CountPaths, c_int, c_void_p)
count_clip_points: Final = _function(
    pdfium_c.FPDFClipPath_CountPathSegments, c_int, c_void_p, c_int
)
get_clip_point: Final = _function(
    pdfium_c.FPDFClipPath_GetPathSegment, c_void_p, c_void_p, c_int, c_int
)
get_point: Final = _function(pdfium_c.FPDFPathSegment_GetPoint, c_int, *[c_void_p] * 3)
get_point_kind: Final = _function(pdfium_c.FPDFPathSegment_GetType, c_int, c_void_p)
count_points: Final = _function(pdfium_c.FPDFPath_CountSegments, c_int, c_void_p)
get_path_point: Final = _function(pdfium_c.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
get_draw_mode: Final = _function(pdfium_c.FPDFPath_GetDrawMode, c_int, *[c_void_p] * 3)
get_line_width: Final = _function(pdfium_c.FPDFPageObj_GetStrokeWidth, c_int, *[c_void_p] * 2)
get_line_colour: Final = _function(pdfium_c.FPDFPageObj_GetStrokeColor, c_int, *[c_void_p] * 5)
get_font_size: Final = _function(pdfium_c.FPDFTextObj_GetFontSize, c_int, *[c_void_p] * 2)
get_matrix: Final = _function(pdfium_c.FPDFPageObj_GetMatrix, c_int, *[c_void_p] * 2)
count_form_parts: Final = _function(pdfium_c.FPDFFormObj_CountObjects, c_int, c_void_p)
count_marks: Final = _function(pdfium_c.FPDFPageObj_CountMarks, c_int, c_void_p)
get_mark: Final = _function(pdfium_c.FPDFPageObj_GetMark, c_void_p, c_void_p, c_uint)
count_annotations: Final = _function(pdfium_c.FPDFPage_GetAnnotCount, c_int, c_void_p)
get_annotation: Final = _function(pdfium_c.FPDFPage_GetAnnot, c_void_p, c_void_p, c_int)
get_subtype: Final = _function(pdfium_c.FPDFAnnot_GetSubtype, c_int, c_void_p)
has_key: Final = _function(pdfium_c.FPDFAnnot_HasKey, c_int, c_void_p, c_char_p)
get_rectangle: Final = _function(pdfium_c.FPDFAnnot_GetRect, c_int, *[c_void_p] * 2)
close_annotation: Final = _function(pdfium_c.FPDFPage_CloseAnnot, None, c_void_p)
set_active: Final = _function(pdfium_c.FPDFPageObj_SetIsActive, c_int, c_void_p, c_int)
get_object_content: Final = _function(pdfium_c.FPDFPageObj_GetMarkedContentID, c_int, c_void_p)
get_tag_tree: Final = _function(pdfium_c.FPDF_StructTree_GetForPage, c_void_p, c_void_p)
close_tag_tree: Final = _function(pdfium_c.FPDF_StructTree_Close, None, c_void_p)
count_top_tags: Final = _function(pdfium_c.FPDF_StructTree_CountChildren, c_int, c_void_p)
get_top_tag: Final = _function(pdfium_c.FPDF_StructTree_GetChildAtIndex, c_void_p, c_void_p, c_int)
count_tags: Final = _function(pdfium_c.FPDF_StructElement_CountChildren, c_int, c_void_p)
get_tag: Final = _function(pdfium_c.FPDF_StructElement_GetChildAtIndex, c_void_p, c_void_p, c_int)
get_tag_type: Final = _function(
    pdfium_c.FPDF_StructElement_GetType, c_ulong, c_void_p, c_void_p, c_ulong
)
get_content_number: Final = _function(
    pdfium_c.FPDF_StructElement_GetChildMarkedContentID, c_int, c_void_p, c_int
)
get_character: Final = _function(pdfium_c.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
get_text_object: Final = _function(pdfium_c.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
get_letter_box: Final = _function(
    pdfium_c.FPDFText_GetCharBox, c_int, c_void_p, c_int, *[c_void_p] * 4
)
get_font_box: Final = _function(pdfium_c.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
get_letter_origin: Final = _function(
    pdfium_c.FPDFText_GetCharOrigin, c_int, c_void_p, c_int, c_void_p, c_void_p
)
get_letter_size: Final = _function(pdfium_c.FPDFText_GetFontSize, c_double, c_void_p, c_int)
get_letter_weight: Final = _function(pdfium_c.FPDFText_GetFontWeight, c_int, c_void_p, c_int)
get_letter_font: Final = _function(
    pdfium_c.FPDFText_GetFontInfo, c_ulong, c_void_p, c_int, c_void_p, c_ulong, c_void_p
)
get_letter_angle: Final = _function(pdfium_c.FPDFText_GetCharAngle, c_float, c_void_p, c_int)
is_hyphen: Final = _function(pdfium_c.FPDFText_IsHyphen, c_int, c_void_p, c_int)
get_letter_colour: Final = _function(
    pdfium_c.FPDFText_GetFillColor, c_int, c_void_p, c_int, *[c_void_p] * 4
)


_MAX_FONT_NAME_BYTES: Final = 200
_BOLD_WEIGHT: Final = 600
_BOLD_NAME: Final = re.compile(rb"bold|black|heavy|negr|-(?:bd|hv)|,b", re.IGNORECASE)


def are_bold(text_page: int, numbers: Iterable[int]) -> list[bool]:
    """Whether characters are set in a bold font. Names are surer: italics claim a weight of 984."""
    name = ctypes.create_string_buffer(_MAX_FONT_NAME_BYTES)
    into = ctypes.addressof(name)
    found: list[bool] = []
    for number in numbers:
        length = get_letter_font(text_page, number, into, _MAX_FONT_NAME_BYTES, None)
        if 1 < length <= _MAX_FONT_NAME_BYTES:
            found.append(_BOLD_NAME.search(name.value) is not None)
        else:
            found.append(get_letter_weight(text_page, number) >= _BOLD_WEIGHT)
    return found


def read_integers(function: Any, *arguments: Iterable[int]) -> npt.NDArray[np.int64]:
    """What a function returns for each of its arguments."""
    return np.array(list(map(function, *arguments)), np.int64)


def read_rows(
    function: Any, *arguments: Iterable[int], into: npt.NDArray[Any]
) -> npt.NDArray[np.bool_]:
    """Call a function that writes to pointers, which come last, once for each row of an array.

    Returns for which rows it succeeded.
    """
    rows, width = into.shape
    size = into.itemsize
    first = data_address(into)
    pointers = [
        range(first + size * column, first + size * column + rows * width * size, width * size)
        for column in range(width)
    ]
    known: npt.NDArray[np.bool_] = read_integers(function, *arguments, *pointers) != 0
    return known


def data_address(array: npt.NDArray[Any]) -> int:
    """The address of an array's first number; `array.ctypes` takes three times as long."""
    place: int = array.__array_interface__["data"][0]
    return place


def address(handle: Any) -> int:
    """The address of what a typed pointer points to; 0 for none."""
    return ctypes.cast(handle, c_void_p).value or 0
