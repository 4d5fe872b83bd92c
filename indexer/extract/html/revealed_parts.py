"""Recognises hidden parts of a page that its readers bring up: by a click, or by scrolling.

Tabs, accordions and what appears with an animation are shown by scripts, which do not run here. It
is not certain that nobody sees their words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from indexer.extract.html.style_selectors import StyledElement

_CONTROLS: Final = (
    "[aria-controls], [data-target], [data-bs-target], a[href^='#'][role=tab], "
    "a[href^='#'][data-toggle], a[href^='#'][data-bs-toggle]"
)
_TARGETS: Final = ("aria-controls", "data-target", "data-bs-target", "href")
_ROLES: Final = frozenset({"tabpanel"})
# Bootstrap, jQuery UI, Elementor, Divi, WPBakery, WordPress; WOW, AOS, ScrollReveal, Animate.css.
_REVEALED_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:tab-?(?:pane|panel|content)|tabs-(?:pane|panel|content)|accordion|acorde[oó]n|"
    r"collaps(?:e|ible)|toggle[_-]?content|faq|spoiler|vc_tta-panel|wow|elementor-invisible|"
    r"animate(?:d|__animated)|scroll-?reveal|reveal)(?:$|[\s_-])",
    re.IGNORECASE,
)
_REVEALING_ATTRIBUTES: Final = frozenset({"data-aos", "data-sal", "data-wow-delay", "data-sr"})


@dataclass(frozen=True, slots=True)
class RevealedParts:
    """What the controls of a page bring up: the ids of elements."""

    targets: frozenset[str]

    @classmethod
    def of(cls, tree: LexborHTMLParser) -> RevealedParts:
        """Those of `tree`."""
        named = (
            node.attributes.get(name) or "" for node in tree.css(_CONTROLS) for name in _TARGETS
        )
        return cls(
            frozenset(target.removeprefix("#") for value in named for target in value.split())
        )

    def __contains__(self, element: StyledElement) -> bool:
        attributes = element.attributes
        return (
            attributes.get("id", "") in self.targets - {""}
            or attributes.get("role", "") in _ROLES
            or not _REVEALING_ATTRIBUTES.isdisjoint(attributes)
            or _REVEALED_CLASS.search(attributes.get("class", "")) is not None
        )
