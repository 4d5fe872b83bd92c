"""Reads what the attributes of an HTML element say of it."""

from __future__ import annotations

from selectolax.lexbor import LexborNode


def class_and_id(node: LexborNode) -> str:
    """The classes and the id of an element, by which programs name what it is for."""
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}"


def element_values(node: LexborNode) -> list[str]:
    """The values of an element: those for programs first, then its text."""
    attributes = node.attributes
    candidates = [attributes.get("datetime"), attributes.get("content"), node.text(separator=" ")]
    return [value for value in candidates if value]
