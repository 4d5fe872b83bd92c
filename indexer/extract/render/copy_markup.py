"""The markup that a copy of an HTML original may have: what neither runs nor leads anywhere.

A content security policy does not govern all that a page can make a browser do: links that connect
ahead (`preconnect`, `dns-prefetch`), pings, speculation rules. So a copy is written in a grammar in
which none of these can be said. Whoever parses it, by whatever rules, finds these tags and no
others: text holds no sign that could begin one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

MAX_COPY_CHARS: Final = 16 * 1024 * 1024
"""Length of a copy; a longer original is only downloaded."""

VOID_TAGS: Final = frozenset(["br", "col", "hr", "img", "wbr"])

_HTML: Final = (
    "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col "
    "colgroup dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer h1 "
    "h2 h3 h4 h5 h6 header hgroup hr i img ins kbd label legend li main mark menu nav nobr ol p "
    "pre q rb rp rt rtc ruby s samp search section small span strike strong sub summary sup table "
    "tbody td tfoot th thead time tr tt u ul var wbr"
)
_MATHML: Final = (
    "math menclose mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot "
    "mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none "
    "semantics"
)
# The parser of browsers writes the names in their own letters again (linearGradient).
_SVG: Final = (
    "circle clippath defs desc ellipse feblend fecolormatrix fecomposite feflood fegaussianblur "
    "femerge femergenode feoffset filter g line lineargradient marker mask path pattern polygon "
    "polyline radialgradient rect stop svg switch symbol text textpath tspan use"
)
TAGS: Final = frozenset([*_HTML.split(), *_MATHML.split(), *_SVG.split()])
"""Elements that keep their name."""

WRITTEN_AS: Final = {
    "button": "span",
    "form": "div",
    "listing": "pre",
    "marquee": "div",
    "plaintext": "pre",
    "xmp": "pre",
}
"""Elements of which only text and looks remain."""

DROPPED: Final = frozenset([
    "animate", "animatemotion", "animatetransform", "annotation", "annotation-xml", "applet",
    "area", "audio", "base", "basefont", "bgsound", "canvas", "cursor", "datalist", "feimage",
    "foreignobject", "input", "keygen", "link", "map", "meta", "meter", "noembed", "noframes",
    "optgroup", "option", "param", "portal", "progress", "script", "select", "set", "source",
    "template", "textarea", "title", "track", "video",
])  # fmt: skip
"""Elements that are left out with all that is in them."""

_HTML_ATTRIBUTES: Final = (
    "abbr align alt bgcolor border cellpadding cellspacing char charoff class clear color colspan "
    "compact datetime dir face frame headers height hidden hspace id lang link marginheight "
    "marginwidth name nowrap noshade open reversed role rowspan rules scope size span start style "
    "summary text title type valign value vlink vspace width"
)
_SVG_ATTRIBUTES: Final = (
    "clip-path clip-rule clippathunits cx cy d dominant-baseline dx dy fill fill-opacity fill-rule "
    "filter flood-color flood-opacity font-family font-size font-style font-weight fx fy "
    "gradienttransform gradientunits in in2 k1 k2 k3 k4 letter-spacing marker-end marker-mid "
    "marker-start markerheight markerunits markerwidth mask mode offset opacity operator orient "
    "pathlength patterncontentunits patterntransform patternunits points preserveaspectratio r "
    "refx refy result rotate rx ry spreadmethod startoffset stddeviation stop-color stop-opacity "
    "stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-opacity stroke-width text-anchor textlength transform values viewbox x x1 x2 y y1 y2"
)
_MATHML_ATTRIBUTES: Final = (
    "accent columnalign columnlines columnspacing columnspan depth display displaystyle fence form "
    "linethickness lspace mathsize mathvariant maxsize minsize notation rowalign rowlines "
    "rowspacing rspace scriptlevel separator stretchy symmetric voffset"
)
ATTRIBUTES: Final = frozenset(
    [*_HTML_ATTRIBUTES.split(), *_SVG_ATTRIBUTES.split(), *_MATHML_ATTRIBUTES.split()]
)
"""Attributes of any element whose value is no address."""

STYLED_ATTRIBUTES: Final = frozenset(
    ["clip-path", "fill", "filter", "marker-end", "marker-mid", "marker-start", "mask", "stroke",
     "style"]
)  # fmt: skip
"""Attributes whose value is CSS."""

_OPEN_NAME: Final = re.compile(r"(?:aria|data)-[a-z0-9_.-]{1,60}")
_PICTURE: Final = r"data:image/[a-z0-9.+-]{1,40}[;,][^\"<>]*"
_PICTURE_SOURCE: Final = re.compile(_PICTURE)
# Browsers give names with a hyphen no meaning, save for these.
_CUSTOM_TAG: Final = re.compile(
    r"(?!(?:annotation|color|font|missing)-)[a-z][a-z0-9]{0,30}(?:-[a-z0-9]{1,30}){1,6}"
)

DOCTYPES: Final = (
    "",
    "<!doctype html>",
    '<!doctype html public "-//W3C//DTD XHTML 1.0 Transitional//EN" "">',
)
"""A page is laid out as old browsers did, by the standard, or almost by the standard."""
HEAD_START: Final = (
    '<head><meta charset="utf-8"><meta http-equiv="x-dns-prefetch-control" content="off">'
)
VIEWPORT: Final = '<meta name="viewport" content="width=device-width, initial-scale=1">'
HEAD_END: Final = "</head>"
DOCUMENT_END: Final = "</body></html>"
LINK_START: Final = '<a href="'
"""How a link begins; its address, as `link_address` writes it, goes up to the next quote."""


def is_kept_tag(name: str) -> bool:
    """Whether an element keeps this name."""
    return name in TAGS or _CUSTOM_TAG.fullmatch(name) is not None


def is_kept_attribute(name: str) -> bool:
    """Whether an attribute of this name may stand at any element."""
    return name in ATTRIBUTES or _OPEN_NAME.fullmatch(name) is not None


def is_picture(source: str) -> bool:
    """Whether `source` is a picture in the page itself."""
    return _PICTURE_SOURCE.fullmatch(source) is not None


def _one_of(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))


_ATTRIBUTE: Final = (
    rf"(?: (?:(?:{_one_of(ATTRIBUTES)}|{_OPEN_NAME.pattern})=\"[^\"<>]*+\""
    rf'|src="{_PICTURE}"|href="#[^"<>]*+"))*+'
)
_TAG: Final = rf"(?:{_one_of(TAGS)}|{_CUSTOM_TAG.pattern})"
# No sign that begins a tag, wherever a parser meets it: `style` in a drawing is no raw text.
_CSS: Final = r"(?:[^<]++|<(?![a-zA-Z/!?]))*+"
_TOKEN: Final = "|".join((
    r"[^<]++",
    rf"<(?!a ){_TAG}{_ATTRIBUTE}>",
    rf'<a(?: href="[^"<>]*+")?{_ATTRIBUTE}>',
    rf"</{_TAG}>",
    rf'<style(?: media="[^"<>]*+")?>{_CSS}</style>',
))  # fmt: skip
_TOKENS_PER_STEP: Final = 2_000
"""So that a check, which holds the interpreter, gives way to other threads every few ms."""
_TOKENS: Final = re.compile(f"(?:{_TOKEN}){{1,{_TOKENS_PER_STEP}}}+")
_BEGINNING: Final = re.compile(
    rf"(?:{_one_of(DOCTYPES)})<html{_ATTRIBUTE}>{re.escape(HEAD_START)}(?:{re.escape(VIEWPORT)})?"
    rf"(?:<title>[^<]*+</title>)?(?:<style(?: media=\"[^\"<>]*+\")?>{_CSS}</style>)*+"
    rf"{re.escape(HEAD_END)}<body{_ATTRIBUTE}>"
)


def is_copy(html: str) -> bool:
    """Whether `html` is written in the grammar of copies, from its beginning to its end."""
    beginning = _BEGINNING.match(html)
    if beginning is None or not html.endswith(DOCUMENT_END):
        return False
    at, end = beginning.end(), len(html) - len(DOCUMENT_END)
    while at < end:
        found = _TOKENS.match(html, at, end)
        if found is None:
            return False
        at = found.end()
    return True
