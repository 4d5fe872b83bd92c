"""Removes what others have put into a saved page: bars of web archives, notices about cookies,
buttons to share, chats, tools for accessibility and translation.

They are known by the names that their programs give them, or by what only they say; a page may be
*about* cookies or archives. What a site itself puts around its text is `boilerplate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html.lineage import ancestors, with_ancestors

_ARCHIVES: Final = (
    "wm-ipp|wm-capinfo|wm-toolbar|donato|__wb_|_?_wb_|wb_iframe|wb-banner|ait-banner|aitbanner|"
    "google-cache-hdr|bnf-banner|ukwa-banner|ukgwa|webarchive-banner|arquivo-banner|"
    "perma-(?:banner|capture)|memento-header|archive-(?:today|is)-|sf-infobar|singlefile"
)
_CONSENT: Final = (
    "onetrust|ot-sdk-|optanon|cybotcookiebot|cookiebot|cmplz-(?!document)|cky-|cookie-?law-?info|"
    "cli-(?:bar|modal|style)|wt-cli-|cookie-?notice|cn-notice|cookie-?choices?|cc[-_](?:window|"
    "banner|revoke|grower)|cookie-?consent|cookie-?banner|cookie-?bar(?!\\w)|cookiefirst|"
    "cookiescript_|qc-cmp|didomi|termly-|iubenda-cs|usercentrics|uc-banner|moove[-_]gdpr|"
    "gdpr-(?:banner|cookie|popup|notice)|eu-cookie-compliance|sliding-popup|tarteaucitron|axeptio|"
    "klaro|borlabs-?cookie|truste[-_]|trustarc|consent_blackbar|sp_message_container|fc-consent|"
    "hu-cookies|pea_cook_|catapult-cookie|(?:real-cookie|rcb)-banner|osano-cm|silktide|wpcc-|"
    "lgpd-(?:banner|aviso|cookie|bar)|sd-cmp|"
    "(?:aviso|avis|barra|banner|bandeau|faixa|mensaje|mensagem|popup|modal)[-_]?cookies?(?![a-z])|"
    "cookies?[-_]?(?:aviso|avis|barra|bandeau|faixa|mensaje|mensagem|popup|modal|overlay|message)"
)
_SHARING: Final = (
    "a2a_|addtoany|addthis_|sharethis|st-btn|heateor_|ssba|essb_|sharedaddy|jp-sharing|shareaholic|"
    "sumome|swp_social|mashsb|dpsp-|fb-root|fb-comments|wpusb|novashare|sfsi_"
)
_TOOLS: Final = (
    "wpadminbar|google_translate|goog-(?:gt|te)-|skiptranslate|gtranslate|gt_float|userway|uwy|"
    "pojo-a11y|acsb-|access-widget|indmenu|wah-|g?recaptcha|tawk|crisp-client|intercom-|joinchat|"
    "nta_wa|wa__|qlwapp|ht-ctc|mc_embed_|pum(?=\\s|$)|pum-(?:overlay|container)|popmake|hustle-|"
    "elementor-(?:location-popup|popup)|jp-relatedposts|yarpp|crp_related|wp_rp|rp4wp|zemanta|"
    "comment-respond(?=\\s|$)|disqus_thread|sitesub(?=\\s|$)|mw-jump-link|jump-to-nav|printfooter|catlinks"
)
_INSERTED_NAME: Final = re.compile(
    rf"(?:^|(?<=[\s_]))(?:{_ARCHIVES}|{_CONSENT}|{_SHARING}|{_TOOLS})", re.IGNORECASE | re.MULTILINE
)
_INSERTED_TAGS: Final = (
    "singlefile-infobar, single-file-infobar, wr-toolbar, access-widget-ui, "
    "wb-toolbar, replay-app-main, amp-consent, amp-social-share"
)
_TAG_BEGINNINGS: Final = ("<single", "<wr-", "<wb-", "<access-widget", "<replay-", "<amp-")
_KEPT_ELEMENTS: Final = frozenset({"html", "head", "body", "main", "article"})
_TEXT_PARTS: Final = "main, article, h1, [itemprop=articleBody]"
"""What is certainly the page's own, and so is what holds it."""
# A wrapper of a page is never removed, whatever it is called.
_MAX_INSERTED_CHARS: Final = 60_000

_WAYBACK_COMMENT: Final = re.compile(r"(BEGIN|END) WAYBACK TOOLBAR INSERT")
# What only the bar of an archive says, at its beginning or (Google) in a sentence of two parts.
_ARCHIVE_WORDS: Final = re.compile(
    r"\W*+(?:The Wayback Machine - https?://|You are viewing an archived (?:web )?page|"
    r"This is an archived (?:page|copy|version)|Esta es una (?:página|versión) archivada|"
    r"INTERNET ARCHIVE\W+(?:\w+\W+){0,3}(?:captures|capturas)|"
    r"(?:\S+\s+){0,3}archive\.(?:today|is|ph|li|fo|vn|md)\s+(?:webpage capture|captura))"
    r"|.{0,200}(?:cach[eé] d[eou] Google|Google.s cache of|cache Google)"
    r".{0,100}(?:instantánea|snapshot|instantâneo|instantané|copie|captura)\b",
    re.IGNORECASE | re.DOTALL,
)
_BAR_WORDS: Final = (
    "wayback machine", "archived", "archivada", "internet archive", "google", "webpage capture",
)  # fmt: skip
_MAX_BAR_CHARS: Final = 1_200
_COOKIE_WORDS: Final = re.compile(
    r"(?=.*\b(?:cookies?|galletas|témoins de connexion)\b)"
    r"(?=.*\b(?:us[ao]n?|usamos|utiliz\w+|use|uses|using|utilis\w+|emplea\w*|servimos|store)\b)"
    r"(?=.*(?:\bacept|acuerdo|consent|contin|experi[eê]nc|navega|agree|accept|assume|conform|"
    r"concord|pol[ií]tica de|privacy|privacidad))",
    re.IGNORECASE | re.DOTALL,
)
_ACCEPTS: Final = re.compile(
    r"\W*(?:s[ií],? )?(?:acept[oa]r?(?: (?:todas?|todo|y \w+|las?|cookies?)\b.*)?|"
    r"(?:estoy )?de acuerdo|"
    r"ok(?:ay)?|vale|entendido|cerrar|permitir(?: todas?)?|continuar|consentir|rechazar.*|"
    r"aceito|aceitar(?: .*)?|concordo(?: .*)?|entendi|prosseguir|fechar|"
    r"(?:i )?(?:accept|agree|understand|consent)(?: .*)?|got it|allow(?: .*)?|dismiss|close|"
    r"j.accepte(?: .*)?|accepter(?: .*)?|tout accepter|d.accord|j.ai compris|fermer|×|x)\W*",
    re.IGNORECASE,
)
_ABOUT_COOKIES: Final = re.compile(
    r"cookie|galletas|privacidad|privacidade|privacy|confidentialit", re.I
)
_CONTROLS: Final = "button, a, input[type=button], input[type=submit], [role=button], [onclick]"
_MAX_CONTROL_CHARS: Final = 40
_MAX_NOTICE_CHARS: Final = 1_000
_MAX_CHARS_BESIDE: Final = 60  # of further buttons around a notice
_MAX_CONTROLS: Final = 3_000
_FLOATING: Final = re.compile(r"position\s*:\s*(?:fixed|sticky)", re.IGNORECASE)


def remove_inserted_parts(tree: LexborHTMLParser, source: str) -> bool:
    """Remove what others have put into the page `source`; returns whether there was something."""
    lowered = source.lower()
    holders = with_ancestors(tree.css(_TEXT_PARTS))
    found = list(_named_parts(tree, holders))
    if any(beginning in lowered for beginning in _TAG_BEGINNINGS):
        found += tree.css(_INSERTED_TAGS)
    if "wayback toolbar insert" in lowered:
        found += _between_comments(tree)
    if any(words in lowered for words in _BAR_WORDS):
        found += _archive_bars(tree, holders)
    if "cookie" in lowered:
        found += _cookie_notices(tree, holders)
    _remove(found)
    return bool(found)


def _remove(found: list[LexborNode]) -> None:
    outermost = {node.mem_id: node for node in found}
    for node in list(outermost.values()):
        if any(parent.mem_id in outermost for parent in ancestors(node)):
            del outermost[node.mem_id]
    for node in outermost.values():
        node.decompose()


def _named_parts(tree: LexborHTMLParser, holders: frozenset[int]) -> list[LexborNode]:
    named: dict[str, list[LexborNode]] = {}
    for node in tree.css("[id], [class]"):
        given = node.attributes
        for name in {given.get("id"), given.get("class")}:
            if name:
                named.setdefault(name, []).append(node)
    if not _INSERTED_NAME.search("\n".join(named)):
        return []
    found = (name for name in named if _INSERTED_NAME.search(name))
    return [node for name in found for node in named[name] if _may_go(node, holders)]


def _may_go(node: LexborNode, holders: frozenset[int]) -> bool:
    """Whether an element does not hold the text of the page."""
    return (
        node.tag not in _KEPT_ELEMENTS
        and node.mem_id not in holders
        and len(node.text()) < _MAX_INSERTED_CHARS
    )


def _between_comments(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """What stands between the comments that the Wayback Machine puts around its bar."""
    for parent in (tree.body, tree.root, tree.head):
        inside = False
        node = parent.first_child if parent is not None else None
        between: list[LexborNode] = []
        while node is not None:
            comment = (node.comment_content or "").strip() if node.is_comment_node else ""
            mark = _WAYBACK_COMMENT.fullmatch(comment)
            if mark is not None:
                if inside and mark[1] == "END":
                    yield from between
                inside, between = mark[1] == "BEGIN", []
            elif inside:
                between.append(node)
            node = node.next


def _archive_bars(tree: LexborHTMLParser, holders: frozenset[int]) -> Iterator[LexborNode]:
    for node in tree.css("div, p, center, table, header, section, aside"):
        text = node.text(separator=" ")
        is_bar = len(text) < _MAX_BAR_CHARS and _ARCHIVE_WORDS.match(" ".join(text.split()))
        if is_bar and _may_go(node, holders):
            yield node


def _cookie_notices(tree: LexborHTMLParser, holders: frozenset[int]) -> Iterator[LexborNode]:
    """The boxes that ask to accept cookies: words about them beside a button, or a floating box."""
    for control in tree.css(_CONTROLS)[:_MAX_CONTROLS]:
        words = control.text().strip() or (control.attributes.get("value") or "")
        following = control.next
        in_sentence = following is not None and following.is_text_node and following.text().strip()
        if len(words) <= _MAX_CONTROL_CHARS and _ACCEPTS.fullmatch(words) and not in_sentence:
            notice = _notice_around(control.parent, holders)
            if notice is not None:
                yield notice
    if not any(_ABOUT_COOKIES.search(node.text()) for node in tree.css("title, h1")):
        # A line at the edge of the page, without a button.
        for node in tree.css("body > div, body > aside, body > section"):
            if holders and _is_notice(node, holders):
                yield node
    for box in tree.css("[style*=fixed], [style*=sticky]"):
        if _FLOATING.search(box.attributes.get("style") or "") and _is_notice(box, holders):
            yield box


def _notice_around(start: LexborNode | None, holders: frozenset[int]) -> LexborNode | None:
    """The element around a button that holds a notice about cookies and nothing else."""
    node, found, size = start, None, 0
    while node is not None and _may_go(node, holders):
        length = len(node.text().strip())
        if found is None and length > _MAX_NOTICE_CHARS:
            return None
        if found is None and _is_notice(node, holders):
            found, size = node, length
        elif found is not None and length > size + _MAX_CHARS_BESIDE:
            break
        elif found is not None:
            found = node
        node = node.parent
    return found


def _is_notice(node: LexborNode, holders: frozenset[int]) -> bool:
    text = node.text(separator=" ").strip()
    return (
        len(text) <= _MAX_NOTICE_CHARS
        and bool(_COOKIE_WORDS.match(text))
        and _may_go(node, holders)
    )
